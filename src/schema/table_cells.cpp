#include "schema/table_cells.h"

#include "base/digit_groups.h"
#include "base/json.h"
#include "base/nearest_name.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "data/decimal.h"
#include "data/document.h"
#include "data/document_builder.h"
#include "data/readers.h"
#include "data/table_frame.h"
#include "data/value_text.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "schema/detail/data_errors.h"
#include "schema/schema_fields.h"
#include "schema/written_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

namespace gongwen::schema {
namespace {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

/// Builds the array row by row.
class TableBuilder {
 public:
  TableBuilder(diagnostics::SourceId source, const std::vector<TableColumn>& columns, diagnostics::DiagnosticSink& sink)
      : columns_(columns), sink_(sink), builder_(source) {
    builder_.begin_array(0);
  }

  std::size_t size() const { return builder_.size(); }

  void add_row(const data::TableRow& row) {
    builder_.begin_object(row.place.begin);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const data::TableCell& cell = row.cells[i];
      if (is_empty(cell)) continue;
      const bool has_header = i < columns_.size() && !columns_[i].header.empty();
      if (!has_header) {
        sink_.report(messages::DataTableNoHeader, {cell.place, {}}, row.number, i + 1);
      } else if (columns_[i].field != nullptr) {
        add_cell(builder_, row, columns_[i], cell, columns_[i].field->name, sink_);
      }
    }
    builder_.end_object(row.place.end);
    end_ = row.place.end;
  }

  data::Document finish() && {
    builder_.end_array(end_);
    return std::move(builder_).finish();
  }

 private:
  const std::vector<TableColumn>& columns_;
  diagnostics::DiagnosticSink& sink_;
  data::DocumentBuilder builder_;
  std::uint32_t end_ = 0;
};

/// The fields of the items in the list at a pointer.
std::optional<SchemaField> describe_items(const Schema& schema, std::string_view pointer) {
  std::string items(pointer);
  base::append_pointer_token(items, "*");
  std::optional<SchemaField> item = describe_field(schema, items);
  if (item && item->types.has(SchemaType::Object) && !item->parts.empty()) {
    // For a list within a cell, its items must be described, too.
    for (SchemaField& part : item->parts) {
      if (!part.types.has(SchemaType::Array)) continue;
      if (std::optional<SchemaField> list = describe_field(schema, part.pointer)) part.parts = std::move(list->parts);
    }
    return item;
  }
  return std::nullopt;
}

}  // namespace

base::Expected<data::Document> read_table(data::TableSource& table, const Schema& schema, std::string_view pointer,
                                          const data::JsonLimits& limits, diagnostics::DiagnosticSink& sink) {
  const diagnostics::Origin begin{{table.source(), 0, 0}, {}};
  const std::optional<SchemaField> item = describe_items(schema, pointer);
  if (!item) {
    sink.report(messages::DataTableNotAList, begin, pointer);
    return base::kReported;
  }
  const std::size_t errors_before = sink.error_count();
  data::HeadedTable rows(table, [&item](std::string_view text) { return is_header_of(*item, text); });
  const std::optional<data::TableRow> header = rows.next_row(sink);
  if (!header) {
    if (sink.error_count() == errors_before) sink.report(messages::DataTableEmpty, begin);
    return base::kReported;
  }
  const std::vector<TableColumn> columns = match_columns(*header, *item, sink);
  TableBuilder builder(table.source(), columns, sink);
  while (const auto row = rows.next_row(sink)) {
    builder.add_row(*row);
    if (builder.size() <= limits.max_values) continue;
    sink.report(messages::DataTooManyValues, {row->place, {}}, limits.max_values);
    break;
  }
  if (sink.error_count() != errors_before) return base::kReported;
  return std::move(builder).finish();
}

data::KnowsHeading headings_of_list(const Schema& schema, std::string_view pointer) {
  auto item = std::make_shared<const std::optional<SchemaField>>(describe_items(schema, pointer));
  return [item = std::move(item)](std::string_view text) {
    return *item && is_header_of(**item, text);
  };
}

