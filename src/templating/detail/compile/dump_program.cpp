#include "templating/detail/compile/program.h"
#include "templating/dump.h"

namespace gongwen::templating {
namespace {

struct OpcodeText {
  std::string_view name;
  std::string_view a;
  std::string_view b;
};

constexpr OpcodeText kOpcodes[] = {
#define GONGWEN_OPCODE(name, handler, a, b, effect) {#name, a, b},
#include "templating/detail/compile/opcodes.def"
#undef GONGWEN_OPCODE
};

std::string_view kind_name(FunctionKind kind) {
  switch (kind) {
    case FunctionKind::Root: return "root";
    case FunctionKind::Block: return "block";
    case FunctionKind::Macro: return "macro";
    case FunctionKind::CallBlock: return "call-block";
    case FunctionKind::RecursiveLoop: return "recursive-loop";
    case FunctionKind::LoopTest: return "loop-test";
    case FunctionKind::Expression: return "expression";
  }
  return {};
}

class ProgramWriter {
 public:
  explicit ProgramWriter(const Program& program) : program_(program) {}

  std::string write() {
    for (const CompiledTemplate& compiled : program_.templates) out_ += "template " + compiled.name + "\n";
    for (std::size_t i = 0; i < program_.functions.size(); ++i) write(i, program_.functions[i]);
    return std::move(out_);
  }

 private:
  void write(std::size_t id, const Function& function) {
    out_ += "function " + std::to_string(id) + " " + std::string(kind_name(function.kind));
    if (function.name) out_ += " " + std::string(program_.names.text(function.name));
    out_ += " slots=" + std::to_string(function.slots.size()) + " stack=" + std::to_string(function.stack_size);
    out_ += function.is_captured ? " captured\n" : "\n";
    for (std::size_t i = 0; i < function.code.size(); ++i) {
      const Instruction& instruction = function.code[i];
      const OpcodeText& text = kOpcodes[static_cast<std::size_t>(instruction.opcode)];
      out_ += "  " + std::to_string(i) + " " + std::string(text.name);
      write_operand(text.a, instruction.a, function);
      write_operand(text.b, instruction.b, function);
      if (instruction.opcode == Opcode::NextItem) write_operand("slot", instruction.slot, function);
      out_ += "\n";
    }
  }

  void write_operand(std::string_view meaning, std::uint32_t value, const Function& function) {
    if (meaning.empty()) return;
    out_ += " ";
    if (meaning == "name") {
      out_ += program_.names.text(NameId(value));
    } else if (meaning == "slot") {
      const NameId name = function.slots[value];
      out_ += "s" + std::to_string(value) + (name ? "(" + std::string(program_.names.text(name)) + ")" : "");
    } else if (meaning == "builtin") {
      out_ += program_.builtins[value]->name;
    } else if (meaning == "literal") {
      out_ += "#" + std::to_string(value);
    } else if (meaning == "target") {
      out_ += "->" + std::to_string(value);
    } else {
      out_ += std::string(meaning) + "=" + std::to_string(value);
    }
  }

  const Program& program_;
  std::string out_;
};

}  // namespace

std::string dump_program(const TemplateSet& templates) { return ProgramWriter(templates.program()).write(); }

}  // namespace gongwen::templating
