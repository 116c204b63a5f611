
#include "base/ascii.h"
#include "base/nearest_name.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/common.h"
#include "schema/table_cells.h"

#include <algorithm>
#include <array>

namespace gongwen::schema {
namespace {

namespace messages = diagnostics::messages;

bool is_cell_space(char32_t c) { return base::is_gap_or_line_end(c) || c == 0xFEFF; }

bool is_running_number(std::string_view header) {
  constexpr std::array<std::string_view, 4> kHeaders = {"序号", "no.", "no", "#"};
  return std::find(kHeaders.begin(), kHeaders.end(), base::ascii_lowercase(header)) != kHeaders.end();
}

const SchemaField* find_field(const SchemaField& item, std::string_view header) {
  const auto find_by = [&](auto text_of) -> const SchemaField* {
    for (const SchemaField& field : item.parts) {
      const std::string_view text = text_of(field);
      if (!text.empty() && base::equals_ignoring_ascii_case(text, header)) return &field;
    }
    return nullptr;
  };
  const SchemaField* field = find_by([](const SchemaField& f) { return f.name; });
  if (field == nullptr) field = find_by([](const SchemaField& f) { return f.title.chinese; });
  if (field == nullptr) field = find_by([](const SchemaField& f) { return f.title.english; });
  return field;
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

/// The field of one header, or null when it is left out or was reported.
const SchemaField* match_column(const data::TableCell& cell, std::string_view header,
                                const std::vector<TableColumn>& before, const SchemaField& item,
                                diagnostics::DiagnosticSink& sink) {
  const SchemaField* field = find_field(item, header);
  if (field == nullptr) {
    if (!is_running_number(header)) report_unknown(cell, header, item, sink);
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

std::string_view trim_cell(std::string_view text) {
  while (!text.empty()) {
    const base::DecodedCodePoint first = base::decode_utf8(text, 0);
    if (!is_cell_space(first.code_point)) break;
    text.remove_prefix(first.length);
  }
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && (text[last] & 0xC0) == 0x80) --last;
    if (!is_cell_space(base::decode_utf8(text, last).code_point)) break;
    text = text.substr(0, last);
  }
  return text;
}

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

}  // namespace gongwen::schema