base::Expected<data::Document> insert_table(data::Document document, std::string_view pointer,
                                            const data::Document& table, diagnostics::DiagnosticSink& sink) {
  const diagnostics::Origin begin{table.root().span(), {}};
  const auto tokens = base::parse_json_pointer(pointer);
  const auto refuse = [&](DiagnosticId id) {
    sink.report(id, begin, pointer);
    return base::kReported;
  };
  if (!tokens || tokens->empty()) return refuse(messages::DataTableNoPlace);

  data::DocumentExtension extension(std::move(document));
  std::optional<data::Value> holder = extension.document().root();
  std::uint32_t node = holder->node();
  for (std::size_t i = 0; i + 1 < tokens->size(); ++i) {
    const std::optional<data::Value> next = holder ? holder->resolve_token((*tokens)[i]) : std::nullopt;
    if (holder && !next && !holder->is_object()) return refuse(messages::DataTableNoPlace);
    node = next ? next->node() : extension.put_object(node, (*tokens)[i]);
    holder = next;
  }
  if (holder && !holder->is_object()) return refuse(messages::DataTableNoPlace);
  const std::optional<data::Value> present = holder ? holder->find(tokens->back()) : std::nullopt;
  const bool free = !present || present->is_null() || (present->is_array() && present->size() == 0);
  if (!free) return refuse(messages::DataTablePlaceTaken);
  extension.put_member(node, tokens->back(), table.root(), data::DocumentExtension::Places::OfValue);
  return std::move(extension).finish();
}

namespace {

bool is_cell_space(char32_t c) { return base::is_gap_or_line_end(c) || c == 0xFEFF; }

/// Finds a field by the text itself; otherwise by its look, without the mark of a required column: `姓 名*`.
const SchemaField* find_field(const SchemaField& item, std::string_view header) {
  const auto find_by = [&](auto text_of, const auto& is_same) -> const SchemaField* {
    for (const SchemaField& field : item.parts) {
      const std::string_view text = text_of(field);
      if (!text.empty() && is_same(text)) return &field;
    }
    return nullptr;
  };
  const auto find_in_any = [&](const auto& is_same) {
    const SchemaField* field = find_by([](const SchemaField& f) { return f.name; }, is_same);
    if (field == nullptr) field = find_by([](const SchemaField& f) { return f.title.chinese; }, is_same);
    if (field == nullptr) field = find_by([](const SchemaField& f) { return f.title.english; }, is_same);
    return field;
  };
  const std::string_view plain = data::without_required_mark(header);
  const SchemaField* const field =
      find_in_any([header](std::string_view text) { return base::equals_ignoring_ascii_case(text, header); });
  if (field != nullptr || plain.empty()) return field;
  return find_in_any([plain](std::string_view text) { return data::reads_same(text, plain); });
}

void report_unknown(const data::TableCell& cell, std::string_view header, const SchemaField& item,
                    diagnostics::DiagnosticSink& sink) {
  std::vector<std::string_view> known;
  for (const SchemaField& field : item.parts) {
    for (const std::string_view text : {field.name, field.title.chinese, field.title.english}) {
      if (!text.empty()) known.push_back(text);
    }
  }
  const std::string_view nearest = base::find_nearest_name(header, known);
  const diagnostics::TextPair hint = nearest.empty() ? diagnostics::TextPair() : texts::DidYouMean.pair(nearest);
  sink.report(messages::DataTableUnknownColumn, {cell.place, {}}, data::shown_text(header), hint.chinese, hint.english);
}

/// The field of one header; null if the column is left out or was reported.
const SchemaField* match_column(const data::TableCell& cell, std::string_view header,
                                const std::vector<TableColumn>& before, const SchemaField& item,
                                diagnostics::DiagnosticSink& sink) {
  const SchemaField* field = find_field(item, header);
  if (field == nullptr) {
    if (!data::is_running_number(header)) report_unknown(cell, header, item, sink);
    return nullptr;
  }
  const auto same =
      std::find_if(before.begin(), before.end(), [field](const TableColumn& c) { return c.field == field; });
  if (same != before.end()) {
    sink.report(messages::DataTableRepeatedColumn, {cell.place, {}}, same->header, data::shown_text(header));
    return nullptr;
  }
  if (!fits_in_cell(*field)) {
    sink.report(messages::DataTableColumnType, {cell.place, {}}, data::shown_text(header));
  }
  return field;
}

void report_missing(const data::TableRow& header, const std::vector<TableColumn>& columns, const SchemaField& item,
                    diagnostics::DiagnosticSink& sink) {
  for (const SchemaField& field : item.parts) {
    const bool present =
        std::any_of(columns.begin(), columns.end(), [&](const TableColumn& column) { return column.field == &field; });
    if (!field.required || present || field.default_value) continue;
    const std::string name = "`" + std::string(field.name) + "`";
    diagnostics::TextPair label{name, name};
    if (!field.title.chinese.empty()) label += texts::InParentheses.pair(field.title);
    sink.report(messages::DataTableMissingColumn, {header.place, {}}, label.chinese, label.english);
  }
}

}  // namespace

