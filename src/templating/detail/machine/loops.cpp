// Instructions: loops.
#include "templating/detail/machine/machine.h"
#include "templating/detail/machine/run_function.h"
#include "templating/detail/value/iterate.h"

namespace gongwen::templating {
namespace {

struct FilterState {
  Iterator items;
  Closure test;
};

/// `for … if`: the items that pass the test, tried one by one as they are asked for.
bool advance_filtered(Iterator& iterator, Runtime& runtime, Value& element) {
  auto& state = *static_cast<FilterState*>(iterator.state);
  while (advance(runtime, state.items, element)) {
    if (runtime.passes_test(state.test, element)) return true;
  }
  return false;
}

/// `state` is the stream.
bool advance_stream(Iterator& iterator, Runtime&, Value& element) {
  return static_cast<StreamReader*>(iterator.state)->next(element);
}

}  // namespace

/// A stream can only be walked over by a loop, which holds no more than an item or two.
Iterator Machine::begin_items(const Value& iterable) {
  const bool is_streamed = iterable.is(Kind::DataArray) && iterable.data_root().stream_of(iterable) != nullptr;
  if (!is_streamed || stream_reader_->has_begun()) return begin_iteration(*this, iterable);
  stream_reader_->begin();
  return {advance_stream, iterable, 0, stream_reader_.get()};
}

void Machine::begin_loop(const Instruction& instruction) {
  const Value iterable = pop();
  frame_->slots[instruction.a] =
      iterable.is(Kind::Iterator) ? iterable : Value::of(arena().make<Iterator>(begin_items(iterable)));
}

void Machine::begin_loop_state(const Instruction& instruction) {
  const Value iterable = pop();
  auto& iterator = arena().make<Iterator>(begin_items(iterable));
  auto& loop = arena().make<LoopState>();
  loop.iterator = &iterator;
  loop.iterable = iterable;
  if (instruction.flag != 0) {  // the loop of a recursive function
    loop.recursion = {frame_->function, frame_->enclosing, frame_->context};
    loop.depth0 = frame_->slots[1].integer();
  }
  frame_->slots[instruction.a] = Value::of(loop);
}

void Machine::next_item(const Instruction& instruction) {
  const Value& state = frame_->slots[instruction.a];
  Value& item = frame_->slots[instruction.slot];
  const bool found = state.is(Kind::Loop) ? advance_loop(*this, state.as<LoopState>(), item)
                                          : advance(*this, state.as<Iterator>(), item);
  if (!found) return;
  charge_turn();
  pc_ = code_ + instruction.b;
}

void Machine::filter_items(const Instruction& instruction) {
  auto& state = arena().make<FilterState>(begin_iteration(*this, top()),
                                          Closure{&program_.functions[instruction.a], frame_, frame_->context});
  top() = Value::of(arena().make<Iterator>(advance_filtered, Value::missing(), 0u, &state));
}

void Machine::run_recursive_loop(const Instruction& instruction) {
  const Value iterable = pop();
  run_loop_function({&program_.functions[instruction.a], frame_, frame_->context}, iterable, 0);
}

/// A recursive loop is a function of its items and its depth.
void Machine::run_loop_function(const Closure& closure, const Value& iterable, std::int64_t depth0) {
  run_function(closure, [&](Value* slots) {
    slots[0] = iterable;
    slots[1] = Value::integer(depth0);
  });
}

}  // namespace gongwen::templating
