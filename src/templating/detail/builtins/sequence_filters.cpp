// Filters of sequences: parts of them, joining, adding up.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/attribute_path.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

Value make_generator(Runtime& runtime, Iterator::Advance advance, const Value& source, void* state = nullptr) {
  return Value::of(runtime.arena().make<Iterator>(advance, source, std::uint64_t{0}, state));
}

Value filter_length(Invocation& call) {
  const auto length = find_length(call.runtime(), call.value());
  if (!length) call.runtime().fail_about(call.value(), messages::TemplatingNoLength, type_name(call.value()));
  return Value::integer(static_cast<std::int64_t>(*length));
}

Value filter_list(Invocation& call) { return make_list_value(call.runtime(), collect(call.runtime(), call.value())); }

Value filter_first(Invocation& call) {
  Value first;
  for_each_element(call.runtime(), call.value(), [&](const Value& element) {
    first = element;
    return false;
  });
  if (!first.is_missing()) return first;
  return make_undefined(call.runtime(), UndefinedReason::EmptySequence, "first", call.value());
}

/// What reversed() takes: things with a length, but no generators.
bool is_reversible(const Value& value) { return is_iterable(value) && !value.is(Kind::Iterator); }

Value filter_last(Invocation& call) {
  Runtime& runtime = call.runtime();
  const Value& value = call.value();
  runtime.require_defined(value);
  if (!is_reversible(value)) {
    runtime.fail_about(value, messages::TemplatingNotReversible, type_name(value));
  }
  if (value.is_text()) {
    if (const auto last = character_at(value.text(), -1)) return Value::text(*last, value.safety());
  } else if (is_sequence(value)) {
    const SequenceView view(value);
    if (view.size() > 0) return view.at(view.size() - 1);
  } else if (const auto elements = collect(runtime, value); !elements.empty()) {
    return elements.back();
  }
  return make_undefined(runtime, UndefinedReason::EmptySequence, "last", value);
}

bool advance_reversed(Iterator& iterator, Runtime&, Value& element) {
  const std::span<const Value> items = iterator.source.as<Tuple>().items;
  if (iterator.position >= items.size()) return false;
  element = items[items.size() - 1 - iterator.position++];
  return true;
}

Value filter_reverse(Invocation& call) {
  Runtime& runtime = call.runtime();
  runtime.require_defined(call.value());
  if (call.value().is_text()) {
    const auto size = static_cast<std::int64_t>(*find_length(runtime, call.value()));
    const SliceRange backwards = resolve_slice(std::nullopt, std::nullopt, -1, size);
    return call.make_text(slice_text(call.value().text(), backwards), call.value().safety());
  }
  const Value elements = make_tuple_value(runtime, collect(runtime, call.value()));
  const Value reversed = make_generator(runtime, advance_reversed, elements);
  // Of a generator Jinja makes a list, of anything else an iterator.
  return call.value().is(Kind::Iterator) ? make_list_value(runtime, collect(runtime, reversed)) : reversed;
}

/// The elements as texts with a separator between. If one of them is markup, the others are
/// escaped.
Value filter_join(Invocation& call) {
  Runtime& runtime = call.runtime();
  const AttributePath path(runtime, call.at(1));
  ArenaVector<Value> parts;
  const Value separator = call.has(0) ? to_text_value(runtime, call.at(0)) : Value::text({});
  bool markup = separator.is_markup();
  PlaceMerge places(runtime);
  for_each_element(runtime, call.value(), [&](const Value& element) {
    const Value part = path.get(runtime, element);
    places.add(part.place());
    markup = markup || part.is_markup() || part.is(Kind::Module);
    parts.push_back(runtime.arena(), part);
    return true;
  });
  TextBuilder out(runtime);
  const auto append = [&](const Value& part) {
    if (markup) {
      out.append(escape_value(runtime, part).text());
    } else {
      write_value(out, part);
    }
  };
  bool first = true;
  for (const Value& part : parts) {
    if (!first) append(separator);
    first = false;
    append(part);
  }
  return out.build(markup ? Safety::Markup : Safety::Plain).with_place(places.result());
}

Value filter_sum(Invocation& call) {
  Runtime& runtime = call.runtime();
  const AttributePath path(runtime, call.at(0));
  Value sum = call.has(1) ? call.at(1) : Value::integer(0);
  if (sum.is_text()) runtime.fail_about(sum, messages::TemplatingSumOfTexts);
  for_each_element(runtime, call.value(), [&](const Value& element) {
    sum = apply(runtime, BinaryOperator::Add, sum, path.get(runtime, element));
    return true;
  });
  return sum.with_place({});  // of many, not of one
}

struct PartState {
  std::int64_t count;
  Value fill;
  std::span<const Value> items{};
};

