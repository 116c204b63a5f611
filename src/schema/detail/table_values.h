// From the cells of a row to the values of a document.
#pragma once

#include "schema/detail/table_columns.h"
#include "data/document_builder.h"
#include "data/table_source.h"

#include <string_view>

namespace gongwen::data {

bool is_empty(const TableCell& cell);
bool is_empty(const TableRow& row);

/// Adds a cell, which is not empty, to the open object under `name`. Reports: data/table-cell, and adds nothing.
void add_cell(DocumentBuilder& builder, const TableRow& row, const TableColumn& column, const TableCell& cell,
              std::string_view name, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
