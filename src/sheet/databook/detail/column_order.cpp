#include "sheet/databook/detail/column_order.h"

#include "schema/starter.h"
#include "sheet/databook/cell_value.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

namespace gongwen::databook {
namespace {

/// A person can survey so many columns; tables up to this size have no group.
constexpr std::size_t kFewColumns = 15;

const schema::StarterPart* find_part(const schema::StarterPart& part, std::string_view pointer) {
  if (part.field.pointer == pointer) return &part;
  for (const schema::StarterPart& below : part.parts) {
    if (!pointer.starts_with(below.field.pointer)) continue;
    if (const schema::StarterPart* const found = find_part(below, pointer)) return found;
  }
  return nullptr;
}

/// The members that rows with this value of a deciding column require.
std::set<std::string, std::less<>> required_members(const Table& table, const Column& deciding, std::string_view value,
                                                    const schema::Schema& schema) {
  std::set<std::string, std::less<>> names;
  const std::string item = table.pointer + "/0";
  schema::StarterOptions options;
  options.optional_fields = schema::OptionalFields::Present;
  options.values.push_back({item + deciding.pointer, std::string(value)});
  const schema::Starter starter = schema::make_starter(schema, options);
  const schema::StarterPart* const object = find_part(starter.root, item);
  if (object == nullptr) return names;
  for (const schema::StarterPart& part : object->parts) {
    if (part.field.required) names.emplace(part.field.name);
  }
  return names;
}

/// The members that the rows of a table require because of their types.
std::set<std::string, std::less<>> members_of_types(const Table& table, const DataTable& data,
                                                    const schema::Schema& schema) {
  std::set<std::string, std::less<>> names;
  // Rows in nested tables would need the type of their parent as well.
  if (table.parent != 0) return names;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    const bool decides = column.path.size() == 1 && std::find(table.deciding.begin(), table.deciding.end(),
                                                              column.path.front()) != table.deciding.end();
    if (!decides) continue;
    for (const schema::FieldChoice& choice : column.field.choices) {
      const bool occurs =
          choice.value.is_string() && std::any_of(data.rows.begin(), data.rows.end(), [&](const DataRow& row) {
            return row.cells[i].text == choice_text(choice, diagnostics::Language::Chinese) ||
                   row.cells[i].text == choice_text(choice, diagnostics::Language::English);
          });
      if (occurs) names.merge(required_members(table, column, choice.value.string(), schema));
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
