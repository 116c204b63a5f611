#include "sheet/detail/format_sections.h"

#include "base/utf8.h"

#include <algorithm>

namespace gongwen::sheet {
namespace {

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

/// Adds characters to a literal, or starts one.
void add_literal(FormatSection& section, std::string_view text) {
  if (section.pieces.empty() || section.pieces.back().kind != FormatPiece::Kind::Literal) section.pieces.push_back({});
  section.pieces.back().text += text;
}

/// `[Red]` and the like; nullopt for what ODF cannot express.
std::optional<std::string> color_of(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kColors[] = {
      {"red", "#ff0000"},   {"blue", "#0000ff"},    {"green", "#00ff00"}, {"black", "#000000"},
      {"white", "#ffffff"}, {"magenta", "#ff00ff"}, {"cyan", "#00ffff"},  {"yellow", "#ffff00"}};
  for (const auto& [known, color] : kColors) {
    if (base::equals_ignoring_ascii_case(known, name)) return std::string(color);
  }
  return std::nullopt;
}

bool has(const FormatSection& section, FormatPiece::Kind kind) {
  return std::any_of(section.pieces.begin(), section.pieces.end(),
                     [kind](const FormatPiece& piece) { return piece.kind == kind; });
}

}  // namespace

std::optional<FormatSection> read_section(std::string_view code) {
  FormatSection section;
  for (std::size_t at = 0; at < code.size();) {
    const char c = code[at];
    if (c == '"') {
      const std::size_t end = code.find('"', at + 1);
      if (end == std::string_view::npos) return std::nullopt;
      add_literal(section, code.substr(at + 1, end - at - 1));
      at = end + 1;
    } else if (c == '\\' && at + 1 < code.size()) {
      const std::size_t length = base::decode_utf8(code, at + 1).length;
      add_literal(section, code.substr(at + 1, length));
      at += 1 + length;
    } else if (c == '_' || c == '*') {
      // A space as wide as a character becomes one blank; filling is left out.
      if (at + 1 >= code.size()) return std::nullopt;
      if (c == '_') add_literal(section, " ");
      at += 1 + base::decode_utf8(code, at + 1).length;
    } else if (c == '[') {
      const std::size_t end = code.find(']', at);
      if (end == std::string_view::npos) return std::nullopt;
      const std::string_view name = code.substr(at + 1, end - at - 1);
      const std::optional<std::string> color = color_of(name);
      if (color) section.color = *color;
      if (!color && name.starts_with("$")) add_literal(section, name.substr(1, name.find('-') - 1));
      if (!color && !name.starts_with("$")) return std::nullopt;
      at = end + 1;
    } else if (c == '@') {
      section.pieces.push_back({FormatPiece::Kind::Text, "@"});
      ++at;
    } else if (c == '%') {
      section.pieces.push_back({FormatPiece::Kind::Percent, "%"});
      ++at;
    } else if (is_one_of(c, "0#?.,")) {
      const std::size_t end = std::min(code.find_first_not_of("0#?.,", at), code.size());
      section.pieces.push_back({FormatPiece::Kind::Digits, std::string(code.substr(at, end - at))});
      at = end;
    } else if (is_one_of(c, "yYmMdDhHsSaA")) {
      constexpr std::string_view kHalves = "AM/PM";
      if (base::equals_ignoring_ascii_case(code.substr(at, kHalves.size()), kHalves)) {
        section.pieces.push_back({FormatPiece::Kind::Date, std::string(kHalves)});
        at += kHalves.size();
        continue;
      }
      std::size_t end = at;
      const char letter = static_cast<char>(c | 0x20);
      while (end < code.size() && (code[end] | 0x20) == letter) ++end;
      section.pieces.push_back({FormatPiece::Kind::Date, std::string(end - at, letter)});
      at = end;
    } else if (is_one_of(c, "Ee/")) {
      // Powers of ten and fractions; between parts of a date, a stroke is only itself.
      const bool in_date = !section.pieces.empty() && c == '/' && code.find_first_of("0#?") == std::string_view::npos;
      if (!in_date) return std::nullopt;
      add_literal(section, "/");
      ++at;
    } else {
      const std::size_t length = base::decode_utf8(code, at).length;
      add_literal(section, code.substr(at, length));
      at += length;
    }
  }
  return section;
}

std::vector<std::string_view> sections_of(std::string_view code) {
  std::vector<std::string_view> sections;
  std::size_t start = 0;
  bool is_quoted = false;
  for (std::size_t at = 0; at <= code.size(); ++at) {
    if (at < code.size() && code[at] == '"') is_quoted = !is_quoted;
    if (at < code.size() && code[at] == '\\') {
      ++at;
      continue;
    }
    if (at < code.size() && (code[at] != ';' || is_quoted)) continue;
    sections.push_back(code.substr(start, std::min(at, code.size()) - start));
    start = at + 1;
  }
  return sections;
}

NumberLook look_of(const FormatSection& section) {
  if (has(section, FormatPiece::Kind::Text)) return NumberLook::Text;
  if (has(section, FormatPiece::Kind::Percent)) return NumberLook::Percentage;
  if (!has(section, FormatPiece::Kind::Date)) return NumberLook::Number;
  const bool has_day = std::any_of(section.pieces.begin(), section.pieces.end(), [](const FormatPiece& piece) {
    return piece.kind == FormatPiece::Kind::Date && (piece.text.front() == 'y' || piece.text.front() == 'd');
  });
  const bool has_hour = std::any_of(section.pieces.begin(), section.pieces.end(), [](const FormatPiece& piece) {
    return piece.kind == FormatPiece::Kind::Date && (piece.text.front() == 'h' || piece.text.front() == 's');
  });
  return has_day || !has_hour ? NumberLook::Date : NumberLook::Time;
}

NumberLook look_of(std::string_view code) {
  if (code.empty() || base::equals_ignoring_ascii_case(code, "General")) return NumberLook::Number;
  const std::optional<FormatSection> section = read_section(sections_of(code).front());
  return section ? look_of(*section) : NumberLook::Number;
}

}  // namespace gongwen::sheet