/// `batch`: lists of `count` elements each; the last one may be filled up. With a count that is never reached all
/// elements are in one list; as in Jinja, nothing reaches 0 but the empty list that is before it.
bool advance_batch(Iterator& iterator, Runtime& runtime, Value& element) {
  auto& state = *static_cast<PartState*>(iterator.state);
  auto& batch = runtime.arena().make<List>();
  if (state.count == 0 && iterator.position == 0) {
    state.items = collect(runtime, iterator.source);
    ++iterator.position;
    if (state.items.empty()) return false;
    element = Value::of(batch);
    return true;
  }
  Value item;
  if (state.count == 0) {
    for (const Value& one : std::exchange(state.items, {})) batch.items.push_back(runtime.arena(), one);
  } else {
    while ((state.count < 0 || static_cast<std::int64_t>(batch.items.size()) < state.count) &&
           advance(runtime, iterator.source.as<Iterator>(), item)) {
      batch.items.push_back(runtime.arena(), item);
    }
  }
  if (batch.items.empty()) return false;
  const auto missing = state.count - static_cast<std::int64_t>(batch.items.size());
  if (missing > 0 && !state.fill.is_none()) {
    const std::uint64_t most = runtime.limits().range_size;
    if (static_cast<std::uint64_t>(missing) > most) runtime.fail(messages::TemplatingRangeTooLong, most);
    runtime.charge(static_cast<std::uint64_t>(missing));
    for (std::int64_t i = 0; i < missing; ++i) batch.items.push_back(runtime.arena(), state.fill);
  }
  element = Value::of(batch);
  return true;
}

Value filter_batch(Invocation& call) {
  Runtime& runtime = call.runtime();
  auto& state = runtime.arena().make<PartState>(call.integer(0), call.has(1) ? call.at(1) : Value::none());
  auto& source = runtime.arena().make<Iterator>(begin_iteration(runtime, call.value()));
  return make_generator(runtime, advance_batch, Value::of(source), &state);
}

/// `slice`: `count` lists of nearly the same length; the shorter ones may be filled up.
bool advance_slice(Iterator& iterator, Runtime& runtime, Value& element) {
  auto& state = *static_cast<PartState*>(iterator.state);
  if (iterator.position == 0) state.items = collect(runtime, iterator.source);
  const auto number = static_cast<std::int64_t>(iterator.position);
  if (state.count == 0) runtime.fail(messages::TemplatingDivisionByZero);
  if (number >= state.count) return false;
  const auto size = static_cast<std::int64_t>(state.items.size());
  const std::int64_t length = size / state.count;
  const std::int64_t longer = size % state.count;
  const std::int64_t begin = number * length + std::min(number, longer);
  const std::int64_t end = begin + length + (number < longer ? 1 : 0);
  const Value part = make_list_value(
      runtime, state.items.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
  if (!state.fill.is_none() && number >= longer) part.as<List>().items.push_back(runtime.arena(), state.fill);
  ++iterator.position;
  element = part;
  return true;
}

Value filter_slice(Invocation& call) {
  Runtime& runtime = call.runtime();
  auto& state = runtime.arena().make<PartState>(call.integer(0), call.has(1) ? call.at(1) : Value::none());
  return make_generator(runtime, advance_slice, call.value(), &state);
}

struct UniqueState {
  AttributePath path;
  CaseRule rule;
  Dict* seen;
};

bool advance_unique(Iterator& iterator, Runtime& runtime, Value& element) {
  auto& state = *static_cast<UniqueState*>(iterator.state);
  while (advance(runtime, iterator.source.as<Iterator>(), element)) {
    const Value key = apply_case_rule(runtime, state.path.get(runtime, element), state.rule);
    if (state.seen->find(runtime, key) != nullptr) continue;
    state.seen->set(runtime, key, Value::none());
    return true;
  }
  return false;
}

Value filter_unique(Invocation& call) {
  Runtime& runtime = call.runtime();
  auto& state = runtime.arena().make<UniqueState>(AttributePath(runtime, call.at(1)),
                                                  call.truth(0, false) ? CaseRule::Respect : CaseRule::Ignore,
                                                  &runtime.arena().make<Dict>());
  auto& source = runtime.arena().make<Iterator>(begin_iteration(runtime, call.value()));
  return make_generator(runtime, advance_unique, Value::of(source), &state);
}

constexpr Builtin kSequenceFilters[] = {
    {"batch", filter_batch, takes({"linecount", "fill_with"}).needs(1)},
    {"count", filter_length, takes_nothing()},
    {"first", filter_first, takes_nothing()},
    {"join", filter_join, takes({"d", "attribute"})},
    {"last", filter_last, takes_nothing()},
    {"length", filter_length, takes_nothing()},
    {"list", filter_list, takes_nothing()},
    {"reverse", filter_reverse, takes_nothing()},
    {"slice", filter_slice, takes({"slices", "fill_with"}).needs(1)},
    {"sum", filter_sum, takes({"attribute", "start"})},
    {"unique", filter_unique, takes({"case_sensitive", "attribute"})},
};

}  // namespace

std::span<const Builtin> sequence_filters() { return kSequenceFilters; }

}  // namespace gongwen::templating
