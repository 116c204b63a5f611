#include "templating/template_set.h"

#include "templating/detail/compile/later_templates.h"
#include "templating/detail/compile/linker.h"
#include "templating/detail/compile/program.h"

#include <algorithm>

namespace gongwen::templating {

base::Expected<TemplateSet> TemplateSet::compile(std::span<const std::string_view> names, TemplateLoader& loader,
                                                 const SyntaxOptions& options, diagnostics::DiagnosticSink& sink,
                                                 std::shared_ptr<const Wordings> wordings) {
  const std::size_t errors = sink.error_count();
  auto program = std::make_unique<Program>();
  program->wordings = std::move(wordings);
  Linker linker(*program, loader, options, sink);
  for (const std::string_view name : names) linker.add_root(name);
  linker.link();
  program->complete();
  if (sink.error_count() != errors) return base::kReported;
  return TemplateSet(std::move(program));
}

base::Expected<TemplateSet> TemplateSet::compile_as_included(std::span<const std::string_view> names,
                                                             std::shared_ptr<TemplateLoader> loader,
                                                             const SyntaxOptions& options,
                                                             diagnostics::DiagnosticSink& sink,
                                                             std::shared_ptr<const Wordings> wordings) {
  const std::size_t errors = sink.error_count();
  auto program = std::make_unique<Program>();
  program->wordings = std::move(wordings);
  std::set<std::string, std::less<>> later;
  Linker linker(*program, *loader, options, sink, &later);
  for (const std::string_view name : names) linker.add_root(name);
  linker.link();
  program->complete();
  if (sink.error_count() != errors) return base::kReported;
  if (!later.empty()) {
    loader->prepare_for_later();
    program->later = std::make_unique<LaterTemplates>(*program, std::move(loader), options, std::move(later));
  }
  return TemplateSet(std::move(program));
}

TemplateSet::TemplateSet(std::unique_ptr<const Program> program) : program_(std::move(program)) {}
TemplateSet::TemplateSet(TemplateSet&&) noexcept = default;
TemplateSet& TemplateSet::operator=(TemplateSet&&) noexcept = default;
TemplateSet::~TemplateSet() = default;

std::vector<Literal> TemplateSet::literals() const { return {program_->literals.begin(), program_->literals.end()}; }

bool TemplateSet::contains(std::string_view name) const {
  if (program_->later != nullptr) return program_->later->is_compiled(name);
  return static_cast<bool>(program_->find_template(name));
}

bool TemplateSet::is_complete() const { return program_->later == nullptr; }

bool TemplateSet::may_write(std::string_view wording_id) const {
  const WordingUses& uses = program_->wording_uses;
  return uses.ids.contains(wording_id) ||
         std::any_of(uses.beginnings.begin(), uses.beginnings.end(),
                     [&](const std::string& beginning) { return wording_id.starts_with(beginning); });
}

}  // namespace gongwen::templating
