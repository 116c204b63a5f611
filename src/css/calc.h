// Mathematical functions: calc(), min(), max(), clamp() (css-values-4 section 10).
#pragma once

#include "css/token_stream.h"
#include "css/value.h"

#include <memory>
#include <optional>

namespace gongwen::css {

bool is_math_function(std::string_view name);

/// At a mathematical function: takes it and gives its tree; null when it is ill-formed or nested deeper than 32.
std::shared_ptr<const CalcNode> parse_math_function(TokenStream& stream);

/// What a calculation yields: a plain number when both are false.
struct CalcType {
  bool length = false;
  bool percentage = false;
};
/// Nothing when types do not go together: a length times a length, a number added to a length.
std::optional<CalcType> type_of(const CalcNode& node);

/// The number that a calculation without lengths and percentages comes to; nothing for others, and for divisions by 0.
std::optional<double> constant_of(const CalcNode& node);

}  // namespace gongwen::css
