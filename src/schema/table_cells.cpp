#include "schema/table_cells.h"

#include "base/ascii.h"
#include "data/decimal.h"
#include "data/readers.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "schema/detail/data_errors.h"
#include "schema/schema_fields.h"
#include "schema/written_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

namespace gongwen::schema {
namespace {

/// `1,234,567.8` without its commas; nothing when they are not at thousands.
std::optional<std::string> without_group_separators(std::string_view text) {
  std::string digits;
  const std::size_t sign = text.starts_with('-') ? 1 : 0;
  const std::size_t whole_end = std::min(text.find('.'), text.size());
  const bool grouped = text.find(',') < whole_end;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool at_thousands = (whole_end - i) % 4 == 0 && i > sign && i < whole_end;
    if ((text[i] == ',') != (grouped && at_thousands)) return std::nullopt;
    if (text[i] != ',') digits += text[i];
  }
  return digits;
}

std::optional<CellValue> convert_number(std::string_view text, TypeSet types) {
  constexpr std::size_t kLongestNumber = 300;
  if (text.size() > kLongestNumber) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  std::optional<std::string> digits = without_group_separators(text);
  const std::optional<data::Decimal> number = digits ? data::Decimal::parse(*digits) : std::nullopt;
  if (!number || !data::is_in_range_of_double(*digits)) return std::nullopt;
  if (!types.has(SchemaType::Number) && !number->is_integer()) return std::nullopt;
  const std::optional<std::int64_t> integer = number->to_integer();
  return CellNumber{integer ? std::to_string(*integer) : *std::move(digits)};
}

std::optional<CellValue> convert_boolean(std::string_view text, const SchemaField& field) {
  const auto truth = read_yes_or_no(text, field.title.chinese);
  return truth ? std::optional<CellValue>(*truth) : std::nullopt;
}

/// Dates as people write them, nothing for what is none. Other formats are a matter of the schema.
std::optional<CellValue> convert_text(std::string_view text, const SchemaField& field) {
  const std::optional<Format> format = field.limits.format;
  const bool date = format == Format::Date || format == Format::Month;
  if (!date || matches_format(*format, text)) return CellText{std::string(text)};
  auto written = read_written(*format, text);
  return written ? std::optional<CellValue>(CellText{*std::move(written)}) : std::nullopt;
}

/// Several texts in a cell: `甲、乙；丙`, or one a line; nothing when one of them is not of its form.
std::optional<CellValue> split_list(std::string_view text, const SchemaField& field) {
  constexpr std::array<std::string_view, 5> kSeparators = {"、", "；", ";", "\n", "\r"};
  CellList list;
  while (!text.empty()) {
    std::size_t end = text.size();
    std::size_t length = 0;
    for (const std::string_view separator : kSeparators) {
      const std::size_t found = text.find(separator);
      if (found >= end) continue;
      end = found;
      length = separator.size();
    }
    const std::string_view item = trim_cell(text.substr(0, end));
    if (item.empty()) continue;
    std::optional<CellValue> converted = CellText{std::string(item)};
    if (!field.parts.empty()) converted = convert_text(item, field.parts.front());
    if (!converted) return std::nullopt;
    list.texts.push_back(std::get<CellText>(*std::move(converted)).text);
    text.remove_prefix(end + length);
  }
  return list;
}

/// The value of a choice by its title or by itself.
std::optional<CellValue> convert_choice(std::string_view text, const SchemaField& field) {
  const FieldChoice* const choice = find_choice(field.choices, text);
  return choice == nullptr ? std::nullopt : std::optional<CellValue>(CellChoice{choice->value});
}

}  // namespace

bool fits_in_cell(const SchemaField& field) {
  const TypeSet types = field.types;
  return types.has(SchemaType::String) || types.has(SchemaType::Integer) || types.has(SchemaType::Number) ||
         types.has(SchemaType::Boolean) || types.has(SchemaType::Array);
}

