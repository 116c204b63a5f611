// The values of a document as rows of cells, table by table, so that nothing is lost.
#pragma once

#include "databook/cell_value.h"
#include "databook/table_plan.h"

#include <string>
#include <vector>

namespace gongwen::databook {

struct DataRow {
  std::size_t parent = 0;       // the row of the parent table, counted from 1; 0 for rows below the record
  std::vector<DataCell> cells;  // by column
  DataCell rest;  // what no column holds, as a literal: members that the schema does not know, empty lists
};

struct DataTable {
  std::vector<DataRow> rows;
};

/// A table of rows for each of the plan, in its order; the record is one row.
std::vector<DataTable> rows_of(const TablePlan& plan, const data::Value& root, diagnostics::Language language);

/// The longest list among the rows that are lists: how many columns such tables need.
std::size_t widest_list(const data::Value& value);

}  // namespace gongwen::databook
