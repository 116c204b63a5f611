// Which parts of its records a file states: a missing column or sheet leaves its values unknown, while an empty cell
// states that there is no value.
#pragma once

#include "data/document.h"
#include "sheet/databook/table_plan.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::databook {

struct StatedTable {
  bool has_sheet = false;
  std::set<std::size_t> columns;  // of the table in the plan
  bool has_rest = false;          // the column of values without a column
};

struct StatedParts {
  TablePlan plan;
  std::vector<StatedTable> tables;  // as those of the plan
  std::set<std::size_t> details;    // of the plan
};

/// The table of a list, such as `/events`; nullopt if it has none.
std::optional<std::size_t> find_table(const TablePlan& plan, std::string_view pointer);

/// A row with the members of a known one that the file does not state.
struct CompletedRow {
  std::string json;
  std::vector<Title> kept;      // columns and lists that the file lacks, and whose values were kept
  std::optional<Title> unsure;  // a list with such columns whose items have changed too much to be told apart
};

/// `row` is a row of the table as in the file.
CompletedRow complete_row(const StatedParts& stated, std::size_t table, const data::Value& row,
                          const data::Value& known);

}  // namespace gongwen::databook
