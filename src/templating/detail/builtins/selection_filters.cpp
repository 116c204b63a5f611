// Filters that apply a filter, a test or an attribute to each element: map, select, reject,
// selectattr, rejectattr. They work element by element, as their results are asked for.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/attribute_path.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"

namespace gongwen::templating {
namespace {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

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

/// Jinja looks at the source only now: nothing at all happens for one that counts as false.
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

}  // namespace gongwen::templating
