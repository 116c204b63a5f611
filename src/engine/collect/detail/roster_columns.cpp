#include "engine/collect/detail/roster_columns.h"

#include "schema/schema_fields.h"

namespace gongwen::engine {
namespace {

void add_columns(const schema::SchemaField& field, const std::string& above, std::vector<RosterColumn>& columns) {
  for (const schema::SchemaField& part : field.parts) {
    const std::string own(part.title.chinese.empty() ? part.name : part.title.chinese);
    const std::string title = above.empty() ? own : above + "：" + own;
    if (part.types.has(schema::SchemaType::Object) && !part.parts.empty()) {
      add_columns(part, title, columns);
    } else {
      columns.push_back({part.pointer, title, part.required});
    }
  }
}

}  // namespace

std::vector<RosterColumn> roster_columns(const CompiledKind& kind) {
  std::vector<RosterColumn> columns;
  add_columns(schema::describe_all_fields(*kind.schema), {}, columns);
  return columns;
}

std::string roster_cell(const ReadForm& form, const RosterColumn& column, const CompiledKind& kind) {
  const auto value = form.given ? form.given->resolve(column.pointer) : std::nullopt;
  return value ? roster_words(*value, *kind.schema) : std::string();
}

}  // namespace gongwen::engine
