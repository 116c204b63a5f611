// Reading a table as the value of an array: each row becomes an object, each column one of its
// members. Headers are titles or names of the schema, types are converted by the schema.
//   CsvTable table(source, store.source_text(source));
//   const auto rows = read_table(table, schema, "/annex1/projects", JsonLimits{}, sink);
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "data/readers.h"
#include "data/table_frame.h"
#include "data/table_source.h"
#include "schema/schema.h"

#include <string_view>

namespace gongwen::schema {

/// Reads all rows. The header is the row among the first ones that names most fields; empty rows are skipped, as are
/// titles, sums and notes (data/table_frame.h), which are reported; an empty cell leaves its member out. Numbers may
/// have thousands separators, dates be written 2024/2/4 or 2024年2月4日, truth values 是 and 否, lists of texts be
/// joined by 、 or ;. Returns: a document whose root is an array of objects, with the places of rows and cells; nothing
/// when anything was reported. Reports: data/table-*; every cell that does not fit, with row and column. `pointer` must
/// name a list of objects in the schema.
base::Expected<data::Document> read_table(data::TableSource& table, const Schema& schema, std::string_view pointer,
                                          const data::JsonLimits& limits, diagnostics::DiagnosticSink& sink);

/// Whether a text is a heading of such a table; of none where the schema has no list of objects there.
data::KnowsHeading headings_of_list(const Schema& schema, std::string_view pointer);

/// Puts a table into a document, under a pointer that names a member. Objects on the way that do
/// not exist are made. What is there may only be null or an empty list.
/// Returns: the document, whose values keep their numbers and places.
/// Reports: data/table-place-taken, data/table-no-place, at the start of `table`.
base::Expected<data::Document> insert_table(data::Document document, std::string_view pointer,
                                            const data::Document& table, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::schema
