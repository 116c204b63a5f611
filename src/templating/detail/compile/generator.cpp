#include "templating/detail/compile/generator.h"

#include "base/assert.h"

#include <algorithm>

// The frame of the generator: functions, jumps, and how high the stack of a function can get.
namespace gongwen::templating {
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

std::uint32_t compute_stack_size(const Program& program, const Function& function) {
  // Code is structured, so that the height at an instruction is known before it is reached from
  // above or by a jump. Only the body of a loop comes before the jump to it; the stack there is as high as it is where
  // the loop jumps to its end.
  constexpr std::int32_t kUnknown = -1;
  std::vector<std::int32_t> height_at(function.code.size() + 1, kUnknown);
  height_at[0] = 0;
  std::int32_t highest = 0;
  for (std::size_t i = 0; i < function.code.size(); ++i) {
    Instruction instruction = function.code[i];
    const std::int32_t after = height_at[i] + stack_change(program, instruction).effect;
    highest = std::max({highest, height_at[i], after});
    const bool goes_on = instruction.opcode != Opcode::Jump || height_at[i + 1] == kUnknown;
    if (goes_on) height_at[i + 1] = std::max(height_at[i + 1], after);
    const std::uint32_t* target = jump_target(instruction);
    if (target == nullptr || *target <= i) continue;
    const std::int32_t at_target = keeps_value(instruction.opcode) ? after + 1 : after;
    height_at[*target] = std::max(height_at[*target], at_target);
  }
  return static_cast<std::uint32_t>(highest);
}

}  // namespace gongwen::templating
