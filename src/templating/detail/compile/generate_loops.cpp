// Loops: for, break, continue.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/compile/generator.h"
#include "templating/detail/compile/symbols.h"

namespace gongwen::templating {

namespace messages = diagnostics::messages;

void Generator::generate_for(const ForStatement& node, const diagnostics::Span& span, const Scope& scope) {
  const NameId loop = program_.names.intern("loop");
  for (const Expression* assignment :
       {find_store(*node.target, loop), find_store(node.body, loop), find_store(node.otherwise, loop)}) {
    if (assignment == nullptr) continue;
    sink_.report(messages::TemplatingLoopAssigned, diagnostics::Origin{assignment->span, {}});
    break;
  }
  if (node.recursive) {
    generate_recursive_for(node, span, scope);
    return;
  }
  generate_value(*node.iterable, scope);
  generate_turns(node, span, scope);
}

/// A recursive loop is a function of its iterable, so that `loop(…)` can call it.
void Generator::generate_recursive_for(const ForStatement& node, const diagnostics::Span& span, const Scope& scope) {
  const FunctionId id = generate_function(FunctionKind::RecursiveLoop, span, [&] {
    const std::uint32_t iterable = function().add_slot();
    function().add_slot();  // the depth
    function().emit(Opcode::LoadSlot, node.iterable->span, iterable);
    generate_turns(node, span, scope);
  });
  generate_value(*node.iterable, scope);
  function().emit(Opcode::RunRecursiveLoop, node.iterable->span, id.value);
}

/// The loop itself; the iterable lies on the stack.
void Generator::generate_turns(const ForStatement& node, const diagnostics::Span& span, const Scope& scope) {
  const bool extended = needs_loop_state(node);
  const NameId loop_name = program_.names.intern("loop");
  Symbols symbols(function(), scope.symbols);
  if (extended) symbols.declare_parameter(loop_name);
  symbols.declare_target(*node.target);
  symbols.visit(node.body);
  const Scope inner = inner_scope(scope, symbols);

  if (node.test != nullptr) {
    function().emit(Opcode::FilterItems, node.test->span, generate_loop_test(node, scope).value);
  }
  const std::uint32_t iterator = function().add_slot();
  const std::uint32_t turned = function().add_slot();
  const std::uint32_t item = function().add_slot();
  if (!node.otherwise.empty()) function().emit(Opcode::ClearSlot, span, turned);
  function().emit(extended ? Opcode::BeginLoopState : Opcode::BeginLoop, node.iterable->span, iterator, 0,
                  node.recursive ? 1 : 0);

  // The test for the next item stands at the end, so that a turn needs one jump only.
  function().loops().push_back({function().open_captures(), {}, {}});
  const std::size_t first = function().emit(Opcode::Jump, span);
  const std::uint32_t body = function().here();
  const auto* name = std::get_if<NameNode>(&node.target->node);
  if (name == nullptr) {
    function().emit(Opcode::LoadSlot, node.target->span, item);
    store_target(*node.target, inner);
  }
  if (extended) function().emit(Opcode::CopySlot, span, symbols.find(loop_name)->slot, iterator);
  enter_scope(symbols, span);
  generate_body(node.body, inner);
  // As in Jinja, a turn that ends by `break` or `continue` does not count against `else`.
  if (!node.otherwise.empty()) function().emit(Opcode::CopySlot, span, turned, iterator);
  const FunctionBuilder::OpenLoop loop = std::move(function().loops().back());
  function().loops().pop_back();
  function().land(first);
  for (const std::size_t jump : loop.continues) function().land(jump);
  function().emit(Opcode::NextItem, node.iterable->span, iterator, body);
  function().set_slot(name == nullptr ? item : symbols.find(name->name)->slot);
  for (const std::size_t jump : loop.breaks) function().land(jump);
  leave_scope(symbols, span);
  if (!node.otherwise.empty()) generate_otherwise(node, span, scope, turned);
}

void Generator::generate_otherwise(const ForStatement& node, const diagnostics::Span& span, const Scope& scope,
                                   std::uint32_t turned) {
  const std::size_t end = function().emit(Opcode::JumpIfSet, span, 0, turned);
  Symbols symbols(function(), scope.symbols);
  symbols.visit(node.otherwise);
  enter_scope(symbols, span);
  generate_body(node.otherwise, inner_scope(scope, symbols));
  leave_scope(symbols, span);
  function().land(end);
}

/// `for … if test`: a function of the item that answers whether it takes part.
FunctionId Generator::generate_loop_test(const ForStatement& node, const Scope& scope) {
  return generate_function(FunctionKind::LoopTest, node.test->span, [&] {
    const std::uint32_t item = function().add_slot();
    Symbols symbols(function(), scope.symbols);
    symbols.declare_target(*node.target);
    symbols.visit(*node.test);
    enter_scope(symbols, node.test->span);
    const Scope inner = inner_scope(scope, symbols);
    function().emit(Opcode::LoadSlot, node.target->span, item);
    store_target(*node.target, inner);
    generate_value(*node.test, inner);
  });
}

void Generator::generate_break(const diagnostics::Span& span) {
  if (function().loops().empty()) {
    sink_.report(messages::TemplatingJumpOutsideLoop, diagnostics::Origin{span, {}}, "break");
    return;
  }
  drop_captures(function().loops().back(), span);
  const std::size_t jump = function().emit(Opcode::Jump, span);
  function().loops().back().breaks.push_back(jump);
}

void Generator::generate_continue(const diagnostics::Span& span) {
  if (function().loops().empty()) {
    sink_.report(messages::TemplatingJumpOutsideLoop, diagnostics::Origin{span, {}}, "continue");
    return;
  }
  drop_captures(function().loops().back(), span);
  const std::size_t jump = function().emit(Opcode::Jump, span);
  function().loops().back().continues.push_back(jump);
}

/// Leaving a loop from within `filter` or `set` blocks gives up what they have captured.
void Generator::drop_captures(const FunctionBuilder::OpenLoop& loop, const diagnostics::Span& span) {
  for (std::uint32_t i = loop.captures; i < function().open_captures(); ++i) {
    function().emit(Opcode::DropCapture, span);
  }
}

/// Whether the loop needs an object `loop`, besides its iterator.
bool Generator::needs_loop_state(const ForStatement& node) const {
  return node.recursive || reads_name(node.body, program_.names.intern("loop")) || has_scoped_block(node.body) ||
         has_scoped_block(node.otherwise);
}

}  // namespace gongwen::templating
