// Instructions: constants, variables, and putting lists and dicts together.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/machine/machine.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"

namespace gongwen::templating {

namespace messages = diagnostics::messages;

Frame& Machine::outer_frame(std::uint32_t hops) const {
  Frame* frame = frame_;
  for (; hops > 0; --hops) frame = frame->enclosing;
  return *frame;
}

void Machine::load_slot(const Instruction& instruction) {
  const Value& value = frame_->slots[instruction.a];
  if (value.is_missing()) {
    load_unset(*frame_->function, instruction.a);
  } else {
    push(value);
  }
}

void Machine::load_outer(const Instruction& instruction) {
  const Frame& frame = outer_frame(instruction.b);
  const Value& value = frame.slots[instruction.a];
  if (value.is_missing()) {
    load_unset(*frame.function, instruction.a);
  } else {
    push(value);
  }
}

void Machine::load_unset(const Function& function, std::uint32_t slot) {
  push(make_undefined(*this, UndefinedReason::Name, program_.names.text(function.slots[slot])));
}

void Machine::copy_outer(const Instruction& instruction) {
  frame_->slots[instruction.a] = outer_frame(instruction.flag).slots[instruction.b];
}

void Machine::resolve_name(const Instruction& instruction) {
  frame_->slots[instruction.a] = frame_->context->find(NameId(instruction.b));
}

void Machine::export_slot(const Instruction& instruction) {
  frame_->context->set(arena(), {NameId(instruction.a), frame_->slots[instruction.b], instruction.flag != 0});
}

void Machine::build_list(const Instruction& instruction) {
  top_ -= instruction.a;
  push(make_list_value(*this, {top_, instruction.a}));
}

void Machine::build_tuple(const Instruction& instruction) {
  top_ -= instruction.a;
  push(make_tuple_value(*this, {top_, instruction.a}));
}

void Machine::build_dict(const Instruction& instruction) {
  auto& dict = arena().make<Dict>();
  const Value* const first = top_ - 2 * std::size_t{instruction.a};
  for (std::uint32_t i = 0; i < instruction.a; ++i) dict.set(*this, first[2 * i], first[2 * i + 1]);
  top_ -= 2 * std::size_t{instruction.a};
  push(Value::of(dict));
}

/// Takes a value apart into as many as there are names, the first on top.
void Machine::unpack(const Instruction& instruction) {
  const Value value = pop();
  const std::size_t wanted = instruction.a;
  std::size_t count = 0;
  for_each_element(*this, value, [&](const Value& element) {
    if (count < wanted) top_[wanted - 1 - count] = element;
    return ++count <= wanted;
  });
  if (count > wanted) fail_about(value, messages::TemplatingTooManyToUnpack, wanted);
  if (count < wanted) fail_about(value, messages::TemplatingTooFewToUnpack, wanted, count);
  top_ += wanted;
}

/// `set ns.member = value`: the namespace lies below the value.
void Machine::set_member(const Instruction& instruction) {
  const Value value = pop();
  const Value space = pop();
  if (!space.is(Kind::Namespace)) fail_about(space, messages::TemplatingNotNamespace, type_name(space));
  space.as<Namespace>().members->set(*this, Value::text(program_.names.text(NameId(instruction.a))), value);
}

}  // namespace gongwen::templating
