#include "sheet/databook/table_plan.h"

#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/databook.h"
#include "sheet/databook/detail/sheet_maker.h"

#include <algorithm>
#include <optional>
#include <set>

namespace gongwen::databook {
namespace {

constexpr std::size_t kMaxTitles = 3;
constexpr std::size_t kMinSuffix = 2;

/// Resolves `{"$ref": "#/$defs/name"}` in the schema's document; returns other schemas unchanged.
data::Value referenced_schema(const data::Value& schema) {
  const auto reference = schema.is_object() ? schema.find("$ref") : std::nullopt;
  if (!reference || !reference->is_string() || !reference->string().starts_with("#/")) return schema;
  return schema.document().resolve(reference->string().substr(1)).value_or(schema);
}

std::optional<data::Value> referenced_title(const data::Value& schema) {
  const data::Value target = referenced_schema(schema);
  return target.is_object() ? target.find("x-title") : std::nullopt;
}

std::string common_suffix(const std::vector<std::string>& titles) {
  std::u32string suffix = base::to_utf32(titles.front());
  for (const std::string& title : titles) {
    const std::u32string other = base::to_utf32(title);
    std::size_t length = 0;
    while (length < suffix.size() && length < other.size() &&
           suffix[suffix.size() - 1 - length] == other[other.size() - 1 - length]) {
      ++length;
    }
    suffix.erase(0, suffix.size() - length);
  }
  return suffix.size() < kMinSuffix ? std::string() : base::to_utf8(suffix);
}

std::string joined(const std::vector<std::string>& titles, std::string_view mark) {
  std::string all;
  for (std::size_t i = 0; i < std::min(titles.size(), kMaxTitles); ++i) all.append(i > 0 ? mark : "").append(titles[i]);
  return all + (titles.size() > kMaxTitles ? "…" : "");
}

}  // namespace

std::vector<std::string> all_titles(const schema::SchemaField& field, std::string_view language) {
  std::vector<std::string> titles;
  for (const data::Value& schema : field.schemas) {
    auto title = schema.is_object() ? schema.find("x-title") : std::nullopt;
    if (!title) title = referenced_title(schema);
    const auto text = title && title->is_object() ? title->find(language) : std::nullopt;
    if (!text || !text->is_string()) continue;
    std::string word(text->string());
    if (std::find(titles.begin(), titles.end(), word) == titles.end()) titles.push_back(std::move(word));
  }
  return titles;
}

namespace {

/// The titles without those that only say the type of the value (`日期`, from a reference) if there are more precise
/// ones, and, if there are many, without those that another title ends with: 截止日期 if there is 投票截止日期.
std::vector<std::string> telling_titles(const schema::SchemaField& field, std::string_view language) {
  std::vector<std::string> titles = all_titles(field, language);
  const auto is_own = [&](const std::string& title) {
    return std::any_of(field.schemas.begin(), field.schemas.end(), [&](const data::Value& schema) {
      const auto own = schema.is_object() ? schema.find("x-title") : std::nullopt;
      const auto text = own && own->is_object() ? own->find(language) : std::nullopt;
      return text && text->is_string() && text->string() == title;
    });
  };
  if (std::any_of(titles.begin(), titles.end(), is_own)) {
    std::erase_if(titles, [&](const std::string& title) { return !is_own(title); });
  }
  if (titles.size() <= kMaxTitles) return titles;
  const std::vector<std::string> all = titles;
  std::erase_if(titles, [&all](const std::string& title) {
    return std::any_of(all.begin(), all.end(),
                       [&title](const std::string& other) { return other != title && title.ends_with(other); });
  });
  return titles;
}

}  // namespace

std::optional<Title> common_title(const schema::SchemaField& field) {
  if (!field.conditional) return std::nullopt;
  const std::vector<std::string> titles = telling_titles(field, "zh");
  const bool untitled = field.title.chinese.empty() && !titles.empty();
  if (titles.size() < 2 && !untitled) return std::nullopt;
  Title title{joined(telling_titles(field, "en"), " / "), {}};
  if (titles.size() > kMaxTitles) title.chinese = common_suffix(titles);
  if (title.chinese.empty()) title.chinese = joined(titles, "／");
  if (title.english.empty()) title.english = title.chinese;
  return title;
}

namespace {

using data::Value;

class Splitter {
 public:
  Splitter(const TablePlan& plan, std::vector<DataTable>& tables, diagnostics::Language language)
      : plan_(plan), tables_(tables), language_(language) {}

  void add_row(std::size_t table, std::size_t parent, const Value& value) {
    std::vector<DataRow>& rows = tables_[table].rows;
    const std::size_t number = rows.size() + 1;
    rows.push_back({parent, std::vector<DataCell>(plan_.tables[table].columns.size()), {}});
    // An empty record needs no literal in `rest`.
    if (table == 0 && value.is_object() && value.size() == 0) return;
    const std::optional<std::string> rest = take_row({table, table == 0 ? 0 : number}, value);
    if (rest) rows[number - 1].rest = {intake::RawType::Text, std::string(kLiteralMark) + *rest};
  }

 private:
  struct Place {
    std::size_t table;
    std::size_t row;  // 0 for the record
  };

  DataCell& cell(const Place& place, std::size_t column) {
    return tables_[place.table].rows[place.row == 0 ? 0 : place.row - 1].cells[column];
  }

