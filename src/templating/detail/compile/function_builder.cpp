#include "templating/detail/compile/function_builder.h"

#include "base/assert.h"

#include <algorithm>
#include <string_view>

namespace gongwen::templating {
namespace {

/// Marks the opcodes whose effect on the stack depends on their operands.
constexpr int kVaries = -1000;

struct OpcodeTraits {
  std::string_view a;
  std::string_view b;
  int stack_effect;
};

constexpr OpcodeTraits kTraits[] = {
#define GONGWEN_OPCODE(name, handler, a, b, effect) {a, b, effect},
#include "templating/detail/compile/opcodes.def"
#undef GONGWEN_OPCODE
};

const OpcodeTraits& traits(Opcode opcode) { return kTraits[static_cast<std::size_t>(opcode)]; }

int call_size(const Program& program, std::uint32_t shape) {
  return static_cast<int>(program.shapes[shape].stack_size());
}

int stack_effect(const Program& program, const Instruction& instruction) {
  const int effect = traits(instruction.opcode).stack_effect;
  if (effect != kVaries) return effect;
  const auto count = static_cast<int>(instruction.a);
  switch (instruction.opcode) {
    case Opcode::BuildDict: return 1 - 2 * count;
    case Opcode::Unpack: return count - 1;
    case Opcode::Slice: return -((count & 1) + (count >> 1 & 1) + (count >> 2 & 1));
    case Opcode::Filter:
    case Opcode::Test: return -call_size(program, instruction.b);
    case Opcode::Call: return -call_size(program, instruction.a);
    case Opcode::CallAndEmit: return -1 - call_size(program, instruction.a);
    default: return 1 - count;  // what is built of `a` values
  }
}

}  // namespace

FunctionBuilder::FunctionBuilder(FunctionKind kind, TemplateId owner, FunctionBuilder* enclosing)
    : enclosing_(enclosing) {
  function_.kind = kind;
  function_.owner = owner;
  if (enclosing != nullptr) enclosing->mark_captured();
}

std::size_t FunctionBuilder::emit(Opcode opcode, const diagnostics::Span& span, std::uint32_t a, std::uint32_t b,
                                  std::uint8_t flag) {
  code_.push_back({opcode, flag, 0, a, b});
  function_.spans.push_back(span);
  return code_.size() - 1;
}

void FunctionBuilder::land(std::size_t jump) { *jump_target(code_[jump]) = here(); }

std::uint32_t FunctionBuilder::add_slot(NameId name) {
  function_.slots.push_back(name);
  return static_cast<std::uint32_t>(function_.slots.size() - 1);
}

std::uint32_t FunctionBuilder::slot_in_scope(std::uint32_t scope, NameId name) {
  const auto [slot, is_new] = scoped_slots_.try_emplace({scope, name}, 0);
  if (is_new) slot->second = add_slot(name);
  return slot->second;
}

std::uint32_t FunctionBuilder::resolved_slot(NameId name) {
  const auto [slot, is_new] = resolved_.try_emplace(name, 0);
  if (is_new) {
    slot->second = add_slot(name);
    prologue_.push_back({Opcode::ResolveName, 0, 0, slot->second, name.value});
  }
  return slot->second;
}

std::uint32_t FunctionBuilder::hops_to(const Variable& variable) const {
  std::uint32_t hops = 0;
  for (const FunctionBuilder* function = this; function != variable.owner; function = function->enclosing_) ++hops;
  return hops;
}

void FunctionBuilder::load(const Variable& variable, const diagnostics::Span& span) {
  if (variable.owner == this) {
    emit(Opcode::LoadSlot, span, variable.slot);
  } else {
    emit(Opcode::LoadOuter, span, variable.slot, hops_to(variable));
  }
}

void FunctionBuilder::copy(const Variable& from, std::uint32_t slot, const diagnostics::Span& span) {
  if (from.owner == this) {
    emit(Opcode::CopySlot, span, slot, from.slot);
  } else {
    const std::uint32_t hops = hops_to(from);
    GONGWEN_ASSERT(hops < 256);
    emit(Opcode::CopyOuter, span, slot, from.slot, static_cast<std::uint8_t>(hops));
  }
}

Function FunctionBuilder::finish() && {
  prepend_prologue();
  return std::move(function_);
}

void FunctionBuilder::prepend_prologue() {
  const auto shift = static_cast<std::uint32_t>(prologue_.size());
  for (Instruction& instruction : code_) {
    if (std::uint32_t* target = jump_target(instruction)) *target += shift;
  }
  code_.insert(code_.begin(), prologue_.begin(), prologue_.end());
  function_.spans.insert(function_.spans.begin(), shift, diagnostics::Span{});
}

std::uint32_t* jump_target(Instruction& instruction) {
  if (traits(instruction.opcode).a == "target") return &instruction.a;
  if (traits(instruction.opcode).b == "target") return &instruction.b;
  return nullptr;
}

std::uint32_t compute_stack_size(const Program& program, const Function& function) {
  // Code is structured, so that the height at an instruction is known before it is reached from
  // above or by a jump.
  std::vector<int> height_at(function.code.size() + 1, 0);
  int highest = 0;
  for (std::size_t i = 0; i < function.code.size(); ++i) {
    Instruction instruction = function.code[i];
    const int after = height_at[i] + stack_effect(program, instruction);
    highest = std::max({highest, height_at[i], after});
    if (instruction.opcode != Opcode::Jump) height_at[i + 1] = std::max(height_at[i + 1], after);
    const std::uint32_t* target = jump_target(instruction);
    if (target == nullptr || *target <= i) continue;
    // A jump that keeps its value leaves it for the target.
    const bool keeps = instruction.opcode == Opcode::JumpIfFalseOrPop || instruction.opcode == Opcode::JumpIfTrueOrPop;
    const int at_target = keeps ? after + 1 : after;
    height_at[*target] = std::max(height_at[*target], at_target);
  }
  return static_cast<std::uint32_t>(highest);
}

}  // namespace gongwen::templating
