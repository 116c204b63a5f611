#include "sheet/databook/detail/column_order.h"

#include "sheet/databook/cell_value.h"
#include "sheet/databook/detail/row_types.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

namespace gongwen::databook {
namespace {

/// The number of columns that a person can survey; tables up to this size have no groups.
constexpr std::size_t kFewColumns = 15;

/// The members that the rows of a table require because of their types.
std::set<std::string, std::less<>> members_of_types(const Table& table, const DataTable& data,
                                                    const schema::Schema& schema) {
  std::set<std::string, std::less<>> names;
  // Rows in nested tables would need the type of their parent as well.
  if (table.parent != 0) return names;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    if (!decides(table, column)) continue;
    for (const schema::FieldChoice& choice : column.field.choices) {
      const bool occurs =
          choice.value.is_string() && std::any_of(data.rows.begin(), data.rows.end(), [&](const DataRow& row) {
            return row.cells[i].text == choice_text(choice, diagnostics::Language::Chinese) ||
                   row.cells[i].text == choice_text(choice, diagnostics::Language::English);
          });
      if (!occurs) continue;
      for (const auto& [name, required] : members_of_type(table, column, choice.value.string(), schema)) {
        if (required) names.insert(name);
      }
    }
  }
  return names;
}

}  // namespace

ColumnOrder order_columns(const Table& table, const DataTable& data, const schema::Schema& schema) {
  ColumnOrder order;
  order.columns.resize(table.columns.size());
  std::iota(order.columns.begin(), order.columns.end(), std::size_t{0});
  order.shown = order.columns.size();
  if (table.rows_are_lists || table.columns.size() <= kFewColumns) return order;
  const std::set<std::string, std::less<>> needed = members_of_types(table, data, schema);
  const auto is_shown = [&](std::size_t index) {
    const Column& column = table.columns[index];
    const bool is_common = column.path.size() <= 1 && !column.field.conditional;
    const bool is_needed = column.path.size() == 1 && needed.contains(column.path.front());
    return column.required || is_common || is_needed ||
           std::any_of(data.rows.begin(), data.rows.end(),
                       [index](const DataRow& row) { return !row.cells[index].text.empty(); });
  };
  const auto group = std::stable_partition(order.columns.begin(), order.columns.end(), is_shown);
  order.shown = static_cast<std::size_t>(group - order.columns.begin());
  return order;
}

}  // namespace gongwen::databook
