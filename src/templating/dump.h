// Dumps of the stages of this module as text, for tests and for `gongwen dump`. One line a token,
// node or instruction, only what is not the default, no addresses.
#pragma once

#include "diagnostics/diagnostic.h"
#include "templating/detail/syntax_options.h"
#include "templating/template_loader.h"
#include "templating/template_set.h"

#include <string>

namespace gongwen::templating {

/// `1:4 name x`. Faults are reported, and tokens that follow them are dumped nevertheless.
std::string dump_tokens(const LoadedTemplate& text, const SyntaxOptions& options, diagnostics::DiagnosticSink& sink);

/// The syntax tree, children indented. Empty if a fault was reported.
std::string dump_ast(const LoadedTemplate& text, const SyntaxOptions& options, diagnostics::DiagnosticSink& sink);

/// The functions of all templates with their instructions.
std::string dump_program(const TemplateSet& templates);

}  // namespace gongwen::templating
