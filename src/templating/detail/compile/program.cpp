#include "templating/detail/compile/program.h"

#include "templating/detail/builtins/registry.h"
#include "templating/detail/compile/linker.h"

#include <array>

// Effects of instructions on the stack, from opcodes.def, for the generator and for checking programs that were kept on
// disk.
namespace gongwen::templating {
namespace {

/// Marks an effect that depends on the operands.
constexpr int kVaries = -1000;

constexpr std::array<std::string_view, kOperandCount> kMeanings = {
    "",         "constant", "slot",  "outer",  "hops",     "name",    "count", "parts",
    "operator", "builtin",  "shape", "target", "function", "literal", "flags", "locals"};

/// Fails to compile for an unknown word.
consteval Operand operand_of(std::string_view meaning) {
  std::size_t i = 0;
  while (kMeanings.at(i) != meaning) ++i;
  return static_cast<Operand>(i);
}

constexpr OpcodeTraits kTraits[] = {
#define GONGWEN_OPCODE(name, handler, a, b, needs, effect) {operand_of(a), operand_of(b)},
#include "templating/detail/compile/opcodes.def"
#undef GONGWEN_OPCODE
};

constexpr StackChange kChanges[] = {
#define GONGWEN_OPCODE(name, handler, a, b, needs, effect) {needs, effect},
#include "templating/detail/compile/opcodes.def"
#undef GONGWEN_OPCODE
};

std::int32_t call_size(const Program& program, std::uint32_t shape) {
  return static_cast<std::int32_t>(program.shapes[shape].stack_size());
}

}  // namespace

const OpcodeTraits& traits(Opcode opcode) { return kTraits[static_cast<std::size_t>(opcode)]; }

StackChange stack_change(const Program& program, const Instruction& instruction) {
  const StackChange& change = kChanges[static_cast<std::size_t>(instruction.opcode)];
  if (change.effect != kVaries) return change;
  const auto count = static_cast<std::int32_t>(instruction.a);
  switch (instruction.opcode) {
    case Opcode::BuildDict: return {2 * count, 1 - 2 * count};
    case Opcode::Unpack: return {1, count - 1};
    case Opcode::Slice: {
      const std::int32_t parts = (count & 1) + (count >> 1 & 1) + (count >> 2 & 1);
      return {1 + parts, -parts};
    }
    case Opcode::Filter:
    case Opcode::Test: {
      const std::int32_t size = call_size(program, instruction.b);
      return {1 + size, -size};
    }
    case Opcode::Call:
    case Opcode::CallAndEmit: {
      const std::int32_t size = call_size(program, instruction.a);
      return {1 + size, instruction.opcode == Opcode::Call ? -size : -1 - size};
    }
    default: return {count, 1 - count};  // a structure built of `a` values
  }
}

std::uint32_t* jump_target(Instruction& instruction) {
  const OpcodeTraits& operands = traits(instruction.opcode);
  if (operands.a == Operand::Target) return &instruction.a;
  if (operands.b == Operand::Target) return &instruction.b;
  return nullptr;
}

Program::Program() : arena(kMaxBytes), names(arena) {}
Program::~Program() = default;

void Program::complete() {
  for (std::size_t i = is_dict_method.size(); i < names.size(); ++i) {
    is_dict_method.push_back(find_method(Kind::Dict, names.text(NameId(i))) != nullptr);
  }
}

NameId Program::find_name(std::string_view name) const {
  return later != nullptr ? later->find_name(name) : names.find(name);
}

}  // namespace gongwen::templating
