// Linker: compiles templates, and the templates that they name, until all reachable ones are
// compiled.
#pragma once

#include "diagnostics/diagnostic.h"
#include "templating/detail/compile/program.h"
#include "templating/detail/syntax/ast.h"
#include "templating/detail/syntax/lexer.h"
#include "templating/template_set.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

// LaterTemplates: templates that only an expression such as `"events/" ~ type` can name. Each is compiled when an
// expansion first needs it, once for all threads, with the templates that it names literally.

class LaterTemplates {
 public:
  /// `names` are the templates that may be compiled. The program owns this object.
  LaterTemplates(Program& program, std::shared_ptr<TemplateLoader> loader, const SyntaxOptions& options,
                 std::set<std::string, std::less<>> names);

  struct Found {
    TemplateId id;                      // invalid if no template has the name
    std::uint32_t attribute_count = 0;  // current number in the program
  };
  /// The template with this name. Errors in a template that is compiled by this call are among its `errors`.
  Found find(std::string_view name);
  bool is_compiled(std::string_view name);
  /// NameTable::find, for use while names may be added.
  NameId find_name(std::string_view name);

 private:
  void compile(std::string_view name);

  Program& program_;
  std::shared_ptr<TemplateLoader> loader_;
  SyntaxOptions options_;
  std::mutex mutex_;
  std::set<std::string, std::less<>> names_;
};

class Linker {
 public:
  /// Templates that only an expression can name are compiled, too; with `later`, their names are stored there instead.
  Linker(Program& program, TemplateLoader& loader, const SyntaxOptions& options, diagnostics::DiagnosticSink& sink,
         std::set<std::string, std::less<>>* later = nullptr);

  /// Adds a template that must exist and be free of errors.
  void add_root(std::string_view name);
  /// Compiles everything that the roots reach, except what is left for later.
  void link();

 private:
  /// A reference from one template to another.
  struct Reference {
    std::string name;
    diagnostics::Origin origin;
    bool is_optional = false;  // it may be missing
    bool is_possible = false;  // an expression may name it
  };

  /// `is_used`: whether it is certain that the template is used. If it is not, texts that it writes may be missing.
  void compile(const LoadedTemplate& loaded, std::string_view name, diagnostics::DiagnosticSink& errors,
               bool is_used = true);
  void resolve(const Reference& reference);
  bool load_and_compile(const Reference& reference);
  void report_missing(std::string_view name, const diagnostics::Origin& origin);
  const std::vector<std::string>& all_names();
  /// Loads the templates whose names have this prefix, or records them for later.
  void load_all(std::string_view beginning);
  void collect_references(const Statements& body, CompiledTemplate& from);
  void collect_reference(const Expression& name, bool is_optional, CompiledTemplate& from);

  Program& program_;
  TemplateLoader& loader_;
  SyntaxOptions options_;
  diagnostics::DiagnosticSink& sink_;
  std::set<std::string, std::less<>>* later_;
  std::deque<Reference> pending_;
  std::optional<std::vector<std::string>> all_names_;  // of the loader; filled on first use
  std::set<std::string, std::less<>> loaded_beginnings_;
};

/// Adds the texts that the template may write to those of the program. An id need not be a literal: `"type." ~ code`
/// may mean all texts with this prefix. Reports: templating/unknown-wording, templating/wording-values.
void collect_wording_calls(const Statements& body, Program& program, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::templating
