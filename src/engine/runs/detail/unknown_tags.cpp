#include "engine/runs/detail/unknown_tags.h"

#include "base/json.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/templating.h"
#include "engine/input/detail/word_template.h"
#include "engine/kinds/detail/form/form_file.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <set>
#include <string>

namespace gongwen::engine {
namespace {

using templating::UsedType;
using templating::UsedValue;

/// Adds the tags, `list.name`, whose places the schema does not describe. `pointer` and `shown` are those of the value.
void add_unknown(const schema::Schema& schema, const UsedValue& value, const std::string& pointer,
                 const std::string& shown, std::set<std::string>& unknown) {
  if (value.type == UsedType::List && !value.item.empty()) {
    // A schema that does not describe the items does not describe their members either.
    if (schema::has_field(schema, pointer + "/0"))
      add_unknown(schema, value.item.front(), pointer + "/0", shown, unknown);
    return;
  }
  if (value.type != UsedType::Group) return;
  for (const UsedValue& member : value.members) {
    std::string place = pointer;
    base::append_pointer_token(place, member.name);
    const std::string name = shown + (shown.empty() ? "" : ".") + member.name;
    if (schema::has_field(schema, place))
      add_unknown(schema, member, place, name, unknown);
    else
      unknown.insert(name);
  }
}

/// The last name of `list.name`.
std::string last_name(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos ? path : path.substr(dot + 1);
}

/// The names that, according to errors, the data must not have or lacks.
std::set<std::string> doubted_names(const diagnostics::DiagnosticSink& sink) {
  namespace messages = diagnostics::messages;
  std::set<std::string> names;
  for (const diagnostics::Diagnostic& one : sink.diagnostics()) {
    const bool is_about_name = one.id == messages::DataUnknownName || one.id == messages::TemplatingUndefined ||
                               one.id == messages::TemplatingUndefinedMember;
    if (is_about_name && !one.arguments.empty()) names.insert(last_name(one.arguments.front()));
  }
  return names;
}

}  // namespace

void explain_unknown_tags(const CompiledKind& kind, Run& run) {
  const bool is_of_word = std::any_of(kind.outputs.begin(), kind.outputs.end(), [](const KindOutput& output) {
    return output.template_name == kWordPage && !output.is_word_form;
  });
  const resources::Folder& bundle = kind.files.bundle();
  if (!is_of_word || !run.sink().has_errors() || kind.files.made() || !kind.schema || bundle.is_in_memory()) return;
  const std::set<std::string> names = doubted_names(run.sink());
  if (names.empty()) return;
  // Read once more, since errors are few: the compiled page no longer tells where its names belong.
  Run other;
  const base::Expected<std::string> bytes = bundle.read_bytes(std::string(kWordPage), {}, other.sink());
  if (!bytes) return;
  const base::Expected<WordTemplate> page = read_word_template(std::string(kWordPage), *bytes, other);
  if (!page) return;
  std::set<std::string> unknown;
  add_unknown(*kind.schema, page->data, {}, {}, unknown);
  const std::string path = bundle.root();
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash);
  for (const std::string& name : unknown) {
    if (names.contains(last_name(name)))
      run.sink().report(diagnostics::messages::EngineTagNotInSchema, diagnostics::Origin{}, name, path,
                        kind.manifest->info.name, folder);
  }
}

}  // namespace gongwen::engine
