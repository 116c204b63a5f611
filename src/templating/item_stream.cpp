#include "templating/item_stream.h"

#include "templating/detail/compile/instruction_traits.h"
#include "templating/template_set.h"

#include <algorithm>
#include <array>
#include <vector>

namespace gongwen::templating {
namespace {

using namespace std::string_view_literals;

/// Whatever a template must name to make a value outlive a turn of its loop. The names stand for methods, globals and
/// members of `loop`; members of the data that are called so only cost the stream.
constexpr std::array kKeepers = {"append"sv,  "extend"sv,    "insert"sv,   "update"sv, "setdefault"sv,
                                 "changed"sv, "namespace"sv, "previtem"sv, "cycler"sv};

bool is_keeper(std::string_view name) { return std::find(kKeepers.begin(), kKeepers.end(), name) != kKeepers.end(); }

bool names_keeper(const Program& program, Operand meaning, std::uint32_t operand) {
  if (meaning == Operand::Name) return is_keeper(program.names.text(NameId(operand)));
  if (meaning != Operand::Constant) return false;
  // `loop["changed"]` asks for the same as `loop.changed`.
  const Value& constant = program.constants[operand];
  return constant.is_text() && is_keeper(constant.text());
}

bool names_keeper(const Program& program, const Function& function) {
  return std::any_of(function.code.begin(), function.code.end(), [&](const Instruction& instruction) {
    const OpcodeTraits& operands = traits(instruction.opcode);
    return names_keeper(program, operands.a, instruction.a) || names_keeper(program, operands.b, instruction.b);
  });
}

/// By template: whether `root` is it or reaches it.
std::vector<bool> reached_templates(const Program& program, std::string_view root) {
  std::vector<bool> reached(program.templates.size());
  std::vector<TemplateId> pending;
  const auto reach = [&](TemplateId id) {
    if (!id || reached[id.index()]) return;
    reached[id.index()] = true;
    pending.push_back(id);
  };
  reach(program.find_template(root));
  while (!pending.empty()) {
    const CompiledTemplate& from = program.compiled(pending.back());
    pending.pop_back();
    if (from.references_any) return std::vector<bool>(reached.size(), true);
    for (const std::string& name : from.references) reach(program.find_template(name));
  }
  return reached;
}

}  // namespace

bool may_keep_items(const TemplateSet& templates, std::string_view root) {
  const Program& program = templates.program();
  if (program.later != nullptr) return true;  // what is compiled later is not known
  const std::vector<bool> reached = reached_templates(program, root);
  return std::any_of(program.functions.begin(), program.functions.end(), [&](const Function& function) {
    return reached[function.owner.index()] && names_keeper(program, function);
  });
}

}  // namespace gongwen::templating
