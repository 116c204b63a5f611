#include "templating/template_set.h"

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

TemplateSet::TemplateSet(std::unique_ptr<const Program> program) : program_(std::move(program)) {}
TemplateSet::TemplateSet(TemplateSet&&) noexcept = default;
TemplateSet& TemplateSet::operator=(TemplateSet&&) noexcept = default;
TemplateSet::~TemplateSet() = default;

std::span<const Literal> TemplateSet::literals() const { return program_->literals; }

bool TemplateSet::contains(std::string_view name) const { return static_cast<bool>(program_->find_template(name)); }

bool TemplateSet::is_complete() const { return program_->left_out.empty(); }

bool TemplateSet::may_write(std::string_view wording_id) const {
  const WordingUses& uses = program_->wording_uses;
  return uses.ids.contains(wording_id) ||
         std::any_of(uses.beginnings.begin(), uses.beginnings.end(),
                     [&](const std::string& beginning) { return wording_id.starts_with(beginning); });
}

}  // namespace gongwen::templating
