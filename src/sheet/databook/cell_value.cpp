#include "sheet/databook/cell_value.h"

#include "base/json.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/source_lookup.h"
#include "intake/cells.h"
#include "intake/given_values.h"
#include "resources/read_file.h"
#include "sheet/limits.h"
#include "sheet/serial_date.h"

#include <algorithm>
#include <array>
#include <optional>

namespace gongwen::databook {
namespace {

using data::Value;
using data::ValueType;
using diagnostics::Language;
using intake::RawType;
using schema::SchemaField;
using schema::SchemaType;

bool takes_texts(const SchemaField& field) { return field.types.has(SchemaType::String); }
bool takes_lists(const SchemaField& field) { return field.types.has(SchemaType::Array); }
bool takes_numbers(const SchemaField& field) {
  return field.types.has(SchemaType::Number) || field.types.has(SchemaType::Integer);
}

/// Items without a schema are treated as texts.
const SchemaField& item_of(const SchemaField& list) {
  static const SchemaField kText = [] {
    SchemaField text;
    text.types.add(SchemaType::String);
    return text;
  }();
  return list.parts.size() == 1 && list.parts.front().name.empty() ? list.parts.front() : kText;
}

/// Whether a field holds plain text: no choices, numbers or dates.
bool is_free_text(const SchemaField& field) {
  return takes_texts(field) && field.choices.empty() && !field.limits.format;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

/// Strips the marks of `- 甲\n- 乙`; nullopt if a line has none.
std::optional<std::string> without_item_marks(std::string_view text) {
  std::string items;
  for (const std::string_view line : lines_of(text)) {
    if (intake::trim_blanks(line).empty()) continue;
    if (!line.starts_with(kItemMark)) return std::nullopt;
    if (!items.empty()) items += '\n';
    items += line.substr(kItemMark.size());
  }
  return items.empty() ? std::nullopt : std::optional(items);
}

/// Choices and numbers may also be separated within one line.
CellJson decode_list(std::string_view text, const SchemaField& list) {
  const SchemaField& item = item_of(list);
  const bool separated = !is_free_text(item) && text.find('\n') == std::string_view::npos;
  if (separated) return {intake::convert_list(text, list).json};
  CellJson all;
  for (const std::string_view line : lines_of(text)) {
    const CellJson one = decode_cell({RawType::Text, std::string(line)}, item);
    all.bad_literal = all.bad_literal || one.bad_literal;
    if (!one.json.empty()) all.json += (all.json.empty() ? "[" : ",") + one.json;
  }
  if (!all.json.empty()) all.json += "]";
  return all;
}

CellJson decode_literal(std::string_view text) {
  const std::string_view literal = intake::trim_blanks(text.substr(kLiteralMark.size()));
  if (is_json(literal)) return {std::string(literal)};
  CellJson bad{base::json_string(text)};
  bad.bad_literal = true;
  return bad;
}

/// One item per line; an item of several lines is written as JSON.
std::string list_text(const Value& list, const SchemaField& field, Language language) {
  const std::string_view mark = takes_texts(field) ? kItemMark : std::string_view();
  std::string text;
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::string line = encode_cell(list.at(i), item_of(field), language).text;
    if (line.find('\n') != std::string::npos) line = std::string(kLiteralMark) + literal_json(list.at(i));
    if (i > 0) text += '\n';
    text.append(mark).append(line);
  }
  return text;
}

DataCell plain_text(std::string_view text, const SchemaField& field) {
  if (field.limits.format == schema::Format::Date) {
    const auto date = sheet::parse_iso_date(text);
    const bool day = date && date->precision == sheet::DatePrecision::Day;
    // Programs disagree about days before March 1900.
    if (day && base::year_of(date->day) > 1900 && sheet::to_serial(*date)) return {RawType::Date, std::string(text)};
  }
  return {RawType::Text, std::string(text)};
}

/// What a person would write. It may be ambiguous or blank; the caller checks by decoding it.
DataCell plain_cell(const Value& value, const SchemaField& field, Language language) {
  const std::string json = data::value_json(value);
  for (const schema::FieldChoice& choice : field.choices) {
    if (data::value_json(choice.value) != json || value.type() == ValueType::Boolean) continue;
    if (value.is_number() && choice.title.chinese.empty()) break;
    return {RawType::Text, choice_text(choice, language)};
  }
  switch (value.type()) {
    case ValueType::Boolean: return {RawType::Text, value.boolean() ? kYes : kNo};
    case ValueType::Integer:
    case ValueType::Decimal: return {RawType::Number, intake::shortest_decimal(json).value_or(std::string())};
    case ValueType::String: return plain_text(value.string(), field);
    case ValueType::Array: {
      const bool is_date = value.size() == 1 && value.at(0).is_string() && !takes_texts(field) &&
                           item_of(field).limits.format == schema::Format::Date && item_of(field).choices.empty();
      if (is_date) return plain_text(value.at(0).string(), item_of(field));
      return {RawType::Text, list_text(value, field, language)};
    }
    case ValueType::Null:
    case ValueType::Object: return {};
  }
  return {};
}

/// U+FFFE and U+FFFF are not allowed in XML, so they are escaped in the JSON.
std::string with_escaped_noncharacters(const std::string& json) {
  std::string out;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string_view next = std::string_view(json).substr(i, 3);
    if (next != "\xEF\xBF\xBE" && next != "\xEF\xBF\xBF") {
      out += json[i];
      continue;
    }
    out += next.back() == '\xBE' ? "\\ufffe" : "\\uffff";
    i += 2;
  }
  return out;
}

/// Whether XML cannot hold the text, or a reader would change it.
bool changes_in_xml(std::string_view text) {
  return text.find('\r') != std::string_view::npos || sheet::find_forbidden_character(text).has_value();
}

}  // namespace

