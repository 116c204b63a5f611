#include "sheet/databook/detail/row_types.h"

#include "base/escapes.h"
#include "base/format.h"
#include "schema/starter.h"
#include "sheet/databook/cell_value.h"

#include <algorithm>
#include <utility>

namespace gongwen::databook {
namespace {

/// Light enough for text that people type there anyway.
constexpr css::Color kNoSuchCell{0xE4, 0xE4, 0xE4, 0xFF};

/// Programs take at most 255 arguments, and a person could not read a longer list either.
constexpr std::size_t kMostTypes = 120;

const schema::StarterPart* find_part(const schema::StarterPart& part, std::string_view pointer) {
  if (part.field.pointer == pointer) return &part;
  for (const schema::StarterPart& below : part.parts) {
    if (!pointer.starts_with(below.field.pointer)) continue;
    if (const schema::StarterPart* const found = find_part(below, pointer)) return found;
  }
  return nullptr;
}

}  // namespace

bool decides(const Table& table, const Column& column) {
  return column.path.size() == 1 &&
         std::find(table.deciding.begin(), table.deciding.end(), column.path.front()) != table.deciding.end();
}

std::map<std::string, bool, std::less<>> members_of_type(const Table& table, const Column& deciding,
                                                         std::string_view value, const schema::Schema& schema) {
  std::map<std::string, bool, std::less<>> members;
  const std::string item = table.pointer + "/0";
  schema::StarterOptions options;
  options.optional_fields = schema::OptionalFields::Present;
  options.values.push_back({item + deciding.pointer, std::string(value)});
  const schema::Starter starter = schema::make_starter(schema, options);
  const schema::StarterPart* const object = find_part(starter.root, item);
  if (object == nullptr) return members;
  for (const schema::StarterPart& part : object->parts) members.emplace(part.field.name, part.field.required);
  return members;
}

std::optional<RowTypes> find_row_types(const Table& table, const schema::Schema& schema,
                                       diagnostics::Language language) {
  // Rows in nested tables would need the type of their parent as well.
  if (table.parent != 0 || table.rows_are_lists || table.deciding.size() != 1) return std::nullopt;
  const auto deciding = std::find_if(table.columns.begin(), table.columns.end(),
                                     [&table](const Column& column) { return decides(table, column); });
  if (deciding == table.columns.end() || deciding->field.choices.empty()) return std::nullopt;
  struct Type {
    std::string title;
    std::map<std::string, bool, std::less<>> members;
  };
  std::vector<Type> types;
  for (const schema::FieldChoice& choice : deciding->field.choices) {
    if (!choice.value.is_string()) return std::nullopt;
    types.push_back({choice_text(choice, language), members_of_type(table, *deciding, choice.value.string(), schema)});
    // The schema permits no row, so the members of its types are not known.
    if (types.back().members.empty()) return std::nullopt;
  }
  RowTypes found;
  found.deciding = static_cast<std::size_t>(deciding - table.columns.begin());
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    if (column.path.empty()) continue;
    RowTypes::Of of;
    of.column = i;
    std::vector<std::string> without;
    for (const Type& type : types) {
      (type.members.contains(column.path.front()) ? of.types : without).push_back(type.title);
    }
    if (of.types.empty() || without.empty()) continue;
    of.excluded = without.size() < of.types.size();
    if (of.excluded) of.types = std::move(without);
    if (of.types.size() <= kMostTypes) found.columns.push_back(std::move(of));
  }
  return found;
}

sheet::ConditionalFormat grey_without(const RowTypes::Of& column, std::uint32_t type, const sheet::CellRange& cells) {
  const std::string cell = "$" + sheet::column_letters(type) + std::to_string(cells.first.row + 1);
  std::string conditions;
  for (const std::string& title : column.types) {
    conditions += fmt::format(",{}{}{}", cell, column.excluded ? "=" : "<>", base::in_double_quotes(title));
  }
  const std::string formula =
      column.excluded ? "=OR(" + conditions.substr(1) + ")" : fmt::format("=AND({}<>\"\"{})", cell, conditions);
  sheet::ConditionalFormat grey;
  grey.range = cells;
  grey.rule = sheet::FormulaMark{formula};
  grey.look.background = kNoSuchCell;
  return grey;
}

}  // namespace gongwen::databook
