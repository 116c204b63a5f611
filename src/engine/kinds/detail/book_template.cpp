#include "engine/kinds/detail/book_template.h"

#include "adopt/book/workbook_template.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <utility>

namespace gongwen::engine {
namespace {

/// `unit.name`: /unit/name; empty if the schema has no single value there.
std::string expression_of(const schema::Schema& schema, std::string_view name) {
  std::string pointer = "/" + std::string(name);
  std::replace(pointer.begin(), pointer.end(), '.', '/');
  const auto field = schema::known_field(schema, pointer);
  if (!field || !field->parts.empty() || !field->forms.empty() || field->abridged) return {};
  using enum schema::SchemaType;
  const bool may_be_single =
      field->types.has(String) || field->types.has(Number) || field->types.has(Integer) || field->types.has(Boolean);
  if (!may_be_single) return {};
  const bool has_titles = std::any_of(
      field->choices.begin(), field->choices.end(),
      [](const schema::FieldChoice& choice) { return choice.value.is_string() && !choice.title.chinese.empty(); });
  const std::string shown = std::string(name) + (has_titles ? " | choice_title" : "");
  // A blank field leaves its cell empty.
  return shown + " if " + std::string(name) + " is defined and " + std::string(name) + " is not none else \"\"";
}

}  // namespace

// Like Word files of bundles, these come from the authors of templates, so they are read in this process.
base::Expected<BookTemplate> read_book_template(const BundleFiles& files, const std::string& name,
                                                const schema::Schema& schema, const diagnostics::Origin& origin,
                                                resources::SourceStore& store, diagnostics::DiagnosticSink& sink) {
  base::Expected<std::string> bytes = files.read_bytes(name, origin, sink);
  if (!bytes) return base::kReported;
  BookTemplate made;
  made.source = store.reserve();
  const book::TemplateRequest request{name, made.source, [&](std::string_view field) {
                                        return expression_of(schema, field);
                                      }};
  book::WorkbookTemplate read = book::workbook_template(*std::move(bytes), request, sink);
  // Messages at places of the template need its text, whether it is usable or not.
  store.fill(made.source, files.path_of(name), std::move(read.text), std::move(read.places));
  if (!read.model) return base::kReported;
  made.model = std::move(read.model);
  return made;
}

}  // namespace gongwen::engine