std::string_view trim_cell(std::string_view text) { return base::trim_code_points(text, is_cell_space); }

bool is_header_of(const SchemaField& item, std::string_view header) { return find_field(item, header) != nullptr; }

std::vector<TableColumn> match_columns(const data::TableRow& header, const SchemaField& item,
                                       diagnostics::DiagnosticSink& sink) {
  std::vector<TableColumn> columns;
  for (const data::TableCell& cell : header.cells) {
    TableColumn column;
    column.header = trim_cell(cell.text);
    if (!column.header.empty()) {
      column.field = match_column(cell, column.header, columns, item, sink);
    }
    columns.push_back(std::move(column));
  }
  report_missing(header, columns, item, sink);
  return columns;
}

namespace {

using diagnostics::Span;

void add_value(data::DocumentBuilder& builder, bool value, const Span& at) { builder.boolean(value, at.begin, at.end); }

void add_value(data::DocumentBuilder& builder, const CellNumber& number, const Span& at) {
  std::int64_t integer = 0;
  const char* const last = number.text.data() + number.text.size();
  const auto [end, error] = std::from_chars(number.text.data(), last, integer);
  if (error == std::errc() && end == last) {
    builder.integer(integer, at.begin, at.end);
  } else {
    builder.decimal(number.text, at.begin, at.end);
  }
}

void add_value(data::DocumentBuilder& builder, const CellText& text, const Span& at) {
  builder.string(text.text, at.begin, at.end);
}

void add_value(data::DocumentBuilder& builder, const CellList& list, const Span& at) {
  builder.begin_array(at.begin);
  for (const std::string& text : list.texts) builder.string(text, at.begin, at.end);
  builder.end_array(at.end);
}

void add_value(data::DocumentBuilder& builder, const CellChoice& choice, const Span& at) {
  switch (choice.value.type()) {
    case data::ValueType::String: return builder.string(choice.value.string(), at.begin, at.end);
    case data::ValueType::Integer: return builder.integer(choice.value.integer(), at.begin, at.end);
    case data::ValueType::Decimal: return builder.decimal(choice.value.decimal_text(), at.begin, at.end);
    case data::ValueType::Boolean: return builder.boolean(choice.value.boolean(), at.begin, at.end);
    case data::ValueType::Null:
    case data::ValueType::Array:
    case data::ValueType::Object: return builder.null(at.begin, at.end);
  }
}

void report_misfit(const data::TableRow& row, const TableColumn& column, const data::TableCell& cell,
                   diagnostics::DiagnosticSink& sink) {
  const CellExpectation expected = expectation_of(*column.field);
  const std::optional<Format> format = column.field->limits.format;
  const bool formatted = format && column.field->choices.empty() && column.field->types.has(SchemaType::String);
  const Advice advice = formatted ? advise(*format, trim_cell(cell.text)) : Advice{};
  sink.report(messages::DataTableCell, {cell.place, {}}, row.number, data::shown_text(column.header), expected.chinese,
              expected.english, data::shown_text(cell.text), advice.chinese, advice.english);
}

}  // namespace

