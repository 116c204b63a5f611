// Reading the values of generated content: content, quotes, counters, named strings.
#pragma once

#include "css/value.h"
#include "style/computed_style.h"

#include <span>

namespace gongwen::style {

/// The name of a <counter-style>: as written, or one made up for symbols() and strings.
std::string counter_style_name(const css::Value& value);
Content content_of(const std::vector<css::Value>& values);
Quotes quotes_of(const std::vector<css::Value>& values);
/// Pairs of a name and a number; `otherwise` where the number is left out.
std::vector<CounterOperation> counter_operations(const std::vector<css::Value>& values, std::int32_t otherwise);
std::vector<StringAssignment> string_assignments(const std::vector<css::Value>& values);

}  // namespace gongwen::style
