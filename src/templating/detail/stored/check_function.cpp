#include "templating/detail/stored/check_function.h"

#include "templating/detail/compile/instruction_traits.h"

namespace gongwen::templating {
namespace {

constexpr std::int32_t kNotReached = -1;

/// What a function leaves on the stack for who has called it.
std::int32_t returned_values(FunctionKind kind) {
  return kind == FunctionKind::LoopTest || kind == FunctionKind::Expression ? 1 : 0;
}

std::int32_t capture_effect(Opcode opcode) {
  if (opcode == Opcode::BeginCapture) return 1;
  return opcode == Opcode::EndCapture || opcode == Opcode::DropCapture ? -1 : 0;
}

}  // namespace

bool FunctionChecker::check(const Function& function) {
  if (function.code.empty()) return false;
  heights_.assign(function.code.size(), {kNotReached, 0});
  heights_[0] = {};
  pending_.assign(1, 0);
  while (!pending_.empty()) {
    const std::uint32_t at = pending_.back();
    pending_.pop_back();
    if (!follow(function, at)) return false;
  }
  return true;
}

/// From an instruction on, until the function returns or comes to where it was before.
bool FunctionChecker::follow(const Function& function, std::uint32_t at) {
  while (true) {
    const Opcode opcode = function.code[at].opcode;
    Height height = heights_[at];
    if (opcode == Opcode::Return) return height == Height{returned_values(function.kind), 0};
    if (!pass(function, at, height)) return false;
    if (opcode == Opcode::Jump) return true;
    if (++at == function.code.size()) return false;
    if (heights_[at].values != kNotReached) return heights_[at] == height;
    heights_[at] = height;
  }
}

/// The height after an instruction, which arrives where it may jump to.
bool FunctionChecker::pass(const Function& function, std::uint32_t at, Height& height) {
  Instruction instruction = function.code[at];
  const StackChange change = stack_change(program_, instruction);
  if (height.values < change.needs) return false;
  height.values += change.effect;
  height.captures += capture_effect(instruction.opcode);
  if (height.values > static_cast<std::int32_t>(function.stack_size) || height.captures < 0) return false;
  const std::uint32_t* const target = jump_target(instruction);
  if (target == nullptr) return true;
  return arrive(*target, {height.values + (keeps_value(instruction.opcode) ? 1 : 0), height.captures});
}

bool FunctionChecker::arrive(std::uint32_t at, const Height& height) {
  if (heights_[at].values != kNotReached) return heights_[at] == height;
  heights_[at] = height;
  pending_.push_back(at);
  return true;
}

}  // namespace gongwen::templating
