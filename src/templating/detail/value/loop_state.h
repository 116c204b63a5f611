// LoopState: what templates know as `loop`.
#pragma once

#include "templating/detail/value/objects.h"
#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

#include <cstdint>

namespace gongwen::templating {

struct Function;
struct Frame;
class Context;

/// A function together with what it refers to: the variables around it, and the context it was made
/// in.
struct Closure {
  const Function* function = nullptr;
  Frame* enclosing = nullptr;
  Context* context = nullptr;
};

struct LoopState {
  static constexpr Kind kKind = Kind::Loop;
  Iterator* iterator;  // gives the items
  Value iterable;      // what was written after `in`, as far as its length is known
  std::int64_t index0 = -1;
  std::int64_t length = -1;  // -1 until somebody asks
  Value ahead;               // an item that was looked at before its turn; missing if none
  Value current;
  Value previous;
  Value last_changed;  // what `changed` was given last; missing at first
  std::int64_t depth0 = 0;
  Closure recursion;  // of a recursive loop: itself
};

/// The next item; false at the end.
bool advance_loop(Runtime& runtime, LoopState& loop, Value& item);

std::uint64_t loop_length(Runtime& runtime, LoopState& loop);

/// index, first, previtem and so on; missing for other names.
Value find_loop_member(Runtime& runtime, const Value& loop, std::string_view name);

}  // namespace gongwen::templating
