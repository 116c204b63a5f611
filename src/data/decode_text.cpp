#include "data/decode_text.h"

#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <vector>

#include <iconv.h>

namespace gongwen::data {
namespace {

namespace messages = diagnostics::messages;

constexpr std::string_view kFullWidthColon = "：";
constexpr std::string_view kIndent = " \t";

struct Line {
  std::size_t begin;
  std::string_view text;
};

/// The lines up to the one with the offset.
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

/// The line without leading dashes: `year：2026` of `- - year：2026`.
std::string_view without_dashes(std::string_view line) {
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(kIndent), line.size()));
    if (!line.starts_with("- ")) return line;
    line.remove_prefix(2);
  }
}

/// The length of the name before a colon; 0 if absent.
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
  // Neighbouring lines usually have the same slip, so all of them are reported.
  std::size_t first = last - 1;
  while (first > 0 && slip_of(lines[first - 1].text) != Slip::None) --first;
  for (std::size_t i = first; i < last; ++i) report(slip_of(lines[i].text), lines[i], source, sink);
  return true;
}

namespace {

constexpr const char* kUtf16Little = "UTF-16LE";
constexpr const char* kUtf16Big = "UTF-16BE";
constexpr const char* kChinese = "GB18030";
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16LittleMark = "\xFF\xFE";
constexpr std::string_view kUtf16BigMark = "\xFE\xFF";
constexpr std::string_view kCompoundMark = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
constexpr std::string_view kPdfMark = "%PDF-";
constexpr std::string_view kPackageMark = "PK\x03\x04";

/// An iconv conversion, usually to UTF-8.
class Converter {
 public:
  explicit Converter(const char* encoding, const char* into = "UTF-8") : handle_(iconv_open(into, encoding)) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (is_open()) iconv_close(handle_);
  }

  /// nullopt if the bytes are not valid in the encoding, or the encoding is not installed.
  std::optional<std::string> convert(std::string_view bytes) {
    if (!is_open()) return std::nullopt;
    std::string out;
    std::array<char, std::size_t{16} * 1024> buffer;
    char* next = const_cast<char*>(bytes.data());  // iconv does not write to its input
    std::size_t left = bytes.size();
    while (left > 0) {
      char* free = buffer.data();
      std::size_t room = buffer.size();
      const std::size_t result = iconv(handle_, &next, &left, &free, &room);
      if (result == static_cast<std::size_t>(-1) && errno != E2BIG) return std::nullopt;
      out.append(buffer.data(), buffer.size() - room);
    }
    return out;
  }

 private:
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the interface of iconv.
  bool is_open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }
  iconv_t handle_;
};

/// Whether most characters beyond ASCII are valid UTF-8, as in UTF-8 that was cut or changed in places. In GB 18030
/// hardly any are: its characters have two bytes, of which the second is often ASCII.
bool is_damaged_utf8(std::string_view bytes) {
  std::size_t whole = 0;
  std::size_t broken = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const base::DecodedCodePoint decoded = base::decode_utf8(bytes, at);
    whole += decoded.valid && decoded.length >= 3;
    broken += !decoded.valid;
    at += decoded.length;
  }
  return whole > broken;
}

std::optional<std::string> decode(std::string_view bytes) {
  if (bytes.starts_with(kUtf16LittleMark)) return Converter(kUtf16Little).convert(bytes.substr(2));
  if (bytes.starts_with(kUtf16BigMark)) return Converter(kUtf16Big).convert(bytes.substr(2));
  return is_damaged_utf8(bytes) ? std::nullopt : Converter(kChinese).convert(bytes);
}

}  // namespace

base::Expected<std::string> decode_text(std::string bytes, std::string_view name, diagnostics::DiagnosticSink& sink) {
  if (bytes.starts_with(kUtf8Mark)) bytes.erase(0, kUtf8Mark.size());
  if (!base::find_invalid_utf8(bytes)) return bytes;
  if (report_binary_file(bytes, name, sink)) return base::kReported;
  std::optional<std::string> decoded = decode_other_encoding(bytes);
  if (decoded) return *std::move(decoded);
  sink.report(diagnostics::messages::DataTableEncoding, diagnostics::Origin(), name);
  return base::kReported;
}

std::optional<std::string> decode_from(const char* encoding, std::string_view bytes) {
  return Converter(encoding).convert(bytes);
}

std::optional<std::string> encode_gb18030(std::string_view text) { return Converter("UTF-8", kChinese).convert(text); }

std::optional<std::string> decode_other_encoding(std::string_view bytes) {
  std::optional<std::string> decoded = decode(bytes);
  if (decoded && base::find_invalid_utf8(*decoded)) decoded.reset();
  return decoded;
}

std::string to_utf8(std::string bytes) {
  if (!base::find_invalid_utf8(bytes)) return bytes;
  std::optional<std::string> decoded = decode_other_encoding(bytes);
  return decoded ? *std::move(decoded) : std::move(bytes);
}

void keep_encodings() {
  // The library keeps loaded what an open conversion uses.
  static const Converter kept[] = {Converter(kUtf16Little), Converter(kUtf16Big), Converter(kChinese)};
}

bool report_binary_file(std::string_view bytes, std::string_view name, diagnostics::DiagnosticSink& sink) {
  const bool old = bytes.starts_with(kCompoundMark);
  const bool packed = bytes.starts_with(kPackageMark);
  const bool pdf = bytes.starts_with(kPdfMark);
  if (old) sink.report(diagnostics::messages::DataOldOfficeFile, diagnostics::Origin(), name);
  if (packed) sink.report(diagnostics::messages::DataPackedFile, diagnostics::Origin(), name);
  if (pdf) sink.report(diagnostics::messages::DataPdfFile, diagnostics::Origin(), name);
  return old || packed || pdf;
}

}  // namespace gongwen::data
