// A table in which each row is the data of a separate document. Columns are matched by the header as in table_cells.h.
// A member of an inner object is identified by its JSON pointer, `/title/zh`, or by its title if that is unique.
//   const auto columns = TableRecords::open(*table.next_row(sink), schema, sink);
//   while (const auto row = table.next_row(sink)) const auto document = columns->read(*row, table.source(), sink);
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "data/table_frame.h"
#include "schema/schema.h"
#include "schema/schema_fields.h"

#include <memory>
#include <vector>

namespace gongwen::schema {

/// Immutable; may be shared by threads. Must not outlive the schema.
class TableRecords {
 public:
  /// Matches the header. Reports: data/table-unknown-column, -repeated-column, -missing-column, -column-type.
  static base::Expected<TableRecords> open(const data::TableRow& header, const Schema& schema,
                                           diagnostics::DiagnosticSink& sink);
  /// Returns a predicate: whether a text is a heading of such a table.
  static data::KnowsHeading headings_of(const Schema& schema);
  TableRecords(TableRecords&&) noexcept;
  TableRecords& operator=(TableRecords&&) noexcept;
  ~TableRecords();

  /// The field of a column; null for a column that is left out.
  const SchemaField* field_of(std::size_t column) const;

  /// Reads a row as a document whose root is an object; empty cells leave out their members. `source` is the source of
  /// the row's places. Fails if anything was reported. Reports: data/table-cell, data/table-no-header.
  base::Expected<data::Document> read(const data::TableRow& row, diagnostics::SourceId source,
                                      diagnostics::DiagnosticSink& sink) const;

 private:
  struct Columns;
  explicit TableRecords(std::unique_ptr<const Columns> columns);

  std::unique_ptr<const Columns> columns_;
};

}  // namespace gongwen::schema
