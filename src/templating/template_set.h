// TemplateSet: templates compiled together, with all that they include, import and extend. Compiled
// once, immutable, and shared by any number of threads.
//   const auto set = TemplateSet::compile({{"document.html"}}, loader, SyntaxOptions{}, sink);
//   render(*set, {"document.html", document.root()}, dom_sink, sink);       // see render.h
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "templating/detail/syntax_options.h"
#include "templating/sink.h"
#include "templating/template_loader.h"
#include "templating/wordings.h"

#include <memory>
#include <span>
#include <string_view>

namespace gongwen::resources {
class DerivedCache;
}

namespace gongwen::templating {

struct Program;

/// Thrown by an expansion that comes to a template which was left out of its set (TemplateLoader::may_be_named). A set
/// without such templates expands the same data.
struct TemplateLeftOut {};

class TemplateSet {
 public:
  /// Compiles the named templates and all that can be reached from them. The texts that the loader
  /// gives must outlive the set. Reports: every error of every template, each once; with
  /// Linking::AsReached, only those of the named ones. `wordings` are the texts of `wording(…)`.
  static base::Expected<TemplateSet> compile(std::span<const std::string_view> names, TemplateLoader& loader,
                                             const SyntaxOptions& options, diagnostics::DiagnosticSink& sink,
                                             std::shared_ptr<const Wordings> wordings = {});

  TemplateSet(TemplateSet&&) noexcept;
  TemplateSet& operator=(TemplateSet&&) noexcept;
  ~TemplateSet();

  /// All stretches of text outside of tags; each is at the index that is its id.
  std::span<const Literal> literals() const;
  bool contains(std::string_view name) const;
  /// Whether nothing that the templates can name was left out.
  bool is_complete() const;
  /// Whether a template may write the text of this id.
  bool may_write(std::string_view wording_id) const;

  // For this module alone.
  explicit TemplateSet(std::unique_ptr<const Program> program);
  const Program& program() const { return *program_; }

 private:
  std::unique_ptr<const Program> program_;
};

/// The same set with the same messages as TemplateSet::compile() gives, and the templates are loaded in the same order.
/// A set that was compiled without a message is kept in `cache`, and found there as long as the loader gives the same
/// answers to the same questions: texts, what is missing, all names, and which of these may be named; and the texts of
/// `wording(…)` have the same places. Only for a loader with preview().
base::Expected<TemplateSet> compile_templates(std::span<const std::string_view> names, TemplateLoader& loader,
                                              const SyntaxOptions& options, diagnostics::DiagnosticSink& sink,
                                              std::shared_ptr<const Wordings> wordings,
                                              const resources::DerivedCache& cache);

}  // namespace gongwen::templating
