#include "templating/detail/compile/program.h"
#include "templating/detail/text/python_text.h"
#include "templating/render.h"

namespace gongwen::templating {
namespace {

struct OpcodeText {
  std::string_view name;
  std::string_view a;
  std::string_view b;
};

constexpr OpcodeText kOpcodes[] = {
#define GONGWEN_OPCODE(name, handler, a, b, needs, effect) {#name, a, b},
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
    for (const CompiledTemplate& compiled : program_.templates) out_ += join({"template ", compiled.name, "\n"});
    for (std::size_t i = 0; i < program_.functions.size(); ++i) write(i, program_.functions[i]);
    return std::move(out_);
  }

 private:
  void write(std::size_t id, const Function& function) {
    out_ += join({"function ", std::to_string(id), " ", kind_name(function.kind)});
    if (function.name) out_ += join({" ", program_.names.text(function.name)});
    out_ += join({" slots=", std::to_string(function.slots.size()), " stack=", std::to_string(function.stack_size),
                  function.is_captured ? " captured\n" : "\n"});
    for (std::size_t i = 0; i < function.code.size(); ++i) {
      const Instruction& instruction = function.code[i];
      const OpcodeText& text = kOpcodes[static_cast<std::size_t>(instruction.opcode)];
      out_ += join({"  ", std::to_string(i), " ", text.name});
      write_operand(text.a, instruction.a, function);
      write_operand(text.b, instruction.b, function);
      if (instruction.opcode == Opcode::NextItem) write_operand("slot", instruction.slot, function);
      out_ += "\n";
    }
  }

  void write_operand(std::string_view meaning, std::uint32_t value, const Function& function) {
    if (meaning.empty()) return;
    out_ += join({" ", operand_text(meaning, value, function)});
  }

  std::string operand_text(std::string_view meaning, std::uint32_t value, const Function& function) const {
    const std::string number = std::to_string(value);
    if (meaning == "name") return std::string(program_.names.text(NameId(value)));
    if (meaning == "builtin") return std::string(program_.builtins[value]->name);
    if (meaning == "literal") return join({"#", number});
    if (meaning == "target") return join({"->", number});
    if (meaning != "slot") return join({meaning, "=", number});
    const NameId name = function.slots[value];
    return name ? join({"s", number, "(", program_.names.text(name), ")"}) : join({"s", number});
  }

  const Program& program_;
  std::string out_;
};

}  // namespace

std::string dump_program(const TemplateSet& templates) { return ProgramWriter(templates.program()).write(); }

}  // namespace gongwen::templating
