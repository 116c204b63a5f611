// TemplateSet: templates compiled together, with all that they include, import and extend. Compiled once, and shared by
// any number of threads.
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
#include <vector>

namespace gongwen::templating {

struct Program;

class TemplateSet {
 public:
  /// Compiles the named templates and all that can be reached from them. The texts that the loader
  /// gives must outlive the set. Reports: every error of every template, each once; with
  /// Linking::AsReached, only those of the named ones. `wordings` are the texts of `wording(…)`.
  static base::Expected<TemplateSet> compile(std::span<const std::string_view> names, TemplateLoader& loader,
                                             const SyntaxOptions& options, diagnostics::DiagnosticSink& sink,
                                             std::shared_ptr<const Wordings> wordings = {});
  /// The same, but templates that only an expression such as `"events/" ~ type` can name are compiled when an expansion
  /// first comes to them, each once. What is wrong with them, or cannot be read, ends that expansion. Texts that the
  /// loader gives then must not be new sources of the set's store: TemplateLoader::prepare_for_later() is called
  /// before.
  static base::Expected<TemplateSet> compile_as_included(std::span<const std::string_view> names,
                                                         std::shared_ptr<TemplateLoader> loader,
                                                         const SyntaxOptions& options,
                                                         diagnostics::DiagnosticSink& sink,
                                                         std::shared_ptr<const Wordings> wordings = {});

  TemplateSet(TemplateSet&&) noexcept;
  TemplateSet& operator=(TemplateSet&&) noexcept;
  ~TemplateSet();

  /// All stretches of text outside of tags of what is compiled; each is at the index that is its id.
  std::vector<Literal> literals() const;
  bool contains(std::string_view name) const;
  /// Whether nothing that the templates can name is left for later.
  bool is_complete() const;
  /// Whether a template may write the text of this id.
  bool may_write(std::string_view wording_id) const;

  // For this module alone.
  explicit TemplateSet(std::unique_ptr<const Program> program);
  const Program& program() const { return *program_; }

 private:
  std::unique_ptr<const Program> program_;
};

}  // namespace gongwen::templating
