// Generator: compiles the syntax tree of one template to functions of a Program. Order and scopes are those of Jinja's
// own compiler, since templates depend on them.
#pragma once

#include "diagnostics/diagnostic.h"
#include "templating/detail/compile/program.h"
#include "templating/detail/compile/symbols.h"
#include "templating/detail/syntax/ast.h"
#include "templating/detail/syntax/lexer.h"

#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::templating {

// FunctionBuilder: one function under construction: its instructions, its slots, and the jumps whose targets are still
// unknown.

class FunctionBuilder {
 public:
  FunctionBuilder(FunctionKind kind, TemplateId owner, FunctionBuilder* enclosing);

  std::size_t emit(Opcode opcode, const diagnostics::Span& span, std::uint32_t a = 0, std::uint32_t b = 0,
                   std::uint8_t flag = 0);
  std::uint32_t here() const { return static_cast<std::uint32_t>(code_.size()); }
  /// Sets the target of a jump to the next instruction.
  void land(std::size_t jump);

  std::uint32_t add_slot(NameId name = {});
  /// Sets the third operand of the last instruction.
  void set_slot(std::uint32_t slot) { code_.back().slot = slot; }
  /// The slot of a variable: one for each name in each scope.
  std::uint32_t slot_in_scope(std::uint32_t scope, NameId name);
  std::uint32_t add_scope() { return scopes_++; }
  /// The slot that holds the context's value for this name, loaded at the start of the function.
  std::uint32_t resolved_slot(NameId name);

  /// The number of enclosing functions between this one and the owner of the variable.
  std::uint32_t hops_to(const Variable& variable) const;
  void load(const Variable& variable, const diagnostics::Span& span);
  /// Copies the value, or its absence, into a slot of this function.
  void copy(const Variable& from, std::uint32_t slot, const diagnostics::Span& span);

  void set_name(NameId name) { function_.name = name; }
  MacroSignature& signature() { return function_.signature; }
  /// Records that a function was made within this one, so its frames must be kept.
  void mark_captured() { function_.is_captured = true; }
  bool is_captured() const { return function_.is_captured; }
  FunctionBuilder* enclosing() const { return enclosing_; }

  /// The open loops of this function, for `break` and `continue`.
  struct OpenLoop {
    std::uint32_t captures;              // captures that were open when it started
    std::vector<std::size_t> breaks;     // jumps to its end
    std::vector<std::size_t> continues;  // jumps to where the next item is taken
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

/// Whether expressions without names and calls are evaluated at compile time.
enum class Folding : std::uint8_t { Constants, Nothing };

class Generator {
 public:
  Generator(Program& program, TemplateId owner, Linking linking, diagnostics::DiagnosticSink& sink);

  /// Adds the template's functions to the program. Incomplete if anything was reported.
  void generate(const TemplateTree& tree);
  /// Returns a function that leaves the expression's value on the stack.
  Function generate_expression(const Expression& expression, Folding folding);

 private:
  /// The surroundings of a statement, other than its variables.
  struct Scope {
    Symbols* symbols;
    bool toplevel = false;       // outside of all blocks, loops and macros: variables set there are visible to other
                                 // templates
    bool rootlevel = false;      // toplevel, and not in a branch of `if`
    bool in_branch = false;      // unknown filters and tests are errors only when they are reached
    bool after_extends = false;  // text outside of blocks may have to be left out
  };
  /// Whether other templates may import a variable.
  enum class Export : std::uint8_t { Public, Private };

  // Functions and scopes (generate_statements.cpp)
  FunctionId generate_root(const TemplateTree& tree);
  FunctionId generate_block(const BlockStatement& block, const diagnostics::Span& span);
  void collect_blocks(const Statements& body);
  void enter_scope(Symbols& symbols, const diagnostics::Span& span);
  void leave_scope(const Symbols& symbols, const diagnostics::Span& span);
  Scope inner_scope(const Scope& scope, Symbols& symbols) const;
  FunctionId add_function(FunctionBuilder&& builder);
  /// Makes a function: `generate()` emits its code, while function() is the new one.
  template <typename Generate>
  FunctionId generate_function(FunctionKind kind, const diagnostics::Span& span, Generate generate) {
    FunctionBuilder builder(kind, owner_, function_);
    FunctionBuilder* const outer = std::exchange(function_, &builder);
    generate();
    function_->emit(Opcode::Return, span);
    function_ = outer;
    return add_function(std::move(builder));
  }

