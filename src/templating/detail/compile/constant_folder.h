// Working out expressions without names and calls while templates are compiled, as Jinja does.
#pragma once

#include "templating/detail/compile/program.h"
#include "templating/detail/syntax/ast.h"

#include <optional>

namespace gongwen::templating {

/// The value of a constant expression, if it is a plain number or text. Nothing for other results,
/// and for errors: those are left to be found when the expression is reached.
std::optional<Value> fold_constant(Program& program, const Expression& expression);

}  // namespace gongwen::templating
