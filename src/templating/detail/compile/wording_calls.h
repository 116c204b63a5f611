// The calls of `wording` in a template: which texts it may write, and whether their places get their values.
#pragma once

#include "diagnostics/diagnostic.h"
#include "templating/detail/compile/program.h"
#include "templating/detail/syntax/ast.h"

namespace gongwen::templating {

/// Adds the texts that the template may write to those of the program. An id need not be a literal: of `"type." ~ code`
/// all that begin alike may be meant. Reports: templating/unknown-wording, templating/wording-values.
void collect_wording_calls(const Statements& body, Program& program, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::templating