std::size_t cell_units(std::string_view text) {
  constexpr std::size_t kEscape = 6;  // `_` becomes `_x005F_`
  std::size_t units = sheet::utf16_length(text);
  for (std::size_t at = text.find("_x"); at != std::string_view::npos; at = text.find("_x", at + 2)) units += kEscape;
  return units;
}

std::string literal_json(const Value& value) { return with_escaped_noncharacters(data::value_json(value)); }

std::string literal_json(std::string_view text) { return with_escaped_noncharacters(base::json_string(text)); }

bool is_json(std::string_view text) {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  const diagnostics::SourceId source = store.add("literal", std::string(text));
  return data::read_json(source, store.source_text(source), {}, sink).has_value();
}

std::string choice_text(const schema::FieldChoice& choice, diagnostics::Language language) {
  const std::string_view title = choice.title.in(language);
  if (!title.empty()) return std::string(title);
  return choice.value.is_string() ? std::string(choice.value.string()) : data::value_json(choice.value);
}

DataCell encode_cell(const Value& value, const SchemaField& field, Language language) {
  DataCell cell = plain_cell(value, field, language);
  const bool fits = !cell.text.empty() && cell_units(cell.text) <= kMaxCellUnits && !changes_in_xml(cell.text) &&
                    !is_cell_error(cell.text);
  if (fits) {
    const CellJson back = decode_cell(cell, field);
    if (back.json == data::value_json(value) && !back.bad_literal) return cell;
  }
  return {RawType::Text, std::string(kLiteralMark) + literal_json(value)};
}

CellJson decode_cell(const DataCell& cell, const SchemaField& field) {
  if (intake::trim_blanks(cell.text).empty()) return {};
  if (cell.type == RawType::Text) {
    if (cell.text.starts_with(kLiteralMark)) {
      CellJson literal = decode_literal(cell.text);
      // A list whose first item is a literal, followed by more items.
      const bool may_be_list = takes_lists(field) && cell.text.find('\n') != std::string::npos;
      if (!literal.bad_literal || !may_be_list) return literal;
    }
    const std::string text = intake::normal_text(cell.text);
    if (takes_lists(field)) {
      if (!takes_texts(field)) return decode_list(text, field);
      if (const auto items = without_item_marks(text)) return decode_list(*items, field);
    }
  }
  // If a field accepts texts and numbers, the type of the cell decides.
  if (takes_texts(field) && field.choices.empty()) {
    if (cell.type == RawType::Number && takes_numbers(field)) return {cell.text};
    if (cell.type == RawType::Boolean && field.types.has(SchemaType::Boolean)) return {cell.text};
  }
  return {intake::convert_field({{}, cell.type, cell.text}, field).json};
}

}  // namespace gongwen::databook
