// Methods of lists and tuples.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"

#include <algorithm>

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

List& own_list(Invocation& call) { return mutable_list(call.runtime(), call.value()); }

Value method_append(Invocation& call) {
  own_list(call).items.push_back(call.runtime().arena(), call.at(0));
  return Value::none();
}

Value method_extend(Invocation& call) {
  const std::span<const Value> elements = collect(call.runtime(), call.at(0));
  List& list = own_list(call);
  for (const Value& element : elements) list.items.push_back(call.runtime().arena(), element);
  return Value::none();
}

Value method_insert(Invocation& call) {
  List& list = own_list(call);
  const auto size = static_cast<std::int64_t>(list.items.size());
  const std::int64_t index = call.integer(0);
  const std::int64_t from_begin = index < 0 ? std::max<std::int64_t>(index + size, 0) : std::min(index, size);
  list.items.insert(call.runtime().arena(), static_cast<std::size_t>(from_begin), call.at(1));
  call.runtime().charge(list.items.size() / 16);
  return Value::none();
}

Value list_pop(Invocation& call) {
  List& list = own_list(call);
  const auto size = static_cast<std::int64_t>(list.items.size());
  const std::int64_t index = call.integer(0, -1);
  const std::int64_t from_begin = index < 0 ? index + size : index;
  if (from_begin < 0 || from_begin >= size) {
    call.runtime().fail_about(call.value(), messages::TemplatingPopOutOfRange, index, size);
  }
  const Value element = list.items[static_cast<std::size_t>(from_begin)];
  list.items.erase(static_cast<std::size_t>(from_begin));
  call.runtime().charge(list.items.size() / 16);
  return element;
}

/// Index of the first element that equals the argument; fails when there is none.
std::size_t find_equal(Invocation& call, std::size_t begin, std::size_t end) {
  const SequenceView view(call.value());
  for (std::size_t i = begin; i < std::min(end, view.size()); ++i) {
    if (is_same(view.at(i), call.at(0)) || equals(call.runtime(), view.at(i), call.at(0))) return i;
  }
  call.runtime().fail_about(call.value(), messages::TemplatingNotInList);
}

Value method_remove(Invocation& call) {
  const std::size_t index = find_equal(call, 0, SIZE_MAX);
  own_list(call).items.erase(index);
  return Value::none();
}

Value list_index(Invocation& call) {
  const auto size = static_cast<std::int64_t>(SequenceView(call.value()).size());
  const auto bound = [&](std::size_t parameter, std::int64_t otherwise) {
    const std::int64_t index = call.integer(parameter, otherwise);
    return static_cast<std::size_t>(index < 0 ? std::max<std::int64_t>(index + size, 0) : index);
  };
  return Value::integer(static_cast<std::int64_t>(find_equal(call, bound(1, 0), bound(2, size))));
}

Value list_count(Invocation& call) {
  std::int64_t count = 0;
  for_each_element(call.runtime(), call.value(), [&](const Value& element) {
    count += is_same(element, call.at(0)) || equals(call.runtime(), element, call.at(0));
    return true;
  });
  return Value::integer(count);
}

Value list_clear(Invocation& call) {
  own_list(call).items.clear();
  return Value::none();
}

Value list_copy(Invocation& call) { return make_list_value(call.runtime(), collect(call.runtime(), call.value())); }

Value method_reverse(Invocation& call) {
  List& list = own_list(call);
  call.runtime().charge(list.items.size());
  std::reverse(list.items.begin(), list.items.end());
  return Value::none();
}

/// Sorts in place. A key function cannot be given: the language has none.
Value method_sort(Invocation& call) {
  if (!call.is_none(0)) call.fail_argument(0, "none");
  List& list = own_list(call);
  const SortOrder order = call.truth(1, false) ? SortOrder::Descending : SortOrder::Ascending;
  sort_values(call.runtime(), {list.items.begin(), list.items.size()}, order);
  return Value::none();
}

constexpr Builtin kListMethods[] = {
    {"append", method_append, takes({"object"}).needs(1).positional_only()},
    {"clear", list_clear, takes_nothing()},
    {"copy", list_copy, takes_nothing()},
    {"count", list_count, takes({"value"}).needs(1).positional_only()},
    {"extend", method_extend, takes({"iterable"}).needs(1).positional_only()},
    {"index", list_index, takes({"value", "start", "stop"}).needs(1).positional_only()},
    {"insert", method_insert, takes({"index", "object"}).needs(2).positional_only()},
    {"pop", list_pop, takes({"index"}).positional_only()},
    {"remove", method_remove, takes({"value"}).needs(1).positional_only()},
    {"reverse", method_reverse, takes_nothing()},
    {"sort", method_sort, takes({"key", "reverse"})},
};

Value count_in_range(Invocation& call) {
  return Value::integer(contains(call.runtime(), call.value(), call.at(0)) ? 1 : 0);
}

Value method_tuple_count(Invocation& call) {
  return call.value().is(Kind::Range) ? count_in_range(call) : list_count(call);
}

Value method_tuple_index(Invocation& call) {
  if (!call.value().is(Kind::Range)) return list_index(call);
  std::int64_t index = -1;
  std::int64_t position = 0;
  for_each_element(call.runtime(), call.value(), [&](const Value& element) {
    if (equals(call.runtime(), element, call.at(0))) index = position;
    ++position;
    return index < 0;
  });
  if (index < 0) call.runtime().fail_about(call.value(), messages::TemplatingNotInList);
  return Value::integer(index);
}

constexpr Builtin kTupleMethods[] = {
    {"count", method_tuple_count, takes({"value"}).needs(1).positional_only()},
    {"index", method_tuple_index, takes({"value", "start", "stop"}).needs(1).positional_only()},
};

}  // namespace

std::span<const Builtin> list_methods() { return kListMethods; }

std::span<const Builtin> tuple_methods() { return kTupleMethods; }

}  // namespace gongwen::templating
