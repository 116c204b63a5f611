#include "templating/template_set.h"

#include "templating/detail/compile/linker.h"
#include "templating/detail/compile/program.h"

namespace gongwen::templating {

base::Expected<TemplateSet> TemplateSet::compile(std::span<const std::string_view> names, TemplateLoader& loader,
                                                 const SyntaxOptions& options, diagnostics::DiagnosticSink& sink) {
  const std::size_t errors = sink.error_count();
  auto program = std::make_unique<Program>();
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

}  // namespace gongwen::templating
