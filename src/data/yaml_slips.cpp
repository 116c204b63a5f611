#include "base/ascii.h"
#include "data/decode_text.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"

#include <algorithm>
#include <vector>

namespace gongwen::data {
namespace {

namespace messages = diagnostics::messages;

constexpr std::string_view kFullWidthColon = "：";
constexpr std::string_view kIndent = " \t";

struct Line {
  std::size_t begin;
  std::string_view text;
};

/// The lines up to the one that has the offset.
std::vector<Line> lines_before(std::string_view text, std::size_t offset) {
  std::vector<Line> lines;
  for (std::size_t begin = 0; begin <= std::min(offset, text.size());) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back({begin, text.substr(begin, end - begin)});
    begin = end + 1;
  }
  return lines;
}

bool is_name_character(char c) { return base::is_ascii_alnum(c) || c == '_' || c == '-'; }

/// `- - year：2026` from the name on.
std::string_view without_dashes(std::string_view line) {
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(kIndent), line.size()));
    if (!line.starts_with("- ")) return line;
    line.remove_prefix(2);
  }
}

/// The length of the name before a colon; 0 when there is none.
std::size_t name_length(std::string_view line) {
  if (line.empty() || !(base::is_ascii_alpha(line.front()) || line.front() == '_')) return 0;
  const auto end = std::find_if_not(line.begin(), line.end(), is_name_character);
  return static_cast<std::size_t>(end - line.begin());
}

enum class Slip { None, Tab, FullWidthColon, NoBlank };

Slip slip_of(std::string_view line) {
  const std::size_t first = std::min(line.find_first_not_of(kIndent), line.size());
  const bool has_text = first < line.size() && line[first] != '#' && line[first] != '\r';
  if (has_text && line.substr(0, first).find('\t') != std::string_view::npos) return Slip::Tab;
  const std::string_view rest = without_dashes(line);
  const std::size_t length = name_length(rest);
  if (length == 0) return Slip::None;
  const std::string_view after = rest.substr(length);
  if (after.starts_with(kFullWidthColon)) return Slip::FullWidthColon;
  const bool colon = after.size() > 1 && after.front() == ':' && !base::is_ascii_space(after[1]);
  return colon && !after.starts_with("://") ? Slip::NoBlank : Slip::None;
}

void report(Slip slip, const Line& line, diagnostics::SourceId source, diagnostics::DiagnosticSink& sink) {
  const auto at = [&](std::size_t begin, std::size_t length) {
    const auto first = static_cast<std::uint32_t>(line.begin + begin);
    return diagnostics::Origin{{source, first, first + static_cast<std::uint32_t>(length)}, {}};
  };
  if (slip == Slip::Tab) return (void)sink.report(messages::DataYamlTab, at(line.text.find('\t'), 1));
  const std::string_view rest = without_dashes(line.text);
  const std::size_t colon = (line.text.size() - rest.size()) + name_length(rest);
  const std::string better = with_yaml_colon(rest).value_or(std::string());
  if (slip == Slip::FullWidthColon) {
    sink.report(messages::DataYamlFullWidthColon, at(colon, kFullWidthColon.size()), shown_text(better));
  } else {
    sink.report(messages::DataYamlNoBlank, at(colon, 1), shown_text(better));
  }
}

}  // namespace

std::optional<std::string> with_yaml_colon(std::string_view line) {
  const std::size_t length = name_length(line);
  const Slip slip = slip_of(line);
  if (length == 0 || (slip != Slip::FullWidthColon && slip != Slip::NoBlank)) return std::nullopt;
  const std::size_t colon = slip == Slip::FullWidthColon ? kFullWidthColon.size() : 1;
  std::string_view value = line.substr(length + colon);
  value.remove_prefix(std::min(value.find_first_not_of(kIndent), value.size()));
  while (value.ends_with('\r')) value.remove_suffix(1);
  return std::string(line.substr(0, length)).append(": ").append(value);
}

bool report_yaml_slips(diagnostics::SourceId source, std::string_view text, std::size_t offset,
                       diagnostics::DiagnosticSink& sink) {
  const std::vector<Line> lines = lines_before(text, offset);
  std::size_t last = lines.size();
  while (last > 0 && slip_of(lines[last - 1].text) == Slip::None) --last;
  if (last == 0) return false;
  // A line with such a slip mostly follows others with the same one.
  std::size_t first = last - 1;
  while (first > 0 && slip_of(lines[first - 1].text) != Slip::None) --first;
  for (std::size_t i = first; i < last; ++i) report(slip_of(lines[i].text), lines[i], source, sink);
  return true;
}

}  // namespace gongwen::data
