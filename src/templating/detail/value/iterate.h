// Iteration over a value: the items of a list, the keys of a dict, the characters of a text, the numbers of a range,
// the results of a generator.
#pragma once

#include "templating/detail/value/objects.h"
#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

#include <optional>
#include <span>

namespace gongwen::templating {

/// Fails if the value is not iterable.
Iterator begin_iteration(Runtime& runtime, const Value& iterable);

/// Gets the next element; returns false at the end.
inline bool advance(Runtime& runtime, Iterator& iterator, Value& element) {
  runtime.charge(1);
  return iterator.advance(iterator, runtime, element);
}

/// Calls `visit(element)` until it returns false.
template <typename Visit>
void for_each_element(Runtime& runtime, const Value& iterable, Visit visit) {
  // A generator continues at its current position, and the next caller continues after that.
  Iterator fresh;
  Iterator* iterator = &fresh;
  if (iterable.is(Kind::Iterator)) {
    iterator = &iterable.as<Iterator>();
  } else {
    fresh = begin_iteration(runtime, iterable);
  }
  Value element;
  while (advance(runtime, *iterator, element)) {
    if (!visit(element)) return;
  }
}

/// All elements, in the arena.
std::span<const Value> collect(Runtime& runtime, const Value& iterable);
Value make_list_value(Runtime& runtime, std::span<const Value> elements);
Value make_tuple_value(Runtime& runtime, std::span<const Value> elements);

/// Whether the value is iterable.
bool is_iterable(const Value& value);

/// The result of len(); nullopt for values that have no length.
std::optional<std::uint64_t> find_length(Runtime& runtime, const Value& value);

}  // namespace gongwen::templating
