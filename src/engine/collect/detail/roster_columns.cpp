#include "engine/collect/detail/roster_columns.h"

#include "diagnostics/catalogue/texts/common.h"
#include "schema/schema_fields.h"

namespace gongwen::engine {
namespace {

void add_columns(const schema::SchemaField& field, const std::string& above, diagnostics::Language language,
                 std::vector<RosterColumn>& columns) {
  for (const schema::SchemaField& part : field.parts) {
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

std::string roster_cell(const ReadForm& form, const RosterColumn& column, const CompiledKind& kind,
                        diagnostics::Language language) {
  const auto value = form.given ? form.given->resolve(column.pointer) : std::nullopt;
  return value ? roster_words(*value, *kind.schema, language) : std::string();
}

}  // namespace gongwen::engine
