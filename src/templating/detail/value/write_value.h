// Values as text: what Python's str() and repr() give.
#pragma once

#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

#include <string_view>

namespace gongwen::templating {

/// Appends str(value). Fails for undefined values and for those that nobody wants to read, such as
/// functions.
void write_value(TextBuilder& out, const Value& value);

/// Appends repr(value), as it stands inside a printed list.
void write_repr(TextBuilder& out, const Value& value);

/// The value itself if it is a text, else str(value) as plain text; the place is kept.
Value to_text_value(Runtime& runtime, const Value& value);

}  // namespace gongwen::templating
