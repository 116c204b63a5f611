// Making undefined values, and saying what is wrong when one is used.
#pragma once

#include "templating/detail/value/objects.h"
#include "templating/detail/value/runtime.h"

#include <string_view>

namespace gongwen::templating {

Value make_undefined(Runtime& runtime, UndefinedReason reason, std::string_view name,
                     const Value& holder = Value::missing());

}  // namespace gongwen::templating
