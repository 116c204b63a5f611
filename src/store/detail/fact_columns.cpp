#include "store/detail/fact_columns.h"

#include "base/ascii.h"
#include "databook/table_plan.h"

#include <algorithm>

namespace gongwen::store {
namespace {

std::vector<std::string> names_of(const schema::SchemaField& field, const databook::Title& title) {
  std::vector<std::string> names{std::string(field.name), title.chinese, title.english,
                                 std::string(field.title.chinese), std::string(field.title.english)};
  for (const std::string_view language : {"zh", "en"}) {
    for (std::string& other : databook::all_titles(field, language)) names.push_back(std::move(other));
  }
  std::erase_if(names, [](const std::string& name) { return name.empty(); });
  return names;
}

/// The list itself, which the table of its items does not keep.
const schema::SchemaField* find_part(const schema::SchemaField& object, const std::vector<std::string>& path) {
  const schema::SchemaField* field = &object;
  for (const std::string& name : path) {
    const auto found =
        std::find_if(field->parts.begin(), field->parts.end(), [&name](const auto& part) { return part.name == name; });
    if (found == field->parts.end()) return nullptr;
    field = &*found;
  }
  return field;
}

}  // namespace

FactColumns::FactColumns(const RecordSchemas& schemas, RecordType type)
    : schemas_(schemas), record_type_(type), plan_(databook::plan_tables(schemas.lists())) {
  const std::string& list = type.info().plural;
  while (plan_.tables[table_].pointer != "/" + list) ++table_;
  const schema::SchemaField* const records = find_part(plan_.root, {list});
  const auto add = [this](std::vector<std::string> names, const FactTarget& target) {
    for (std::string& name : names) names_.push_back({std::move(name), target});
  };
  for (std::size_t i = 0; i < record().columns.size(); ++i) {
    const databook::Column& column = record().columns[i];
    if (column.path.size() == 1) {
      add(names_of(column.field, column.title), {false, i});
    } else {
      add({column.title.chinese, column.title.english, column.pointer}, {false, i});
    }
  }
  for (std::size_t i = 0; i < plan_.tables.size(); ++i) {
    const databook::Table& child = plan_.tables[i];
    if (child.parent != table_ || child.pointer.empty() || i == table_) continue;
    const schema::SchemaField* const field =
        records == nullptr || records->parts.empty() ? nullptr : find_part(records->parts.front(), child.path);
    if (field != nullptr) add(names_of(*field, child.title), {true, i});
    add({child.path.back(), child.title.chinese, child.title.english}, {true, i});
  }
}

std::optional<std::size_t> FactColumns::type_column() const {
  if (record().deciding.empty()) return std::nullopt;
  for (std::size_t i = 0; i < record().columns.size(); ++i) {
    if (record().columns[i].path == std::vector{record().deciding.front()}) return i;
  }
  return std::nullopt;
}

std::vector<FactTarget> FactColumns::find(std::string_view head) const {
  for (const std::string_view mark : {std::string_view("*"), std::string_view("＊")}) {
    if (head.ends_with(mark)) head.remove_suffix(mark.size());
  }
  std::vector<FactTarget> found;
  for (const FactName& name : names_) {
    const bool known = std::find(found.begin(), found.end(), name.target) != found.end();
    if (!known && base::equals_ignoring_ascii_case(name.text, head)) found.push_back(name.target);
  }
  return found;
}

std::string FactColumns::name_of(const FactTarget& target) const {
  return target.is_list ? plan_.tables[target.index].path.back() : record().columns[target.index].path.front();
}

FactTarget FactColumns::choose(const std::vector<FactTarget>& targets, std::string_view head,
                               const std::string& type) const {
  if (targets.size() == 1) return targets.front();
  for (const std::string& form : {type, record_type_.info().name}) {
    for (const FactTarget& target : targets) {
      if (schemas_.title_at(record_type_, "/$defs/" + form + "/properties/" + name_of(target)) == head) return target;
    }
  }
  // Titles that the form takes from elsewhere: what it has at all.
  for (const FactTarget& target : targets) {
    if (schemas_.has(record_type_, "/$defs/" + type + "/properties/" + name_of(target))) return target;
  }
  return targets.front();
}

std::optional<std::size_t> FactColumns::find_member(std::size_t table, std::string_view name) const {
  const std::vector<databook::Column>& columns = plan_.tables[table].columns;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].path.empty()) continue;
    std::vector<std::string> names{columns[i].title.chinese, columns[i].title.english};
    if (columns[i].path.size() == 1) names = names_of(columns[i].field, columns[i].title);
    if (std::find(names.begin(), names.end(), name) != names.end()) return i;
  }
  return std::nullopt;
}

std::vector<std::string_view> FactColumns::known_names() const {
  std::vector<std::string_view> known;
  for (const FactName& name : names_) known.push_back(name.text);
  return known;
}

}  // namespace gongwen::store
