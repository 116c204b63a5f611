#include "sheet/detail/cell_value.h"

#include "base/digit_groups.h"
#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/sheet.h"
#include "sheet/detail/style_format.h"
#include "sheet/limits.h"
#include "sheet/serial_date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace gongwen::sheet {
namespace {

using style::ComputedStyle;

/// A light background for input cells whose style has no colour; barely visible in print.
constexpr css::Color kInputTint{0xFF, 0xFB, 0xE8};

/// Keeps the heavier of two borders that meet at an edge; of equals, the inner box's (CSS 2.2 §17.6.2.1).
void join(BorderLine& line, const BorderLine& outer) { line = heavier(line, outer); }

}  // namespace

std::size_t CellLooks::KeyHash::operator()(const LookKey& key) const {
  std::size_t hash = 0;
  const auto mix = [&](std::size_t number) {
    hash = (hash ^ number) * 0x9E37'79B9'7F4A'7C15ULL;
    hash ^= hash >> 32;
  };
  mix(std::size_t{key.cell.value} << 32 | key.row.value);
  mix(std::size_t{key.group.value} << 32 | key.text_style.value);
  mix(std::size_t{key.number_format} << 32 | static_cast<std::size_t>(key.above.kind) << 8 |
      static_cast<std::size_t>(key.left.kind));
  mix(key.edges.begins_row | key.edges.ends_row << 1 | key.edges.begins_group << 2 | key.edges.ends_group << 3 |
      key.edges.begins_table << 4 | key.edges.ends_table << 5 | key.forces_wrap << 6 | key.is_input << 7);
  return hash;
}

std::uint32_t CellLooks::find(const LookKey& key, diagnostics::OriginId origin) {
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) return found->second;
  looks_.push_back(make(key, origin));
  return by_key_.emplace(key, static_cast<std::uint32_t>(looks_.size() - 1)).first->second;
}

std::uint32_t CellLooks::number_format(std::string_view code) {
  const auto found = std::find(number_formats_.begin(), number_formats_.end(), code);
  if (found != number_formats_.end()) return static_cast<std::uint32_t>(found - number_formats_.begin());
  number_formats_.emplace_back(code);
  return static_cast<std::uint32_t>(number_formats_.size() - 1);
}

CellLook CellLooks::make(const LookKey& key, diagnostics::OriginId origin) {
  const ComputedStyle& style = styles_.style(key.cell);
  CellFormat format = text_format(style, resolve_font(key));
  format.wrap = format.wrap || key.forces_wrap;
  // `vertical-align` does not apply to captions; titles are centred vertically.
  if (!key.table) format.vertical = VerticalAlign::Center;
  format.borders = resolve_borders(key);
  format.background = resolve_background(key);
  if (key.is_input && format.background.is_transparent()) format.background = kInputTint;
  format.number_format = resolve_number_format_of(key, origin);
  format.locked = !key.is_input && style.cell_protection == style::CellProtection::Locked;
  CellLook look;
  look.format = formats_.add(format);
  look.number_format = format.number_format;
  look.widest_date = widest_date(format.number_format);
  look.borders = format.borders;
  look.setting = text_setting(style, format);
  if (style.height.is_length()) look.min_height = style.height.value.length;
  return look;
}

Font CellLooks::resolve_font(const LookKey& key) const {
  Font font = font_of(styles_.style(key.text_style), key.decoration);
  font.half_points = font_of(styles_.style(key.size_from), {}).half_points;
  return font;
}

Borders CellLooks::resolve_borders(const LookKey& key) const {
  Borders borders = borders_of(styles_.style(key.cell));
  const auto join_sides = [&](const Borders& outer, bool top, bool bottom) {
    if (top) join(borders.top, outer.top);
    if (bottom) join(borders.bottom, outer.bottom);
    if (key.edges.begins_row) join(borders.left, outer.left);
    if (key.edges.ends_row) join(borders.right, outer.right);
  };
  if (!key.table) return borders;
  const ComputedStyle& table = styles_.style(key.table);
  const bool collapses = table.border_collapse == style::BorderCollapse::Collapse;
  // In the separated model, rows and groups have no borders (CSS 2.2 §17.6.1).
  if (collapses && key.row) join_sides(borders_of(styles_.style(key.row)), true, true);
  if (collapses && key.group) {
    join_sides(borders_of(styles_.style(key.group)), key.edges.begins_group, key.edges.ends_group);
  }
  join_sides(borders_of(table), key.edges.begins_table, key.edges.ends_table);
  if (!collapses) return borders;
  // Some programs draw the first and others the last of two lines on a shared edge. The later cell therefore takes over
  // the heavier line, so both show the same.
  borders.top = heavier(key.above, borders.top);
  borders.left = heavier(key.left, borders.left);
  return borders;
}

