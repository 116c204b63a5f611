// Linker: compiles templates, and then those that they name, until all that can be reached is
// there.
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
// expansion first comes to it, once for all threads, with what it names in full.

class LaterTemplates {
 public:
  /// `names` are those that may be compiled. The program owns this object.
  LaterTemplates(Program& program, std::shared_ptr<TemplateLoader> loader, const SyntaxOptions& options,
                 std::set<std::string, std::less<>> names);

  struct Found {
    TemplateId id;                      // none when no template has the name
    std::uint32_t attribute_count = 0;  // of the program by now
  };
  /// The template of this name. What is wrong with one that is compiled now is among its errors.
  Found find(std::string_view name);
  bool is_compiled(std::string_view name);
  /// NameTable::find, while names may be added.
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
  /// What only an expression can name is compiled, too, or its names go into `later`.
  Linker(Program& program, TemplateLoader& loader, const SyntaxOptions& options, diagnostics::DiagnosticSink& sink,
         std::set<std::string, std::less<>>* later = nullptr);

  /// A template that must be there and sound.
  void add_root(std::string_view name);
  /// Compiles all that the roots reach, but for what is left for later.
  void link();

 private:
  /// A template that another names.
  struct Reference {
    std::string name;
    diagnostics::Origin origin;
    bool is_optional = false;  // it may be missing
    bool is_possible = false;  // an expression may name it
  };

  /// `is_used`: whether it is certain that the template is used. Otherwise texts that it writes may be missing.
  void compile(const LoadedTemplate& loaded, std::string_view name, diagnostics::DiagnosticSink& errors,
               bool is_used = true);
  void resolve(const Reference& reference);
  bool load_and_compile(const Reference& reference);
  void report_missing(std::string_view name, const diagnostics::Origin& origin);
  const std::vector<std::string>& all_names();
  /// Those whose names have this prefix, or notes them for later.
  void load_all(std::string_view beginning);
  void collect_references(const Statements& body, CompiledTemplate& from);
  void collect_reference(const Expression& name, bool is_optional, CompiledTemplate& from);

  Program& program_;
  TemplateLoader& loader_;
  SyntaxOptions options_;
  diagnostics::DiagnosticSink& sink_;
  std::set<std::string, std::less<>>* later_;
  std::deque<Reference> pending_;
  std::optional<std::vector<std::string>> all_names_;  // of the loader, once they are asked for
  std::set<std::string, std::less<>> loaded_beginnings_;
};

/// Adds the texts that the template may write to those of the program. An id need not be a literal: of `"type." ~ code`
/// all with the same prefix may be meant. Reports: templating/unknown-wording, templating/wording-values.
void collect_wording_calls(const Statements& body, Program& program, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::templating
