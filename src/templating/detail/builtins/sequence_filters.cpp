#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/attribute_path.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"

#include <vector>

// Filters of sequences with the results of Jinja 3 (jinja2.filters), including its oddities, since templates rely on
// them. map, select and their relatives are generators: they work element by element, as results are asked for.
namespace gongwen::templating {

// Filters of single values and of objects: default, attr, items.

namespace {

Value filter_default(Invocation& call) {
  const Value otherwise = call.has(0) ? call.at(0) : Value::text({});
  if (call.value().is_undefined()) return otherwise;
  const bool replaces_false = call.truth(1, false) && !is_true(call.runtime(), call.value());
  return replaces_false ? otherwise : call.value();
}

/// The attribute alone, never an item.
Value filter_attr(Invocation& call) {
  const Value attribute = find_attribute(call.runtime(), call.value(), call.text(0));
  if (!attribute.is_missing()) return attribute;
  return make_undefined(call.runtime(), UndefinedReason::Member, call.text(0), call.value());
}

bool advance_no_pair(Iterator&, Runtime&, Value&) { return false; }

/// Pairs of name and value; empty for an undefined value.
Value filter_items(Invocation& call) {
  Arena& arena = call.runtime().arena();
  if (call.value().is_undefined()) return Value::of(arena.make<Iterator>(advance_no_pair, Value::missing()));
  if (!is_mapping(call.value())) call.fail_value("object");
  const Value view = Value::of(arena.make<DictView>(call.value(), DictPart::Items));
  return Value::of(arena.make<Iterator>(begin_iteration(call.runtime(), view)));
}

constexpr Builtin kMappingFilters[] = {
    {"attr", filter_attr, takes({"name"}).needs(1)},
    {"d", filter_default, takes({"default_value", "boolean"})},
    {"default", filter_default, takes({"default_value", "boolean"})},
    {"items", filter_items, takes_nothing()},
};

}  // namespace

std::span<const Builtin> mapping_filters() { return kMappingFilters; }

// Filters that compare: sort, dictsort, groupby, min, max.

namespace {

namespace messages = diagnostics::messages;

/// An element with its sort key.
struct Keyed {
  Value key;
  Value element;
};

const Value& key_of(const Keyed& keyed) { return keyed.key; }

CaseRule case_rule(Invocation& call, std::size_t parameter) {
  return call.truth(parameter, false) ? CaseRule::Respect : CaseRule::Ignore;
}

SortOrder sort_order(Invocation& call, std::size_t parameter) {
  return call.truth(parameter, false) ? SortOrder::Descending : SortOrder::Ascending;
}

std::span<Keyed> make_keyed(Runtime& runtime, std::size_t size) { return runtime.arena().array<Keyed>(size); }

Value list_of_elements(Runtime& runtime, std::span<const Keyed> keyed) {
  auto& list = runtime.arena().make<List>();
  list.items.reserve(runtime.arena(), keyed.size());
  for (const Keyed& entry : keyed) list.items.push_back(runtime.arena(), entry.element);
  return Value::of(list);
}

Value filter_sort(Invocation& call) {
  Runtime& runtime = call.runtime();
  const CaseRule rule = case_rule(call, 1);
  const std::span<const AttributePath> paths = parse_attribute_list(runtime, call.at(2));
  const std::span<const Value> elements = collect(runtime, call.value());
  const std::span<Keyed> keyed = make_keyed(runtime, elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    // Jinja compares lists of keys, even if there is only one.
    const std::span<Value> keys = runtime.arena().array<Value>(paths.size());
    for (std::size_t k = 0; k < paths.size(); ++k) {
      keys[k] = apply_case_rule(runtime, paths[k].get(runtime, elements[i]), rule);
    }
    new (&keyed[i]) Keyed{Value::of(runtime.arena().make<Tuple>(keys)), elements[i]};
  }
  sort_by_key(runtime, keyed, sort_order(call, 0), key_of);
  return list_of_elements(runtime, keyed);
}

Value filter_dictsort(Invocation& call) {
  Runtime& runtime = call.runtime();
  const CaseRule rule = case_rule(call, 0);
  const std::string_view by = call.has(1) ? call.text(1) : "key";
  if (by != "key" && by != "value") runtime.fail_about(call.at(1), messages::TemplatingBadDictsort, by);
  if (!is_mapping(call.value())) call.fail_value("object");
  const MappingView view(call.value());
  const std::span<Keyed> keyed = make_keyed(runtime, view.size());
  std::size_t cursor = 0;
  std::size_t i = 0;
  while (const auto entry = view.next(cursor)) {
    const Value pair[] = {entry->key, entry->value};
    const Value key = apply_case_rule(runtime, by == "key" ? entry->key : entry->value, rule);
    new (&keyed[i++]) Keyed{key, make_tuple_value(runtime, pair)};
  }
  sort_by_key(runtime, keyed, sort_order(call, 2), key_of);
  return list_of_elements(runtime, keyed);
}

/// Tuples of a value and the elements that have it, which can also be read as `.grouper` and
/// `.list`.
Value filter_groupby(Invocation& call) {
  Runtime& runtime = call.runtime();
  const AttributePath path(runtime, call.at(0));
  const CaseRule rule = case_rule(call, 2);
  const std::span<const Value> elements = collect(runtime, call.value());
  const std::span<Keyed> keyed = make_keyed(runtime, elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const Value key = path.get(runtime, elements[i], call.at(1));
    new (&keyed[i]) Keyed{apply_case_rule(runtime, key, rule), elements[i]};
  }
  sort_by_key(runtime, keyed, SortOrder::Ascending, key_of);
  auto& groups = runtime.arena().make<List>();
  for (std::size_t begin = 0; begin < keyed.size();) {
    std::size_t end = begin + 1;
    while (end < keyed.size() && equals(runtime, keyed[begin].key, keyed[end].key)) ++end;
    // The key in the spelling of the group's first element.
    const Value grouper = path.get(runtime, keyed[begin].element, call.at(1));
    const Value parts[] = {grouper, list_of_elements(runtime, keyed.subspan(begin, end - begin))};
    const Value group = make_tuple_value(runtime, parts);
    group.as<Tuple>().is_group = true;
    groups.items.push_back(runtime.arena(), group);
    begin = end;
  }
  return Value::of(groups);
}

enum class Extreme : std::uint8_t { Least, Greatest };

template <Extreme Which>
Value filter_extreme(Invocation& call) {
  Runtime& runtime = call.runtime();
  const CaseRule rule = case_rule(call, 0);
  const AttributePath path(runtime, call.at(1));
  Keyed best;
  for_each_element(runtime, call.value(), [&](const Value& element) {
    const Value key = apply_case_rule(runtime, path.get(runtime, element), rule);
    const bool first = best.element.is_missing();
    const bool better = first || (Which == Extreme::Least ? order(runtime, key, best.key, "<") < 0
                                                          : order(runtime, key, best.key, ">") > 0);
    if (better) best = {key, element};
    return true;
  });
  if (!best.element.is_missing()) return best.element;
  return make_undefined(runtime, UndefinedReason::EmptySequence, call.name(), call.value());
}

constexpr Builtin kOrderingFilters[] = {
    {"dictsort", filter_dictsort, takes({"case_sensitive", "by", "reverse"})},
    {"groupby", filter_groupby, takes({"attribute", "default", "case_sensitive"}).needs(1)},
    {"max", filter_extreme<Extreme::Greatest>, takes({"case_sensitive", "attribute"})},
    {"min", filter_extreme<Extreme::Least>, takes({"case_sensitive", "attribute"})},
    {"sort", filter_sort, takes({"reverse", "case_sensitive", "attribute"})},
};

}  // namespace

std::span<const Builtin> ordering_filters() { return kOrderingFilters; }

// Filters that apply a filter, a test or an attribute to each element: map, select, reject,
// selectattr, rejectattr. They work element by element, as their results are asked for.

namespace {

using diagnostics::DiagnosticId;

struct SelectionState {
  Value source;
  Iterator items;  // set once the first element was asked for
  bool is_started = false;
  bool is_empty = false;
  std::span<const Value> arguments;  // of the filter: the first ones name what to apply
  std::span<const Keyword> keywords;
  const Builtin* builtin = nullptr;  // the filter or test; null for the truth of the element
  Arguments given;                   // what is passed on to it
  AttributePath path;
  Value otherwise;  // `default` of map
};

/// As in Jinja, the source is examined only on first use; a false one gives nothing.
bool begin_selection(Runtime& runtime, SelectionState& state) {
  if (state.is_started) return !state.is_empty;
  state.is_started = true;
  state.is_empty = !is_true(runtime, state.source);
  if (!state.is_empty) state.items = begin_iteration(runtime, state.source);
  return !state.is_empty;
}

template <const Builtin* (*Find)(std::string_view), DiagnosticId Unknown, std::string_view (*Nearest)(std::string_view)>
const Builtin& require_builtin(Runtime& runtime, const Value& name) {
  runtime.require_defined(name);
  const std::string_view text = name.is_text() ? name.text() : std::string_view();
  const Builtin* builtin = Find(text);
  if (builtin == nullptr) runtime.fail_about(name, Unknown, text, Nearest(text));
  return *builtin;
}

const Builtin& require_filter(Runtime& runtime, const Value& name) {
  return require_builtin<find_filter, messages::TemplatingUnknownFilter, nearest_filter>(runtime, name);
}

const Builtin& require_test(Runtime& runtime, const Value& name) {
  return require_builtin<find_test, messages::TemplatingUnknownTest, nearest_test>(runtime, name);
}

const Keyword* find_keyword(const SelectionState& state, std::string_view name) {
  for (const Keyword& keyword : state.keywords) {
    if (keyword.name == name) return &keyword;
  }
  return nullptr;
}

/// map(attribute=…, default=…), or map('filter', …).
void prepare_map(Runtime& runtime, SelectionState& state) {
  const Keyword* attribute = find_keyword(state, "attribute");
  if (state.arguments.empty() && attribute != nullptr) {
    state.path = AttributePath(runtime, attribute->value);
    if (const Keyword* otherwise = find_keyword(state, "default")) state.otherwise = otherwise->value;
    for (const Keyword& keyword : state.keywords) {
      if (keyword.name == "attribute" || keyword.name == "default") continue;
      runtime.fail(messages::TemplatingUnknownArgument, "map", keyword.name, "");
    }
    return;
  }
  if (state.arguments.empty()) runtime.fail(messages::TemplatingMissingArgument, "map", "filter");
  state.builtin = &require_filter(runtime, state.arguments[0]);
  state.given = {state.arguments.subspan(1), state.keywords};
}

bool advance_map(Iterator& iterator, Runtime& runtime, Value& element) {
  auto& state = *static_cast<SelectionState*>(iterator.state);
  if (!state.is_started && begin_selection(runtime, state)) prepare_map(runtime, state);
  if (state.is_empty || !advance(runtime, state.items, element)) return false;
  element = state.builtin == nullptr ? state.path.get(runtime, element, state.otherwise)
                                     : invoke(runtime, *state.builtin, element, state.given);
  return true;
}

enum class Subject : std::uint8_t { Element, Attribute };
enum class Keep : std::uint8_t { Passing, Failing };

template <Subject What>
void prepare_selection(Runtime& runtime, SelectionState& state) {
  std::span<const Value> arguments = state.arguments;
  if (What == Subject::Attribute) {
    if (arguments.empty()) runtime.fail(messages::TemplatingMissingArgument, "selectattr", "attribute");
    state.path = AttributePath(runtime, arguments[0]);
    arguments = arguments.subspan(1);
  }
  if (arguments.empty()) return;
  state.builtin = &require_test(runtime, arguments[0]);
  state.given = {arguments.subspan(1), state.keywords};
}

template <Subject What, Keep Which>
bool advance_selection(Iterator& iterator, Runtime& runtime, Value& element) {
  auto& state = *static_cast<SelectionState*>(iterator.state);
  if (!state.is_started && begin_selection(runtime, state)) prepare_selection<What>(runtime, state);
  if (state.is_empty) return false;
  while (advance(runtime, state.items, element)) {
    const Value subject = state.path.get(runtime, element);
    const Value verdict = state.builtin == nullptr ? subject : invoke(runtime, *state.builtin, subject, state.given);
    if (is_true(runtime, verdict) == (Which == Keep::Passing)) return true;
  }
  return false;
}

template <Iterator::Advance Advance>
Value filter_lazily(Invocation& call) {
  Runtime& runtime = call.runtime();
  Arena& arena = runtime.arena();
  auto& state = arena.make<SelectionState>(call.value(), Iterator{}, false, false, arena.copy(call.rest()),
                                           arena.copy(call.keywords()), nullptr, Arguments{},
                                           AttributePath(runtime, Value::none()), Value::missing());
  return Value::of(arena.make<Iterator>(Advance, Value::missing(), std::uint64_t{0}, &state));
}

constexpr Signature kAnything = takes_nothing().and_rest(Rest::Both);

constexpr Builtin kSelectionFilters[] = {
    {"map", filter_lazily<advance_map>, kAnything},
    {"reject", filter_lazily<advance_selection<Subject::Element, Keep::Failing>>, kAnything},
    {"rejectattr", filter_lazily<advance_selection<Subject::Attribute, Keep::Failing>>, kAnything},
    {"select", filter_lazily<advance_selection<Subject::Element, Keep::Passing>>, kAnything},
    {"selectattr", filter_lazily<advance_selection<Subject::Attribute, Keep::Passing>>, kAnything},
};

}  // namespace

std::span<const Builtin> selection_filters() { return kSelectionFilters; }

namespace {

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

/// Whether reversed() accepts the value: anything with a length, but no generator.
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
  // Jinja returns a list for a generator, and an iterator for anything else.
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

/// `batch`: lists of `count` elements each, the last filled up on request. If the count is never reached, all elements
/// are in one list. As in Jinja, only the empty list before the first element reaches 0.
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