/// Where a layer is transparent, the one below shows through (CSS 2.2 §17.5.1).
css::Color CellLooks::resolve_background(const LookKey& key) const {
  for (const style::StyleId layer : {key.cell, key.row, key.group, key.table}) {
    if (!layer) continue;
    const css::Color color = opaque_background(styles_.style(layer));
    if (!color.is_transparent()) return color;
  }
  return css::kTransparent;
}

std::string CellLooks::resolve_number_format_of(const LookKey& key, diagnostics::OriginId origin) {
  const std::string& wanted = styles_.style(key.cell).number_format;
  const auto resolved = resolve_number_format(wanted);
  if (!resolved) sink_.report(diagnostics::messages::SheetInvalidNumberFormat, origin, wanted);
  return resolved && !resolved->empty() ? *resolved : number_formats_[key.number_format];
}

namespace {

using data::ValueType;

/// A parsed decimal as in JSON, without exponent.
struct Decimal {
  double value = 0;
  std::size_t decimals = 0;  // digits after the point
  bool trailing_zero = false;
  bool is_long = false;  // programs would round it, or write 1.2E+11, without a format
};

std::string_view take_digits(std::string_view& rest) {
  const auto end = std::find_if_not(rest.begin(), rest.end(), base::is_ascii_digit);
  const std::string_view digits = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(digits.size());
  return digits;
}

/// Number of digits without leading zeros.
std::size_t significant_digits(std::string_view whole, std::string_view fraction) {
  const std::string digits = std::string(whole) + std::string(fraction);
  const std::size_t first = digits.find_first_not_of('0');
  return first == std::string::npos ? 1 : digits.size() - first;
}

/// Accepts `0`, `-12.50`; rejects `007`, `+1`, `.5`, `1e3` and numbers with more than 15 digits.
std::optional<Decimal> parse_decimal(std::string_view text) {
  std::string_view rest = text;
  if (rest.starts_with('-')) rest.remove_prefix(1);
  const std::string_view whole = take_digits(rest);
  if (whole.empty() || (whole.size() > 1 && whole.front() == '0')) return std::nullopt;
  std::string_view fraction;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    fraction = take_digits(rest);
    if (fraction.empty()) return std::nullopt;
  }
  if (!rest.empty() || significant_digits(whole, fraction) > kMaxSignificantDigits) return std::nullopt;
  Decimal decimal;
  decimal.decimals = fraction.size();
  decimal.trailing_zero = fraction.ends_with('0');
  std::from_chars(text.data(), text.data() + text.size(), decimal.value);
  constexpr std::size_t kMostShown = 11;  // characters of a number in the format General
  constexpr double kLeastShown = 1e-4;
  decimal.is_long = whole.size() + (fraction.empty() ? 0 : 1 + fraction.size()) > kMostShown ||
                    (decimal.value != 0 && std::abs(decimal.value) < kLeastShown);
  return decimal;
}

/// The number format with this number of decimals: a prefix of `0.000…` or `#,##0.000…`.
std::string_view with_decimals(std::string_view format, std::size_t decimals) {
  const std::size_t whole = format.find('.');
  return format.substr(0, decimals == 0 ? whole : whole + 1 + decimals);
}

std::string_view plain_format(std::size_t decimals) { return with_decimals("0.000000000000000", decimals); }
std::string_view grouped_format(std::size_t decimals) { return with_decimals("#,##0.000000000000000", decimals); }

std::string_view percent_format(std::size_t decimals) {
  constexpr std::array<std::string_view, 7> kFormats{"0%",      "0.0%",     "0.00%",    "0.000%",
                                                     "0.0000%", "0.00000%", "0.000000%"};
  return kFormats[std::min(decimals, kFormats.size() - 1)];
}

CellReading number_reading(const Decimal& decimal) {
  const bool needs_format = decimal.trailing_zero || decimal.is_long;
  return {Number{decimal.value}, needs_format ? plain_format(decimal.decimals) : std::string_view(), {}};
}

