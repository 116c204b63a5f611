// What messages call the kinds of values: the words of JSON where it has one.
#pragma once

#include "templating/detail/value/value.h"

#include <string_view>

namespace gongwen::templating {

std::string_view type_name(const Value& value);

}  // namespace gongwen::templating
