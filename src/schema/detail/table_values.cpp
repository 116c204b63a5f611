
#include "data/table_frame.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "schema/table_cells.h"
#include "schema/written_values.h"

#include <algorithm>
#include <charconv>

namespace gongwen::schema {
namespace {

namespace messages = diagnostics::messages;
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

}  // namespace gongwen::schema
