#include "templating/detail/value/objects.h"

#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"

// The object `loop`: its members, its neighbours, and its methods cycle() and changed().
namespace gongwen::templating {

namespace messages = diagnostics::messages;

namespace {

/// The item after the current one; undefined at the end.
const Value& look_ahead(Runtime& runtime, LoopState& loop) {
  if (loop.ahead.is_missing() && !advance(runtime, *loop.iterator, loop.ahead)) loop.ahead = Value::missing();
  return loop.ahead;
}

/// loop.cycle(a, b, …): its arguments in turn.
Value loop_cycle(Invocation& call) {
  if (call.rest().empty()) call.runtime().fail(messages::TemplatingNothingToCycle);
  const auto index = static_cast<std::size_t>(call.value().as<LoopState>().index0);
  return call.rest()[index % call.rest().size()];
}

/// loop.changed(a, …): whether its arguments differ from those of the call before.
Value loop_changed(Invocation& call) {
  Runtime& runtime = call.runtime();
  auto& loop = call.value().as<LoopState>();
  const Value values = make_tuple_value(runtime, call.rest());
  const bool same = !loop.last_changed.is_missing() && equals(runtime, loop.last_changed, values);
  loop.last_changed = values;
  return Value::boolean(!same);
}

constexpr Builtin kCycle{"cycle", loop_cycle, takes_nothing().and_rest(Rest::Positional)};
constexpr Builtin kChanged{"changed", loop_changed, takes_nothing().and_rest(Rest::Positional)};

Value neighbour(Runtime& runtime, const Value& item, std::string_view name) {
  return item.is_missing() ? make_undefined(runtime, UndefinedReason::NoNeighbour, name) : item;
}

}  // namespace

bool advance_loop(Runtime& runtime, LoopState& loop, Value& item) {
  if (!loop.ahead.is_missing()) {
    item = std::exchange(loop.ahead, Value::missing());
  } else if (!advance(runtime, *loop.iterator, item)) {
    return false;
  }
  ++loop.index0;
  loop.previous = std::exchange(loop.current, item);
  return true;
}

std::uint64_t loop_length(Runtime& runtime, LoopState& loop) {
  if (loop.length < 0) {
    if (const auto length = find_length(runtime, loop.iterable)) {
      loop.length = static_cast<std::int64_t>(*length);
    } else {
      // The number of items of a generator is known only after a walk to the end; they are kept for their turns.
      const Value rest = make_list_value(runtime, collect(runtime, Value::of(*loop.iterator)));
      *loop.iterator = begin_iteration(runtime, rest);
      const bool has_ahead = !loop.ahead.is_missing();
      loop.length = static_cast<std::int64_t>(*find_length(runtime, rest)) + loop.index0 + 1 + has_ahead;
    }
  }
  return static_cast<std::uint64_t>(loop.length);
}

Value find_loop_member(Runtime& runtime, const Value& loop_value, std::string_view name) {
  auto& loop = loop_value.as<LoopState>();
  const auto length = [&] {
    return static_cast<std::int64_t>(loop_length(runtime, loop));
  };
  if (name == "index") return Value::integer(loop.index0 + 1);
  if (name == "index0") return Value::integer(loop.index0);
  if (name == "first") return Value::boolean(loop.index0 == 0);
  if (name == "last") return Value::boolean(look_ahead(runtime, loop).is_missing());
  if (name == "length") return Value::integer(length());
  if (name == "revindex") return Value::integer(length() - loop.index0);
  if (name == "revindex0") return Value::integer(length() - loop.index0 - 1);
  if (name == "depth") return Value::integer(loop.depth0 + 1);
  if (name == "depth0") return Value::integer(loop.depth0);
  if (name == "previtem") return neighbour(runtime, loop.previous, name);
  if (name == "nextitem") return neighbour(runtime, look_ahead(runtime, loop), name);
  if (name == "cycle") return Value::of(runtime.arena().make<Method>(loop_value, &kCycle));
  if (name == "changed") return Value::of(runtime.arena().make<Method>(loop_value, &kChanged));
  return Value::missing();
}

}  // namespace gongwen::templating