namespace {

/// Whether one of the numbers that a format shows is the number itself, or a hundredth of it is for a percentage: 3.14
/// is not 3.14159, and a price, a count with its unit and a negative number in brackets are.
bool shows_number(std::string_view shown, std::string_view decimal) {
  constexpr double kNoise = 1e-12;
  const auto number_of = [](std::string_view digits) {
    double number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
  };
  const double value = number_of(decimal);
  const bool says_minus = shown.find_first_of("-(") != std::string_view::npos;
  if (value < 0 && !says_minus) return false;
  const double wanted = std::fabs(value) * (shown.find('%') == std::string_view::npos ? 1 : 100);
  std::string digits;
  for (std::size_t at = 0; at <= shown.size(); ++at) {
    const char c = at < shown.size() ? shown[at] : ' ';
    if (base::is_ascii_digit(c) || (c == '.' && !digits.empty())) {
      digits += c;
    } else if (c != ',' && !std::exchange(digits, {}).empty()) {
      continue;
    }
    const bool ends = at + 1 >= shown.size() ||
                      (!base::is_ascii_digit(shown[at + 1]) && shown[at + 1] != '.' && shown[at + 1] != ',');
    if (!digits.empty() && ends && std::fabs(number_of(digits) - wanted) <= kNoise * wanted) return true;
  }
  return false;
}

}  // namespace

SeenCell seen_cell(const data::TableCell& cell, const SchemaField& field) {
  constexpr std::size_t kExactDigits = 15;
  const TypeSet types = field.types;
  const bool takes_numbers = types.has(SchemaType::Number) || types.has(SchemaType::Integer);
  const bool takes_texts = types.has(SchemaType::String);
  const std::string_view shown = cell.shown;
  SeenCell seen{cell.text};
  switch (cell.kind) {
    case data::CellKind::Number: {
      const auto digits = std::count_if(cell.text.begin(), cell.text.end(), base::is_ascii_digit);
      const bool is_long = static_cast<std::size_t>(digits) > kExactDigits && cell.text.find('.') == std::string::npos;
      const bool is_choice = !field.choices.empty() && find_choice(field.choices, cell.text) != nullptr;
      seen.lost_digits = takes_texts && !takes_numbers && is_long;
      if (is_choice || shown.empty()) break;
      seen.differs = !shows_number(shown, cell.text) || (takes_numbers && shown.ends_with('%'));
      if (takes_texts && !takes_numbers && !seen.differs) seen.text = shown;
      break;
    }
    case data::CellKind::Boolean:
      if (takes_texts && !types.has(SchemaType::Boolean) && field.choices.empty() && !shown.empty()) seen.text = shown;
      break;
    case data::CellKind::Date: {
      // The reader of dates asks for what is missing; a month needs no day.
      const bool is_free = takes_texts && !field.limits.format && field.choices.empty();
      const bool is_month = field.limits.format == Format::Month && cell.text.size() > 4 &&
                            shown.find(cell.text.substr(0, 4)) != std::string_view::npos;
      if (is_free && !shown.empty()) seen.text = shown;
      seen.differs = !is_free && !shown.empty() && !is_month;
      break;
    }
    case data::CellKind::Text:
    case data::CellKind::Empty: break;
  }
  return seen;
}

std::optional<CellValue> convert_cell(const data::TableCell& cell, const SchemaField& field) {
  const std::string_view text = trim_cell(seen_cell(cell, field).text);
  const TypeSet types = field.types;
  if (!field.choices.empty()) return convert_choice(text, field);
  const bool numbers = types.has(SchemaType::Number) || types.has(SchemaType::Integer);
  // A field that takes texts takes anything; a number in it stays as it was typed: 010010.
  const bool texts = types.has(SchemaType::String);
  if (cell.kind == data::CellKind::Number && numbers) {
    return convert_number(text, types);
  }
  if (texts) return convert_text(text, field);
  std::optional<CellValue> value;
  if (numbers) value = convert_number(data::trim_blanks(data::narrow_text(text)), types);
  if (!value && types.has(SchemaType::Boolean)) value = convert_boolean(text, field);
  if (!value && types.has(SchemaType::Array)) value = split_list(text, field);
  return value;
}

CellExpectation expectation_of(const SchemaField& field) {
  if (!field.choices.empty()) {
    const TextPair words = describe_allowed({{}, field.choices});
    return {words.chinese, words.english, {}};
  }
  const std::optional<Format> format = field.limits.format;
  if (format && field.types.has(SchemaType::String)) {
    const FormatDescription& description = describe_format(*format);
    return {std::string(description.title.chinese), std::string(description.title.english),
            std::string(description.example)};
  }
  const bool yes_or_no = field.types.has(SchemaType::Boolean);
  if (yes_or_no) return {std::string(texts::SchemaYesOrNo.chinese), std::string(texts::SchemaYesOrNo.english), {}};
  const TextPair words = describe_allowed({field.types, {}});
  return {words.chinese, words.english, {}};
}

}  // namespace gongwen::schema
