// Equality and order of values, as Python has them.
#pragma once

#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

#include <compare>
#include <cstdint>
#include <optional>

namespace gongwen::templating {

enum class CompareOperator : std::uint8_t {
  Equal,
  NotEqual,
  Less,
  LessOrEqual,
  Greater,
  GreaterOrEqual,
  In,
  NotIn,
};

/// `a == b`. Values of different kinds are unequal, except numbers, and lists of the template and
/// of the data. Fails when one of them, or a part of it, is undefined.
bool equals(Runtime& runtime, const Value& a, const Value& b);

/// Exact, also between whole numbers and floats; unordered only with NaN.
std::partial_ordering compare_numbers(const Value& a, const Value& b);

/// The order of two values; unordered only with NaN. Fails when their kinds have no order.
/// `operation` is the sign that the message shows.
std::partial_ordering order(Runtime& runtime, const Value& a, const Value& b, std::string_view operation);

/// `a < b`, for sorting.
inline bool is_less(Runtime& runtime, const Value& a, const Value& b) { return order(runtime, a, b, "<") < 0; }

/// `element in container`. Fails when the container is none.
bool contains(Runtime& runtime, const Value& container, const Value& element);

/// The very same object; for numbers and texts, which have no identity, the same value.
bool is_same(const Value& a, const Value& b);

}  // namespace gongwen::templating
