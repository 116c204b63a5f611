// What is known of an instruction without running it: what its operands mean, what it does to the stack of values, and
// where it may jump to.
#pragma once

#include "templating/detail/compile/program.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gongwen::templating {

/// The meanings of `a` and `b`, by their names in opcodes.def.
enum class Operand : std::uint8_t {
  None,
  Constant,
  Slot,
  Outer,  // a slot of a function further out
  Hops,   // how many functions further out
  Name,
  Count,
  Parts,  // of a slice: a bit for each that is given
  Operator,
  Builtin,
  Shape,
  Target,
  Function,
  Literal,
  Flags,
  Locals,
};
inline constexpr std::size_t kOperandCount = 16;

struct OpcodeTraits {
  Operand a = Operand::None;
  Operand b = Operand::None;
};

inline constexpr std::size_t kOpcodeCount = 0
#define GONGWEN_OPCODE(name, ...) +1
#include "templating/detail/compile/opcodes.def"
#undef GONGWEN_OPCODE
    ;

const OpcodeTraits& traits(Opcode opcode);

/// How many values an instruction needs on the stack, and by how much their number changes where it does not jump.
struct StackChange {
  std::int32_t needs = 0;
  std::int32_t effect = 0;
};
/// The shapes of calls are those of the program.
StackChange stack_change(const Program& program, const Instruction& instruction);

/// The operand that is an instruction's jump target; null when it does not jump.
std::uint32_t* jump_target(Instruction& instruction);

/// Whether a jump leaves the value that it looked at for its target, and takes it away where it does not jump.
inline bool keeps_value(Opcode opcode) {
  return opcode == Opcode::JumpIfFalseOrPop || opcode == Opcode::JumpIfTrueOrPop;
}

}  // namespace gongwen::templating
