#include "engine/runs/detail/unknown_tags.h"

#include "base/file_path.h"
#include "base/json.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/templating.h"
#include "engine/kinds/detail/word_page.h"

#include <algorithm>
#include <set>
#include <string>

namespace gongwen::engine {

void explain_unknown_tags(const CompiledKind& kind, Run& run) {
  namespace messages = diagnostics::messages;
  const bool is_of_word = std::any_of(kind.outputs.begin(), kind.outputs.end(), [](const KindOutput& output) {
    return is_word_page(output.template_name) && !output.is_word_form;
  });
  const resources::Folder& bundle = kind.files.bundle();
  if (!is_of_word || !run.sink().has_errors() || kind.files.made() || !kind.templates || bundle.is_in_memory()) return;
  diagnostics::DiagnosticSink unheard;
  const base::Expected<std::string> schema = kind.files.read_bytes("schema.json", {}, unheard);
  if (!schema) return;
  std::set<std::string> names;
  for (const diagnostics::Diagnostic& one : run.sink().diagnostics()) {
    const bool is_about_name = one.id == messages::DataUnknownName || one.id == messages::TemplatingUndefined ||
                               one.id == messages::TemplatingUndefinedMember;
    if (!is_about_name || one.arguments.empty()) continue;
    const std::string& written = one.arguments.front();
    const std::string name = written.substr(written.rfind('.') == std::string::npos ? 0 : written.rfind('.') + 1);
    const bool is_known = schema->find(base::json_string(name) + ":") != std::string::npos;
    if (!is_known && kind.templates->mentions(name)) names.insert(name);
  }
  const std::string path = bundle.root();
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash);
  for (const std::string& name : names)
    run.sink().report(messages::EngineTagNotInSchema, diagnostics::Origin{}, name, path, kind.manifest->info.name,
                      folder);
}

}  // namespace gongwen::engine
