#include "intake/cells.h"

#include "base/date.h"
#include "base/format.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

// References to cells, texts and numbers as spreadsheets store them (ECMA-376-1, 18.3.1.4 and 18.17.2.3). Files come
// from many programs, so malformed content gives nullopt.
namespace gongwen::intake {
namespace {

constexpr std::uint32_t kMaxRows = 1'048'576;
constexpr std::uint32_t kMaxColumns = 16'384;

}  // namespace

std::optional<CellReference> parse_cell_reference(std::string_view text) {
  std::size_t at = 0;
  const auto skip_dollar = [&] {
    if (at < text.size() && text[at] == '$') ++at;
  };
  skip_dollar();
  std::uint32_t column = 0;
  for (; at < text.size() && base::is_ascii_alpha(text[at]) && column <= kMaxColumns; ++at) {
    // Letters count in base 26 without a zero: A is 1, Z is 26, AA is 27. Reading stops once the limit is passed, so
    // that nothing overflows.
    column = column * 26 + static_cast<std::uint32_t>(base::to_ascii_lower(text[at]) - 'a' + 1);
  }
  skip_dollar();
  std::uint32_t row = 0;
  for (; at < text.size() && base::is_ascii_digit(text[at]) && row <= kMaxRows; ++at) {
    row = row * 10 + static_cast<std::uint32_t>(text[at] - '0');
  }
  if (at != text.size() || column == 0 || row == 0 || column > kMaxColumns || row > kMaxRows) return std::nullopt;
  return CellReference{row - 1, column - 1};
}

std::string cell_reference_text(CellReference cell) {
  std::string letters;
  // The inverse: 27 gives `A` and then `A`.
  for (std::uint32_t rest = cell.column + 1; rest > 0; rest = (rest - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  }
  return letters + std::to_string(cell.row + 1);
}

std::optional<SheetReference> parse_sheet_reference(std::string_view text) {
  text = base::trim_ascii_space(text);
  if (text.starts_with('=')) text.remove_prefix(1);
  SheetReference reference;
  std::size_t at = 0;
  if (text.starts_with('\'')) {
    for (at = 1; at < text.size(); ++at) {
      // `'申请表 (2)'!$B$3`: names with blanks are quoted; `[1]表!A1` would be a cell of another file.
      if (text[at] == '\'' && (at + 1 >= text.size() || text[at + 1] != '\'')) break;
      if (text[at] == '\'') ++at;  // two stand for one
      reference.sheet += text[at];
    }
    if (at >= text.size()) return std::nullopt;
    ++at;
  } else {
    at = std::min(text.find('!'), text.size());
    reference.sheet = text.substr(0, at);
  }
  if (at >= text.size() || text[at] != '!' || reference.sheet.empty() || reference.sheet.find('[') == 0) {
    return std::nullopt;
  }
  std::string_view cell = text.substr(at + 1);
  const bool is_range = cell.find(':') != std::string_view::npos;
  cell = cell.substr(0, cell.find(':'));
  auto parsed = parse_cell_reference(cell);
  if (!parsed && is_range) parsed = parse_cell_reference(std::string(cell) + "1");
  if (!parsed) return std::nullopt;
  reference.cell = *parsed;
  return reference;
}

namespace {

/// Reads the escape `_xHHHH_` at the start of the text: a UTF-16 unit (ECMA-376-1, 22.9.2.19).
std::optional<char32_t> read_escape(std::string_view text) {
  if (text.size() < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_') return std::nullopt;
  char32_t unit = 0;
  for (std::size_t i = 2; i < 6; ++i) {
    if (!base::is_ascii_hex_digit(text[i])) return std::nullopt;
    unit = unit * 16 + static_cast<char32_t>(base::hex_digit_value(text[i]));
  }
  return unit;
}

/// Line ends become `\n`; other control characters are dropped, since data cannot contain them.
void append_kept(std::string& out, char32_t c) {
  if (c == '\r') {
    out += '\n';
  } else if (c >= 0x20 || c == '\t' || c == '\n') {
    base::append_utf8(out, c);
  }
}

/// Whether a text has neither escapes nor control characters, like most texts.
bool is_plain(std::string_view text) {
  return text.find("_x") == std::string_view::npos && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n';
         });
}

/// Built-in formats for dates and times (ECMA-376-1, 18.8.30), those of Chinese versions included.
bool is_builtin_date(std::uint32_t id) {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

constexpr long kDay1899 = -25569;   // 30 December 1899, the day 0 of serials from March 1900 on
constexpr long kLastDay = 2958465;  // 31 December 9999
constexpr int kDaysTo1904 = 1462;

}  // namespace

std::string decode_cell_escapes(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (const auto unit = read_escape(text.substr(at))) {
      at += 7;
      if (*unit < 0xD800 || *unit > 0xDFFF) {
        append_kept(out, *unit);
        // `\r\n` in one text is a single line end.
        if (*unit == '\r' && at < text.size() && text[at] == '\n') ++at;
        continue;
      }
      // A character beyond U+FFFF is written as two escapes; half of one is dropped.
      const auto low = read_escape(text.substr(at));
      if (*unit <= 0xDBFF && low && *low >= 0xDC00 && *low <= 0xDFFF) {
        base::append_utf8(out, 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00));
        at += 7;
      }
      continue;
    }
    const base::DecodedCodePoint decoded = base::decode_utf8(text, at);
    at += decoded.length;
    if (decoded.code_point == '\r' && at < text.size() && text[at] == '\n') continue;
    append_kept(out, decoded.code_point);
  }
  return out;
}

