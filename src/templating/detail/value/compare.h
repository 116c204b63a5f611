// Equality, order and sorting of values, as in Python.
#pragma once

#include "diagnostics/catalogue/templating.h"
#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>

namespace gongwen::templating {

// Nesting: the current depth of a walk over nested containers. A list can contain itself.

class Nesting {
 public:
  static constexpr int kDeepest = 200;

  constexpr Nesting() = default;
  Nesting inner(Runtime& runtime) const {
    if (depth_ == kDeepest) runtime.fail(diagnostics::messages::TemplatingValueTooDeep, kDeepest);
    return Nesting(depth_ + 1);
  }

 private:
  explicit Nesting(int depth) : depth_(depth) {}
  int depth_ = 0;
};

// Equality and order of values, as in Python.

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

/// `a == b`. Values of different kinds are unequal, except for numbers, and for lists of the template and of the data.
/// Fails if one of the values, or a part of it, is undefined.
bool equals(Runtime& runtime, const Value& a, const Value& b);

/// Exact, even between whole numbers and floats; unordered only for NaN.
std::partial_ordering compare_numbers(const Value& a, const Value& b);

/// The order of two values; unordered only for NaN. Fails if their kinds have no order. `operation` is the sign shown
/// in the message.
std::partial_ordering order(Runtime& runtime, const Value& a, const Value& b, std::string_view operation);

/// `a < b`, for sorting.
inline bool is_less(Runtime& runtime, const Value& a, const Value& b) { return order(runtime, a, b, "<") < 0; }

/// `element in container`. Fails if the second value is not a container.
bool contains(Runtime& runtime, const Value& container, const Value& element);

/// Whether both are the same object; for numbers and texts, which have no identity, the same value.
bool is_same(const Value& a, const Value& b);

// Sorting as in Python's sorted(): stable, using only `<`.

enum class SortOrder : std::uint8_t { Ascending, Descending };

/// Sorts elements by a key of each; equal elements keep their order, also in descending order.
template <typename Element, typename KeyOf>
void sort_by_key(Runtime& runtime, std::span<Element> elements, SortOrder order, KeyOf key_of) {
  std::stable_sort(elements.begin(), elements.end(), [&](const Element& a, const Element& b) {
    return order == SortOrder::Ascending ? is_less(runtime, key_of(a), key_of(b))
                                         : is_less(runtime, key_of(b), key_of(a));
  });
}

inline void sort_values(Runtime& runtime, std::span<Value> values, SortOrder order) {
  sort_by_key(runtime, values, order, [](const Value& value) -> const Value& { return value; });
}

}  // namespace gongwen::templating
