#include "databook/table_plan.h"

#include "base/json_pointer.h"
#include "databook/detail/sheet_maker.h"
#include "diagnostics/catalogue/texts/common.h"

#include <algorithm>

namespace gongwen::databook {
namespace {

using schema::SchemaField;
using schema::SchemaType;

Title title_of(const SchemaField& field, std::string_view otherwise) {
  if (auto common = common_title(field)) return *std::move(common);
  Title title{std::string(field.title.english), std::string(field.title.chinese)};
  if (title.chinese.empty()) title.chinese = title.english.empty() ? otherwise : title.english;
  if (title.english.empty()) title.english = otherwise.empty() ? std::string_view(title.chinese) : otherwise;
  return title;
}

Title joined(const Title& outer, const Title& inner) {
  if (outer.chinese.empty()) return inner;
  Title both = outer;
  both += texts::Colon;
  both += inner;
  return both;
}

bool has_named_parts(const SchemaField& field) {
  return field.types.has(SchemaType::Object) && !field.parts.empty() && !field.parts.front().name.empty();
}

/// What the items of a list are; null for what is not a list, or a list of anything.
const SchemaField* item_field(const SchemaField& field) {
  const bool list = field.types.has(SchemaType::Array) && field.parts.size() == 1 && field.parts.front().name.empty();
  return list ? &field.parts.front() : nullptr;
}

bool is_single(schema::TypeSet types) {
  return types.has(SchemaType::String) || types.has(SchemaType::Number) || types.has(SchemaType::Integer) ||
         types.has(SchemaType::Boolean);
}

/// A list that gets its own table: of objects with known members, or of lists.
bool is_table(const SchemaField& field) {
  const SchemaField* const item = item_field(field);
  return item != nullptr && (has_named_parts(*item) || item_field(*item) != nullptr);
}

/// An object that is nothing else.
bool is_group(const SchemaField& field) {
  return has_named_parts(field) && !field.types.has(SchemaType::Array) && !is_single(field.types);
}

SchemaField without_parts(const SchemaField& field) {
  SchemaField copy = field;
  copy.parts.clear();
  return copy;
}

class Planner {
 public:
  Planner(TablePlan& plan, std::size_t list_columns) : plan_(plan), list_columns_(list_columns) {}

  void plan_record() {
    Table record;
    record.title = title_of(plan_.root, "data");
    record.groups.emplace_back();
    record.item = without_parts(plan_.root);
    plan_.tables.push_back(std::move(record));
    add_parts(0, 0, plan_.root, {}, {}, true);
  }

 private:
  Table& table(std::size_t index) { return plan_.tables[index]; }

  void add_parts(std::size_t index, std::size_t group, const SchemaField& object, const std::vector<std::string>& path,
                 const Title& title, bool required) {
    for (const schema::FieldForm& form : object.forms) {
      std::vector<std::string>& deciding = table(index).deciding;
      const bool known = std::find(deciding.begin(), deciding.end(), form.member) != deciding.end();
      if (path.empty() && !known && !form.values.empty() && !form.content.title.chinese.empty()) {
        deciding.emplace_back(form.member);
      }
    }
    for (const SchemaField& part : object.parts) {
      std::vector<std::string> below = path;
      below.emplace_back(part.name);
      const Title named = joined(title, title_of(part, part.name));
      Member member{std::string(part.name)};
      const bool needed = required && part.required;
      if (is_table(part)) member.table = add_table(index, part, below);
      if (is_group(part)) {
        member.group = table(index).groups.size();
        table(index).groups.emplace_back();
        add_parts(index, member.group, part, below, named, needed);
      } else if (!is_table(part) || is_single(part.types)) {
        member.column = add_column(index, part, std::move(below), named, needed);
      }
      table(index).groups[group].members.push_back(std::move(member));
    }
  }

  std::size_t add_column(std::size_t index, const SchemaField& field, std::vector<std::string> path, Title title,
                         bool required) {
    Column column{std::move(path), {}, std::move(title), field, required};
    for (const std::string& token : column.path) base::append_pointer_token(column.pointer, token);
    table(index).columns.push_back(std::move(column));
    return table(index).columns.size() - 1;
  }

  std::size_t add_table(std::size_t parent, const SchemaField& list, std::vector<std::string> path) {
    const SchemaField& item = *item_field(list);
    const std::size_t index = plan_.tables.size();
    Table added;
    added.pointer = parent == 0 ? std::string() : table(parent).pointer + "/*";
    for (const std::string& token : path) base::append_pointer_token(added.pointer, token);
    added.parent = parent;
    added.path = std::move(path);
    added.title = title_of(list, list.name);
    added.groups.emplace_back();
    added.item = without_parts(item);
    plan_.tables.push_back(std::move(added));
    if (parent != 0) table(parent).has_children = true;
    if (is_single(item.types)) {
      table(index).item_column = add_column(index, without_parts(item), {}, title_of(item, "value"), false);
    }
    if (const SchemaField* const cell = item_field(item); cell != nullptr && !has_named_parts(item)) {
      add_positions(index, *cell);
    } else {
      add_parts(index, 0, item, {}, {}, true);
    }
    return index;
  }

  void add_positions(std::size_t index, const SchemaField& cell) {
    table(index).rows_are_lists = true;
    const Title title = title_of(cell, "cell");
    for (std::size_t i = 0; i < list_columns_; ++i) {
      const std::string number = std::to_string(i + 1);
      add_column(index, cell, {std::to_string(i)}, {title.english + " " + number, title.chinese + number}, false);
    }
  }

  TablePlan& plan_;
  std::size_t list_columns_;
};

/// The name in which the column differs from others of its title.
const std::string& telling_name(const Column& column, const Column& other) {
  const std::size_t both = std::min(column.path.size(), other.path.size());
  for (std::size_t i = 0; i < both; ++i) {
    if (column.path[i] != other.path[i]) return column.path[i];
  }
  return column.path.back();
}

/// People cannot distinguish two columns of one title: a name is added.
void make_titles_unique(Table& table) {
  std::vector<std::string> added(table.columns.size());
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    for (std::size_t j = 0; j < table.columns.size() && added[i].empty(); ++j) {
      const bool same = i != j && table.columns[i].title.chinese == table.columns[j].title.chinese;
      if (same && !table.columns[i].path.empty()) added[i] = telling_name(table.columns[i], table.columns[j]);
    }
  }
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (added[i].empty()) continue;
    table.columns[i].title += texts::InParentheses.pair(added[i]);
  }
}

}  // namespace

const Member* Group::find(std::string_view name) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [name](const Member& member) { return member.name == name; });
  return found == members.end() ? nullptr : &*found;
}

TablePlan plan_tables(const schema::Schema& schema, std::size_t list_columns) {
  TablePlan plan;
  plan.root = schema::describe_all_fields(schema);
  Planner(plan, list_columns).plan_record();
  for (Table& table : plan.tables) make_titles_unique(table);
  name_sheets(plan);
  return plan;
}

}  // namespace gongwen::databook