std::optional<std::string> shortest_decimal(std::string_view written) {
  written = base::trim_ascii_space(written);
  if (written.starts_with('+')) written.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
  if (error != std::errc() || end != written.data() + written.size() || !std::isfinite(value)) return std::nullopt;
  // `-0` would be another text for the same number.
  if (value == 0) return "0";
  std::array<char, 64> buffer;
  // The shortest text that reads as the same number: `0.1` for `0.10000000000000001`.
  const bool plain = std::fabs(value) < 1e21 && std::fabs(value) >= 1e-7;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                    plain ? std::chars_format::fixed : std::chars_format::scientific);
  return std::string(buffer.data(), result.ptr);
}

bool is_date_format(std::uint32_t id, std::string_view code) {
  if (code.empty()) return is_builtin_date(id);
  bool quoted = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = base::to_ascii_lower(code[i]);
    if (c == '"') {
      quoted = !quoted;
    } else if (quoted) {
      continue;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      const std::size_t close = code.find(']', i);
      const std::string_view inner = code.substr(i + 1, close == std::string_view::npos ? close : close - i - 1);
      // `[h]` and `[mm]` are durations; `[Red]`, `[$-804]` and `[>5]` tell nothing about the type.
      if (!inner.empty() && base::ascii_lowercase(inner).find_first_not_of("hms") == std::string::npos) return true;
      if (close == std::string_view::npos) return false;
      i = close;
    } else if (base::ascii_lowercase(code.substr(i, 3)) == "aaa") {
      return true;  // 星期四
    } else if (c == 'y' || c == 'd' || c == 'h' || c == 'm' || c == 's') {
      return true;
    }
  }
  return false;
}

std::optional<std::string> date_of_serial(double serial, bool from_1904) {
  if (!(serial >= 0) || serial >= 2958466) return std::nullopt;
  long day = static_cast<long>(std::floor(serial));
  long second = std::lround((serial - static_cast<double>(day)) * 86400);
  // Rounding to seconds may reach the next day.
  if (second == 86400) {
    second = 0;
    ++day;
  }
  const std::string time =
      second == 0 ? std::string() : fmt::format("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
  if (from_1904) {
    day += kDaysTo1904;
  } else if (day == 0) {
    return time.empty() ? std::nullopt : std::optional(time);
  } else if (day < 60) {
    ++day;  // spreadsheets believe in a 29 February 1900, their day 60, which comes out as the 28th
  }
  if (day > kLastDay) return std::nullopt;
  const std::string date = base::iso_text(base::date_of_days(day + kDay1899));
  return time.empty() ? date : date + "T" + time;
}

}  // namespace gongwen::intake