  /// Each of these returns, as JSON, everything without a place in the tables.
  std::optional<std::string> take_row(const Place& place, const Value& value) {
    const Table& table = plan_.tables[place.table];
    if (table.rows_are_lists) return take_list(place, value);
    if (!value.is_object() && table.item_column) {
      cell(place, *table.item_column) = encode(value, table.columns[*table.item_column]);
      return std::nullopt;
    }
    return take_object(place, 0, value);
  }

  std::optional<std::string> take_list(const Place& place, const Value& value) {
    const Table& table = plan_.tables[place.table];
    if (!value.is_array() || value.size() == 0 || value.size() > table.columns.size()) return literal_json(value);
    for (std::size_t i = 0; i < value.size(); ++i) cell(place, i) = encode(value.at(i), table.columns[i]);
    return std::nullopt;
  }

  std::optional<std::string> take_object(const Place& place, std::size_t group, const Value& value) {
    if (!value.is_object() || value.size() == 0) return literal_json(value);
    std::string rest;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto left = take_member(place, plan_.tables[place.table].groups[group].find(value.key_at(i)), value.at(i));
      if (!left) continue;
      rest.append(rest.empty() ? "{" : ",").append(literal_json(value.key_at(i))).append(":").append(*left);
    }
    if (rest.empty()) return std::nullopt;
    return rest + "}";
  }

  std::optional<std::string> take_member(const Place& place, const Member* member, const Value& value) {
    if (member == nullptr) return literal_json(value);
    if (member->table != Member::kNone && value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) add_row(member->table, place.row, value.at(i));
      return value.size() == 0 ? std::optional(literal_json(value)) : std::nullopt;
    }
    if (member->group != Member::kNone && value.is_object()) return take_object(place, member->group, value);
    if (member->column == Member::kNone) return literal_json(value);
    cell(place, member->column) = encode(value, plan_.tables[place.table].columns[member->column]);
    return std::nullopt;
  }

  DataCell encode(const Value& value, const Column& column) const {
    return encode_cell(value, column.field, language_);
  }

  const TablePlan& plan_;
  std::vector<DataTable>& tables_;
  diagnostics::Language language_;
};

}  // namespace

std::vector<DataTable> rows_of(const TablePlan& plan, const Value& root, diagnostics::Language language) {
  std::vector<DataTable> tables(plan.tables.size());
  Splitter(plan, tables, language).add_row(0, 0, root);
  return tables;
}

std::size_t widest_list(const Value& value) {
  std::size_t widest = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const Value part = value.at(i);
    if (value.is_array() && part.is_array()) widest = std::max(widest, part.size());
    widest = std::max(widest, widest_list(part));
  }
  return widest;
}

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

/// The items of a list; null if it is not a list, or a list of anything.
const SchemaField* item_field(const SchemaField& field) {
  const bool list = field.types.has(SchemaType::Array) && field.parts.size() == 1 && field.parts.front().name.empty();
  return list ? &field.parts.front() : nullptr;
}

bool is_single(schema::TypeSet types) {
  return types.has(SchemaType::String) || types.has(SchemaType::Number) || types.has(SchemaType::Integer) ||
         types.has(SchemaType::Boolean);
}

/// Whether a list gets a table: lists of objects with known members, or of lists.
bool is_table(const SchemaField& field) {
  const SchemaField* const item = item_field(field);
  return item != nullptr && (has_named_parts(*item) || item_field(*item) != nullptr);
}

/// Whether a field can only be an object.
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

/// Numbers titles that are those of an earlier column: no two headings of a sheet may be equal.
void make_titles_unique(const TablePlan& plan, Table& table) {
  std::set<std::string> taken;
  const auto is_taken = [&taken](const Title& title) {
    return taken.contains(base::ascii_lowercase(title.chinese)) || taken.contains(base::ascii_lowercase(title.english));
  };
  const auto take = [&taken](const Title& title) {
    taken.insert(base::ascii_lowercase(title.chinese));
    taken.insert(base::ascii_lowercase(title.english));
  };
  for (const diagnostics::BilingualText& fixed : {texts::DatabookNumber, texts::DatabookRest}) {
    take({std::string(fixed.english), std::string(fixed.chinese)});
  }
  Title owner = plan.tables[table.parent].names;
  owner += texts::DatabookParentNumber;
  take(owner);
  for (Column& column : table.columns) {
    const Title title = column.title;
    for (int number = 2; is_taken(column.title); ++number) {
      column.title = title;
      column.title += texts::InParentheses.pair(number);
    }
    take(column.title);
  }
}

void add_details(TablePlan& plan) {
  for (std::size_t table = 0; table < plan.tables.size(); ++table) {
    const std::vector<Column>& columns = plan.tables[table].columns;
    for (std::size_t i = 0; i < columns.size() && !plan.tables[table].rows_are_lists; ++i) {
      const bool is_open = columns[i].field.types.has(SchemaType::Object) && !has_named_parts(columns[i].field);
      if (is_open && !columns[i].path.empty()) plan.details.push_back({table, i});
    }
    plan.details.push_back({table, std::nullopt});
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
  add_details(plan);
  name_sheets(plan);
  for (Table& table : plan.tables) make_titles_unique(plan, table);
  return plan;
}

}  // namespace gongwen::databook
