#include "engine/collect/detail/roster_columns.h"

#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "schema/schema_fields.h"

// Cells must be short: a roster is read line by line. Lists show the number of their items and the start of each; long
// texts are cut.
namespace gongwen::engine {
namespace {

constexpr std::size_t kLongestCell = 120;  // characters
constexpr std::size_t kLongestItem = 20;
constexpr std::size_t kMaxItems = 8;
constexpr std::size_t kItemParts = 2;

/// Cut at a character, with an ellipsis.
std::string cut(std::string_view text, std::size_t most) {
  const std::string_view begin = base::first_code_points(text, most);
  return begin.size() == text.size() ? std::string(text) : std::string(begin) + "…";
}

/// A choice as its title, a boolean as a word, other values unchanged.
std::string scalar_words(const data::Value& value, const schema::Schema& schema, diagnostics::Language language) {
  if (const auto field = schema::describe_field(schema, value.pointer())) {
    for (const schema::FieldChoice& choice : field->choices) {
      const std::string_view title = choice.title.in(language);
      // Codes such as `online-course` are for programs.
      if (!title.empty() && data::value_json(choice.value) == data::value_json(value)) return std::string(title);
    }
  }
  if (value.is_string()) return std::string(value.string());
  if (value.type() == data::ValueType::Boolean) {
    return std::string((value.boolean() ? texts::EngineYes : texts::EngineNo).in(language));
  }
  return value.is_null() ? std::string() : data::value_json(value);
}

/// The first members of an item that have a text: usually its name or title.
std::string item_words(const data::Value& item, const schema::Schema& schema, diagnostics::Language language) {
  if (!item.is_object() && !item.is_array()) return cut(scalar_words(item, schema, language), kLongestItem);
  std::string words;
  std::size_t parts = 0;
  for (std::size_t i = 0; i < item.size() && parts < kItemParts; ++i) {
    const data::Value part = item.at(i);
    // Nested parts would not fit into a cell.
    if (part.is_object() || part.is_array()) continue;
    const std::string text = cut(scalar_words(part, schema, language), kLongestItem);
    if (text.empty()) continue;
    words += (parts++ > 0 ? " " : "") + text;
  }
  return words;
}

/// 3项：张某；李某；王某. Lists of texts have no count.
std::string list_words(const data::Value& list, const schema::Schema& schema, diagnostics::Language language) {
  if (list.size() == 0) return {};
  // The first item is enough: the schema gives all items of a list one type.
  const bool objects = list.at(0).is_object();
  const std::string_view between = (objects ? texts::Semicolon : texts::ListComma).in(language);
  std::string words = objects ? texts::EngineListCount.in(language, list.size()) : std::string();
  for (std::size_t i = 0; i < list.size() && i < kMaxItems; ++i) {
    if (i > 0) words += between;
    words += item_words(list.at(i), schema, language);
  }
  return list.size() > kMaxItems ? words + "…" : words;
}

}  // namespace

std::string roster_words(const data::Value& value, const schema::Schema& schema, diagnostics::Language language) {
  if (value.is_array()) return list_words(value, schema, language);
  if (value.is_object()) return item_words(value, schema, language);
  return cut(scalar_words(value, schema, language), kLongestCell);
}

namespace {

/// Objects are unfolded into their members, with joined titles; lists stay one column.
void add_columns(const schema::SchemaField& field, const std::string& above, diagnostics::Language language,
                 std::vector<RosterColumn>& columns) {
  for (const schema::SchemaField& part : field.parts) {
    // Objects are flattened: their members become columns with the title of the object before their own.
    const std::string_view titled = part.title.in(language);
    const std::string own(titled.empty() ? part.name : titled);
    const std::string title = above.empty() ? own : above + std::string(texts::Colon.in(language)) + own;
    if (part.types.has(schema::SchemaType::Object) && !part.parts.empty()) {
      add_columns(part, title, language, columns);
    } else {
      columns.push_back({part.pointer, title, part.required});
    }
  }
}

}  // namespace

std::vector<RosterColumn> roster_columns(const CompiledKind& kind, diagnostics::Language language) {
  std::vector<RosterColumn> columns;
  add_columns(schema::describe_all_fields(*kind.schema), {}, language, columns);
  return columns;
}

/// Empty if the form does not have the field.
std::string roster_cell(const ReadForm& form, const RosterColumn& column, const CompiledKind& kind,
                        diagnostics::Language language) {
  const auto value = form.given ? form.given->resolve(column.pointer) : std::nullopt;
  return value ? roster_words(*value, *kind.schema, language) : std::string();
}

}  // namespace gongwen::engine
