// Program: the compiled form of a set of templates, shared by threads. Its content never changes; templates that only
// an expression can name are added when an expansion first needs one (LaterTemplates). Functions hold instructions for
// a stack machine; everything to which they refer by number is in the tables beside them.
#pragma once

#include "base/strong_id.h"
#include "diagnostics/diagnostic.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/syntax/name_table.h"
#include "templating/detail/value/arena.h"
#include "templating/detail/value/growing_list.h"
#include "templating/detail/value/value.h"
#include "templating/sink.h"
#include "templating/wordings.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::templating {

using FunctionId = base::StrongId<struct FunctionTag>;
using TemplateId = base::StrongId<struct TemplateTag>;

enum class Opcode : std::uint8_t {
#define GONGWEN_OPCODE(name, ...) name,
#include "templating/detail/compile/opcodes.def"
#undef GONGWEN_OPCODE
};

/// For the meanings of `a` and `b` see opcodes.def. `flag` and `slot` are further operands of some
/// instructions.
struct Instruction {
  Opcode opcode;
  std::uint8_t flag = 0;
  std::uint32_t slot = 0;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
};

// Bits in `a` of Include and Import, and in `flag` of RunBlock.
inline constexpr std::uint8_t kIgnoreMissing = 1;
inline constexpr std::uint8_t kWithContext = 2;
inline constexpr std::uint8_t kScoped = 4;
inline constexpr std::uint8_t kRequired = 8;

enum class FunctionKind : std::uint8_t { Root, Block, Macro, CallBlock, RecursiveLoop, LoopTest, Expression };

/// The arguments of a call: see CallArguments in ast.h. The stack holds the positional arguments, then the values of
/// the keywords, then the values after `*` and `**`.
struct CallShape {
  std::uint32_t positional = 0;
  std::vector<NameId> keywords;
  bool star = false;
  bool double_star = false;
  std::size_t stack_size() const { return positional + keywords.size() + star + double_star; }
};

/// The parameters of a macro are in the first slots, in this order; after them `caller`, `kwargs`, `varargs`, if the
/// body uses them.
struct MacroSignature {
  std::vector<NameId> parameters;
  bool uses_caller = false;
  bool uses_kwargs = false;
  bool uses_varargs = false;
  bool explicit_caller = false;  // `caller` is one of the parameters
};

struct Function {
  FunctionKind kind = FunctionKind::Root;
  NameId name;  // of blocks and macros
  TemplateId owner;
  std::vector<Instruction> code;
  std::vector<diagnostics::Span> spans;  // one for each instruction
  std::vector<NameId> slots;             // the variable in each slot; none for hidden ones
  std::uint32_t stack_size = 0;          // maximum number of values on the stack
  bool is_captured = false;              // inner functions refer to the slots, which must outlive the call
  MacroSignature signature;
};

/// A variable that an included template or a scoped block can see.
struct LocalVariable {
  NameId name;
  std::uint32_t hops = 0;
  std::uint32_t slot = 0;
};

struct CompiledTemplate {
  std::string name;
  diagnostics::SourceId source;
  std::string_view text;  // of the source, which outlives the program
  FunctionId root;        // invalid if the template is
  std::vector<std::pair<NameId, FunctionId>> blocks;
  std::vector<std::string> references;  // names of templates that it includes, imports or extends; they may be missing
  bool references_any = false;          // it names one by an expression, which may be any template
  std::vector<diagnostics::Diagnostic> errors;  // reported when an expansion reaches it
};

/// The texts that templates may write: their ids, or prefixes if only those are known.
struct WordingUses {
  std::set<std::string, std::less<>> ids;
  std::set<std::string, std::less<>> beginnings;
};

class LaterTemplates;

struct Program {
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 30;

  Program();
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  Arena arena;
  NameTable names;
  GrowingList<Literal> literals;
  GrowingList<Value> constants;
  GrowingList<const Builtin*> builtins;
  GrowingList<CallShape> shapes;
  GrowingList<std::vector<LocalVariable>> locals;
  GrowingList<Function> functions;
  GrowingList<CompiledTemplate> templates;
  std::atomic<std::uint32_t> attribute_count = 0;  // attribute instructions, each with its own hint in the machine
  GrowingList<bool> is_dict_method;  // by name: `object.name` may mean a method; false for names added later
  std::unordered_map<std::string, TemplateId> templates_by_name;
  std::shared_ptr<const Wordings> wordings;  // may be null
  WordingUses wording_uses;
  /// Templates that are not compiled yet; null if absent. If set, expansions find templates and names through
  /// it.
  std::unique_ptr<LaterTemplates> later;

  /// Prepares the data that depends on all names so far.
  void complete();
  const Wording* find_wording(std::string_view id) const { return wordings ? wordings->find(id) : nullptr; }
  /// Finds a name while templates may be added; returns an invalid id if it occurs nowhere.
  NameId find_name(std::string_view name) const;
  const Function& function(FunctionId id) const { return functions[id.index()]; }
  const CompiledTemplate& compiled(TemplateId id) const { return templates[id.index()]; }
  TemplateId find_template(std::string_view name) const {
    const auto found = templates_by_name.find(std::string(name));
    return found == templates_by_name.end() ? TemplateId{} : found->second;
  }
};

// Facts about an instruction that are known without running it: the meanings of its operands, its effect on the stack,
// and its jump targets.

/// The meanings of `a` and `b`, by their names in opcodes.def.
enum class Operand : std::uint8_t {
  None,
  Constant,
  Slot,
  Outer,  // a slot of an enclosing function
  Hops,   // number of functions outwards
  Name,
  Count,
  Parts,  // of a slice: one bit for each part that is given
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

/// How many values an instruction needs on the stack, and by how much their number changes if it does not jump.
struct StackChange {
  std::int32_t needs = 0;
  std::int32_t effect = 0;
};
/// `program` supplies the shapes of calls.
StackChange stack_change(const Program& program, const Instruction& instruction);

/// The operand that is the target of a jump instruction; null for other instructions.
std::uint32_t* jump_target(Instruction& instruction);

/// Whether a jump leaves the tested value on the stack for its target, and removes it only if it does not jump.
inline bool keeps_value(Opcode opcode) {
  return opcode == Opcode::JumpIfFalseOrPop || opcode == Opcode::JumpIfTrueOrPop;
}

}  // namespace gongwen::templating
