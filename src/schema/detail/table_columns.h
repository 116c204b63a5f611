// The header of a table: which column belongs to which field of the items.
#pragma once

#include "schema/schema_fields.h"
#include "data/table_source.h"

#include <string>
#include <vector>

namespace gongwen::schema {

struct TableColumn {
  std::string header;                  // as written, trimmed; empty for a column without header
  const SchemaField* field = nullptr;  // null for a column that is left out
};

/// Text without white space at its ends, U+3000 and U+FEFF included.
std::string_view trim_cell(std::string_view text);

/// Finds the field of each header: by its name, or by its title in either language, letter case
/// aside. A running number (序号, No., #) that is no field is left out.
/// Returns: one column for each cell of the header.
/// Reports: data/table-unknown-column, -repeated-column, -missing-column, -column-type.
std::vector<TableColumn> match_columns(const data::TableRow& header, const SchemaField& item,
                                       diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::schema