bool is_empty(const data::TableCell& cell) {
  return cell.kind == data::CellKind::Empty || trim_cell(cell.text).empty();
}

bool is_empty(const data::TableRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const data::TableCell& cell) { return is_empty(cell); });
}

void add_cell(data::DocumentBuilder& builder, const data::TableRow& row, const TableColumn& column,
              const data::TableCell& cell, std::string_view name, diagnostics::DiagnosticSink& sink) {
  const diagnostics::Origin origin{cell.place, {}};
  const std::string_view text = trim_cell(cell.text);
  if (text.find('\0') != std::string_view::npos) {
    return sink.report(messages::DataNulCharacter, origin), void();
  }
  if (data::is_cell_error(text)) {
    return sink.report(messages::DataTableCellError, origin, row.number, column.header, text), void();
  }
  if (cell.kind == data::CellKind::Text && data::is_formula(text)) {
    sink.report(messages::DataTableFormula, origin, row.number, column.header, text);
  }
  const SeenCell seen = seen_cell(cell, *column.field);
  const bool only_texts = column.field->types.has(SchemaType::String) && !column.field->types.has(SchemaType::Number) &&
                          !column.field->types.has(SchemaType::Integer);
  if (seen.lost_digits || (only_texts && data::has_lost_digits(text))) {
    return sink.report(messages::DataTableLostDigits, origin, row.number, column.header, text), void();
  }
  if (seen.differs) sink.report(messages::DataTableShownOtherwise, origin, row.number, column.header, cell.shown, text);
  const std::optional<CellValue> value = convert_cell(cell, *column.field);
  if (!value && !column.field->required && means_nothing(cell.text)) return;
  if (!value) return report_misfit(row, column, cell, sink);
  builder.key(name, cell.place.begin, cell.place.end);
  std::visit([&](const auto& known) { add_value(builder, known, cell.place); }, *value);
}

namespace {

std::optional<CellValue> convert_number(std::string_view text, TypeSet types) {
  constexpr std::size_t kLongestNumber = 300;
  if (text.size() > kLongestNumber) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  std::optional<std::string> digits = base::without_group_separators(text);
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

/// Reads dates as people write them; other formats are left to validation.
std::optional<CellValue> convert_text(std::string_view text, const SchemaField& field) {
  const std::optional<Format> format = field.limits.format;
  const bool date = format == Format::Date || format == Format::Month || format == Format::IssueMonth;
  if (!date || matches_format(*format, text)) return CellText{std::string(text)};
  auto written = read_written(*format, text);
  return written ? std::optional<CellValue>(CellText{*std::move(written)}) : std::nullopt;
}

/// Splits several texts in a cell, `甲、乙；丙` or one per line; nullopt if one of them does not fit.
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

/// Finds a choice by title or value.
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

/// Whether one of the numbers in the displayed text equals the value (or, for a percentage, 100 times the value): false
/// for 3.14 and 3.14159; true for a price, a count with its unit, or a negative number in brackets.
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
      // The reader of dates reports missing parts; a month needs no day.
      const bool is_free = takes_texts && !field.limits.format && field.choices.empty();
      const bool takes_month = field.limits.format == Format::Month || field.limits.format == Format::IssueMonth;
      const bool is_month =
          takes_month && cell.text.size() > 4 && shown.find(cell.text.substr(0, 4)) != std::string_view::npos;
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
  // A field that accepts text keeps a number as it was typed: 010010.
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
