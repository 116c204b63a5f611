#include "schema/read_table.h"

#include "base/json_pointer.h"
#include "data/document_builder.h"
#include "data/document_extension.h"
#include "diagnostics/catalogue/data.h"
#include "schema/schema_fields.h"
#include "schema/table_cells.h"

#include <algorithm>
#include <memory>

namespace gongwen::schema {
namespace {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

/// Builds the array, row by row.
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

/// The fields of the items of the list that the pointer names.
std::optional<SchemaField> describe_items(const Schema& schema, std::string_view pointer) {
  std::string items(pointer);
  base::append_pointer_token(items, "*");
  std::optional<SchemaField> item = describe_field(schema, items);
  if (item && item->types.has(SchemaType::Object) && !item->parts.empty()) {
    // Of a list in a cell, what its items are is wanted too.
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

}  // namespace gongwen::schema
