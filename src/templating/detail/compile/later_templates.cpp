#include "templating/detail/compile/later_templates.h"

#include "diagnostics/printer.h"
#include "templating/detail/compile/linker.h"

namespace gongwen::templating {

LaterTemplates::LaterTemplates(Program& program, std::shared_ptr<TemplateLoader> loader, const SyntaxOptions& options,
                               std::set<std::string, std::less<>> names)
    : program_(program), loader_(std::move(loader)), options_(options), names_(std::move(names)) {}

LaterTemplates::Found LaterTemplates::find(std::string_view name) {
  const std::lock_guard lock(mutex_);
  if (names_.contains(name)) {
    compile(name);
    names_.erase(std::string(name));
  }
  return {program_.find_template(name), program_.attribute_count};
}

bool LaterTemplates::is_compiled(std::string_view name) {
  const std::lock_guard lock(mutex_);
  return static_cast<bool>(program_.find_template(name));
}

NameId LaterTemplates::find_name(std::string_view name) {
  const std::lock_guard lock(mutex_);
  return program_.names.find(name);
}

void LaterTemplates::compile(std::string_view name) {
  if (program_.find_template(name)) return;
  diagnostics::DiagnosticSink errors;
  Linker linker(program_, *loader_, options_, errors, &names_);
  linker.add_root(name);
  linker.link();
  program_.complete();
  if (!errors.has_errors()) return;
  TemplateId id = program_.find_template(name);
  if (!id) {  // it cannot be read
    id = TemplateId(program_.templates.size());
    CompiledTemplate unread;
    unread.name = name;
    program_.templates.push_back(std::move(unread));
    program_.templates_by_name.emplace(std::string(name), id);
  }
  program_.templates[id.index()].errors = diagnostics::sorted_by_place(errors.diagnostics());
}

}  // namespace gongwen::templating
