// `text.format(…)`: replacement fields in braces, as Python's str.format.
#pragma once

#include "templating/detail/builtins/builtin.h"
#include "templating/detail/value/runtime.h"

namespace gongwen::templating {

/// A format that is markup escapes what it takes in. Fails when format and arguments do not fit.
Value format_braces(Runtime& runtime, const Value& format, const Arguments& arguments);

}  // namespace gongwen::templating