CellReading read_number(std::string_view text) {
  if (const auto decimal = parse_decimal(text)) return number_reading(*decimal);
  if (text.ends_with('%')) {
    const std::string_view number = base::trim_ascii_space(text.substr(0, text.size() - 1));
    if (const auto decimal = parse_decimal(number)) {
      return {Number{decimal->value / 100}, percent_format(decimal->decimals), {}};
    }
  }
  const auto digits = base::without_group_separators(text);
  if (const auto decimal = digits ? parse_decimal(*digits) : std::nullopt) {
    return {Number{decimal->value}, grouped_format(decimal->decimals), {}};
  }
  return {Text{text}, {}, ValueError::NotNumber};
}

CellReading date_reading(const CellDate& date, std::string_view text) {
  const auto serial = to_serial(date);
  if (!serial) return {Text{text}, {}, ValueError::DateOutOfRange};
  return {Date{*serial}, default_date_format(date.precision), {}};
}

CellReading read_date(std::string_view text) {
  const auto date = parse_written_date(text);
  return date ? date_reading(*date, text) : CellReading{Text{text}, {}, ValueError::NotDate};
}

CellReading read_boolean(std::string_view text) {
  // Excel translates Booleans itself; programs that show them as numbers use this format.
  constexpr std::string_view kFormat = "\"是\";\"是\";\"否\"";
  for (const std::string_view word : {"true", "是", "1"}) {
    if (base::equals_ignoring_ascii_case(text, word)) return {Boolean{true}, kFormat, {}};
  }
  for (const std::string_view word : {"false", "否", "0"}) {
    if (base::equals_ignoring_ascii_case(text, word)) return {Boolean{false}, kFormat, {}};
  }
  return {Text{text}, {}, ValueError::NotBoolean};
}

bool is_mobile_number(std::string_view text) {
  return text.size() == 11 && text.front() == '1' && std::all_of(text.begin(), text.end(), base::is_ascii_digit);
}

/// A calculated number that the template language writes with up to 17 digits: 0.1 + 0.2. Spreadsheets calculate with
/// the same numbers and show 15 digits.
std::optional<double> parse_computed(std::string_view text) {
  if (text.find('.') == std::string_view::npos || text.size() > 24) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  const auto digits = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), base::is_ascii_digit));
  constexpr std::size_t kMaxPlainLength = 13;
  const bool is_noise = fmt::format("{:.15g}", value).size() <= kMaxPlainLength;
  return digits > kMaxSignificantDigits && is_noise && fmt::format("{}", value) == text ? std::optional(value)
                                                                                        : std::nullopt;
}

CellReading read_automatic(std::string_view text, std::optional<ValueType> data_type) {
  if (text.size() >= 10) {
    const auto date = parse_iso_date(text);
    // A date before 1900 stays text: the template did not ask for a date.
    if (date && to_serial(*date)) return date_reading(*date, text);
  }
  const bool is_string = data_type == ValueType::String;
  if (is_string || (!data_type && is_mobile_number(text))) return {Text{text}, {}, {}};
  if (const auto computed = parse_computed(text)) return {Number{*computed}, {}, {}};
  CellReading reading = read_number(text);
  reading.error.reset();
  return reading;
}

/// Placeholders that people write for a missing value; in a column of numbers or dates they are not an error.
bool stands_for_nothing(std::string_view text) {
  for (const std::string_view mark : {"-", "--", "—", "——", "–", "/", "无"}) {
    if (text == mark) return true;
  }
  return false;
}

}  // namespace

CellReading read_cell_value(std::string_view text, DataType type, std::optional<ValueType> data_type) {
  if (text.empty()) return {Empty{}, {}, {}};
  const bool is_text = type == DataType::Text || type == DataType::Formula;
  if (is_text || (type != DataType::Automatic && stands_for_nothing(text))) return {Text{text}, {}, {}};
  switch (type) {
    case DataType::Number: return read_number(text);
    case DataType::Date: return read_date(text);
    case DataType::Boolean: return read_boolean(text);
    case DataType::Automatic:
    case DataType::Text:
    case DataType::Formula: break;
  }
  return read_automatic(text, data_type);
}

bool looks_like_formula(std::string_view text) {
  constexpr std::string_view kStarts = "=+-@";
  return text.size() > 1 && kStarts.find(text.front()) != std::string_view::npos;
}

bool looks_like_number(std::string_view text) {
  const auto is_numeric = [](char c) {
    return base::is_ascii_digit(c) || std::string_view("+-.,:/%eE ").find(c) != std::string_view::npos;
  };
  return std::any_of(text.begin(), text.end(), base::is_ascii_digit) &&
         std::all_of(text.begin(), text.end(), is_numeric);
}

}  // namespace gongwen::sheet
