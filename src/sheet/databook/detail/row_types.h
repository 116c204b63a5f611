// The types of a table's rows: which columns the rows of a type have, and grey cells where a row has none.
#pragma once

#include "schema/schema.h"
#include "sheet/databook/table_plan.h"
#include "sheet/workbook.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::databook {

/// Whether a column's value decides which members its row has.
bool decides(const Table& table, const Column& column);

/// The members of rows with this value of a deciding column, and whether they are required.
std::map<std::string, bool, std::less<>> members_of_type(const Table& table, const Column& deciding,
                                                         std::string_view value, const schema::Schema& schema);

/// The columns that only rows of some types have.
struct RowTypes {
  std::size_t deciding = 0;  // the column with the type, by index in the table
  struct Of {
    std::size_t column = 0;          // by index in the table
    std::vector<std::string> types;  // as cells have them, in one language
    bool excluded = false;           // the types that have no such column are listed, which are fewer
  };
  std::vector<Of> columns;
};

/// nullopt for tables whose rows have no types, or more than one column that decides.
std::optional<RowTypes> find_row_types(const Table& table, const schema::Schema& schema,
                                       diagnostics::Language language);

/// A conditional format for the cells of a column whose row is of a type without it: grey. `type` is the column with
/// the type on the sheet; `cells` are those of the column.
sheet::ConditionalFormat grey_without(const RowTypes::Of& column, std::uint32_t type, const sheet::CellRange& cells);

}  // namespace gongwen::databook
