// The order of the columns in a table of a data workbook: those that matter first, the others in a collapsed group.
#pragma once

#include "schema/schema.h"
#include "sheet/databook/table_plan.h"

#include <cstddef>
#include <vector>

namespace gongwen::databook {

struct ColumnOrder {
  std::vector<std::size_t> columns;  // of the table, all of them
  std::size_t shown = 0;             // how many come before the group
};

/// Tables with few columns show them all. Of others, these are shown: columns with values in `data`, required ones,
/// those that rows of every type may have, and those that the types of these rows require.
ColumnOrder order_columns(const Table& table, const DataTable& data, const schema::Schema& schema);

}  // namespace gongwen::databook
