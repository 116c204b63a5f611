// From the cells of a row to the values of a document.
#pragma once

#include "schema/detail/table_columns.h"
#include "data/document_builder.h"
#include "data/table_source.h"

#include <string_view>

namespace gongwen::schema {

bool is_empty(const data::TableCell& cell);
bool is_empty(const data::TableRow& row);

/// Adds a cell, which is not empty, to the open object under `name`. Reports: data/table-cell, and adds nothing.
void add_cell(data::DocumentBuilder& builder, const data::TableRow& row, const TableColumn& column, const data::TableCell& cell,
              std::string_view name, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::schema
