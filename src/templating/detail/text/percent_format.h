// The `%` operator on texts and the filter `format`: printf-style formatting as Python has it.
#pragma once

#include "templating/detail/value/runtime.h"

namespace gongwen::templating {

/// `format % operand`: the items of a tuple one after the other, the members of a dict by
/// `%(name)s`, or a single value. A format that is markup escapes what it takes in. Fails when
/// format and values do not fit.
Value format_percent(Runtime& runtime, const Value& format, const Value& operand);

}  // namespace gongwen::templating
