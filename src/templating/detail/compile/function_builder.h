// FunctionBuilder: one function under construction: its instructions, its slots, and the jumps that
// still want a target.
#pragma once

#include "templating/detail/compile/instruction_traits.h"
#include "templating/detail/compile/program.h"
#include "templating/detail/compile/symbols.h"

#include <map>
#include <utility>
#include <vector>

namespace gongwen::templating {

class FunctionBuilder {
 public:
  FunctionBuilder(FunctionKind kind, TemplateId owner, FunctionBuilder* enclosing);

  std::size_t emit(Opcode opcode, const diagnostics::Span& span, std::uint32_t a = 0, std::uint32_t b = 0,
                   std::uint8_t flag = 0);
  std::uint32_t here() const { return static_cast<std::uint32_t>(code_.size()); }
  /// Lets a jump that was emitted go to the instruction that comes next.
  void land(std::size_t jump);

  std::uint32_t add_slot(NameId name = {});
  /// Sets the third operand of the last instruction.
  void set_slot(std::uint32_t slot) { code_.back().slot = slot; }
  /// Lets the last instruction, a jump, go to an instruction that is there.
  void jump_back(std::uint32_t target) { *jump_target(code_.back()) = target; }
  /// The slot of a variable: one for each name in each scope.
  std::uint32_t slot_in_scope(std::uint32_t scope, NameId name);
  std::uint32_t add_scope() { return scopes_++; }
  /// A slot that holds what the context has under this name from the start of the function on.
  std::uint32_t resolved_slot(NameId name);

  /// How many functions outwards the variable's owner is.
  std::uint32_t hops_to(const Variable& variable) const;
  void load(const Variable& variable, const diagnostics::Span& span);
  /// Copies the value, or its absence, into a slot of this function.
  void copy(const Variable& from, std::uint32_t slot, const diagnostics::Span& span);

  void set_name(NameId name) { function_.name = name; }
  MacroSignature& signature() { return function_.signature; }
  /// A function within this one was made: frames are kept for it.
  void mark_captured() { function_.is_captured = true; }
  bool is_captured() const { return function_.is_captured; }
  FunctionBuilder* enclosing() const { return enclosing_; }

  /// Loops of this function that are open, for `break` and `continue`.
  struct OpenLoop {
    std::uint32_t captures;              // captures that were open when it started
    std::vector<std::size_t> breaks;     // jumps to its end
    std::vector<std::size_t> continues;  // jumps to where it takes the next item
  };
  std::vector<OpenLoop>& loops() { return loops_; }
  std::uint32_t& open_captures() { return open_captures_; }

  Function finish() &&;

 private:
  void prepend_prologue();

  FunctionBuilder* enclosing_;
  Function function_;
  std::vector<Instruction>& code_ = function_.code;
  std::vector<Instruction> prologue_;
  std::map<NameId, std::uint32_t> resolved_;
  std::map<std::pair<std::uint32_t, NameId>, std::uint32_t> scoped_slots_;
  std::uint32_t scopes_ = 0;
  std::vector<OpenLoop> loops_;
  std::uint32_t open_captures_ = 0;
};

/// The maximum number of values on the stack while the function runs.
std::uint32_t compute_stack_size(const Program& program, const Function& function);

}  // namespace gongwen::templating