  // Statements (generate_statements.cpp)
  void generate_body(const Statements& body, const Scope& scope);
  void generate_statement(const Statement& statement, const Scope& scope);
  void generate_literal(const diagnostics::Span& span, const Scope& scope);
  void generate_output(const OutputStatement& node, const diagnostics::Span& span, const Scope& scope);
  void generate_if(const IfStatement& node, const diagnostics::Span& span, const Scope& scope);
  void generate_set(const SetStatement& node, const diagnostics::Span& span, const Scope& scope);
  void generate_set_block(const SetBlockStatement& node, const diagnostics::Span& span, const Scope& scope);
  void generate_with(const WithStatement& node, const diagnostics::Span& span, const Scope& scope);
  void generate_filter_block(const FilterBlockStatement& node, const diagnostics::Span& span, const Scope& scope);
  void generate_block_filter(const Expression& filter, const Scope& scope);
  void generate_capture(const Statements& body, const diagnostics::Span& span, const Scope& scope);
  void store_target(const Expression& target, const Scope& scope);
  void export_target(const Expression& target, const Scope& scope);
  void export_name(NameId name, const diagnostics::Span& span, const Scope& scope, Export kind);
  std::optional<std::size_t> begin_unless_extended(const diagnostics::Span& span, const Scope& scope);

  // Loops (generate_statements.cpp)
  void generate_for(const ForStatement& node, const diagnostics::Span& span, const Scope& scope);
  void generate_recursive_for(const ForStatement& node, const diagnostics::Span& span, const Scope& scope);
  void generate_turns(const ForStatement& node, const diagnostics::Span& span, const Scope& scope);
  void generate_otherwise(const ForStatement& node, const diagnostics::Span& span, const Scope& scope,
                          std::uint32_t turned);
  FunctionId generate_loop_test(const ForStatement& node, const Scope& scope);
  void generate_break(const diagnostics::Span& span);
  void generate_continue(const diagnostics::Span& span);
  void drop_captures(const FunctionBuilder::OpenLoop& loop, const diagnostics::Span& span);
  bool needs_loop_state(const ForStatement& node) const;

  // Macros (generate_expressions.cpp)
  void generate_macro(const MacroStatement& node, const diagnostics::Span& span, const Scope& scope);
  void generate_call_block(const CallBlockStatement& node, const diagnostics::Span& span, const Scope& scope);
  FunctionId generate_macro_function(FunctionKind kind, const MacroParts& parts, NameId name,
                                     const diagnostics::Span& span, const Scope& scope);
  void declare_parameters(const MacroParts& parts, const diagnostics::Span& span, Symbols& symbols);
  void generate_defaults(const MacroParts& parts, const diagnostics::Span& span, const Scope& scope);

  // Inheritance, includes and imports (generate_expressions.cpp)
  void generate_extends(const ExtendsStatement& node, const diagnostics::Span& span, const Scope& scope);
  void generate_include(const IncludeStatement& node, const diagnostics::Span& span, const Scope& scope);
  void generate_import(const ImportStatement& node, const diagnostics::Span& span, const Scope& scope);
  void generate_from_import(const FromImportStatement& node, const diagnostics::Span& span, const Scope& scope);
  void generate_block_call(const BlockStatement& node, const diagnostics::Span& span, const Scope& scope);
  std::uint32_t add_locals(const Scope& scope);

  // Expressions (generate_expressions.cpp)
  void generate_value(const Expression& expression, const Scope& scope);
  void generate_node(const Expression& expression, const Scope& scope);
  std::optional<std::uint32_t> local_slot(const Expression& expression, const Scope& scope);
  void generate_unary(const UnaryNode& node, const diagnostics::Span& span, const Scope& scope);
  void generate_logical(const LogicalNode& node, const Scope& scope);
  void generate_compare(const CompareNode& node, const diagnostics::Span& span, const Scope& scope);
  void generate_conditional(const ConditionalNode& node, const diagnostics::Span& span, const Scope& scope);
  void generate_filter(const FilterNode& node, const diagnostics::Span& span, const Scope& scope);
  void generate_test(const TestNode& node, const diagnostics::Span& span, const Scope& scope);
  void generate_call(const CallNode& node, const diagnostics::Span& span, const Scope& scope, Opcode opcode,
                     FunctionId caller = {});
  void generate_subscript(const SubscriptNode& node, const diagnostics::Span& span, const Scope& scope);
  std::uint32_t generate_arguments(const CallArguments& arguments, const Scope& scope, FunctionId caller = {});
  void push_constant(const Value& value, const diagnostics::Span& span);
  std::uint32_t add_builtin(const Builtin& builtin);
  void report_unknown_filter(const FilterNode& node);
  void report_unknown_test(const TestNode& node);

  FunctionBuilder& function() { return *function_; }

  Program& program_;
  TemplateId owner_;
  Linking linking_;
  diagnostics::DiagnosticSink& sink_;
  Folding folding_ = Folding::Constants;
  const TemplateTree* tree_ = nullptr;
  FunctionBuilder* function_ = nullptr;  // the one under construction
  std::vector<const Statement*> blocks_;
  std::map<const Builtin*, std::uint32_t> builtins_;
  std::uint32_t parent_slot_ = 0;  // of the root function: the template that is extended
  diagnostics::Span extends_span_;
  bool extends_known_ = false;  // from here on the template certainly has a parent
  bool has_extended_ = false;   // an `extends` was compiled
  bool unreachable_ = false;    // code after a second `extends` never runs
};

}  // namespace gongwen::templating
