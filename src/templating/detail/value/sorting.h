// Sorting, as Python's sorted(): stable, by `<` alone.
#pragma once

#include "templating/detail/value/compare.h"

#include <algorithm>
#include <span>

namespace gongwen::templating {

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
