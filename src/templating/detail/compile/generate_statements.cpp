// Statements within one template: output, if, set, with, filter.
#include "templating/detail/builtins/registry.h"
#include "templating/detail/compile/generator.h"
#include "templating/detail/syntax/ast_walk.h"

namespace gongwen::templating {

void Generator::generate_body(const Statements& body, const Scope& scope) {
  for (const Statement& statement : body) {
    generate_statement(statement, scope);
    if (std::exchange(unreachable_, false)) return;
  }
}

void Generator::generate_statement(const Statement& statement, const Scope& scope) {
  const diagnostics::Span& span = statement.span;
  std::visit(Overloaded{
                 [&](const LiteralStatement&) { generate_literal(span, scope); },
                 [&](const OutputStatement& node) { generate_output(node, span, scope); },
                 [&](const ForStatement& node) { generate_for(node, span, scope); },
                 [&](const IfStatement& node) { generate_if(node, span, scope); },
                 [&](const SetStatement& node) { generate_set(node, span, scope); },
                 [&](const SetBlockStatement& node) { generate_set_block(node, span, scope); },
                 [&](const WithStatement& node) { generate_with(node, span, scope); },
                 [&](const MacroStatement& node) { generate_macro(node, span, scope); },
                 [&](const CallBlockStatement& node) { generate_call_block(node, span, scope); },
                 [&](const FilterBlockStatement& node) { generate_filter_block(node, span, scope); },
                 [&](const BlockStatement& node) { generate_block_call(node, span, scope); },
                 [&](const ExtendsStatement& node) { generate_extends(node, span, scope); },
                 [&](const IncludeStatement& node) { generate_include(node, span, scope); },
                 [&](const ImportStatement& node) { generate_import(node, span, scope); },
                 [&](const FromImportStatement& node) { generate_from_import(node, span, scope); },
                 [&](const DoStatement& node) {
                   generate_value(*node.value, scope);
                   function().emit(Opcode::Pop, span);
                 },
                 [&](const BreakStatement&) { generate_break(span); },
                 [&](const ContinueStatement&) { generate_continue(span); },
             },
             statement.node);
}

/// A template that extends another writes nothing itself. Whether it does may turn out only when it
/// runs: then the jump past the output is returned, to be landed after it.
std::optional<std::size_t> Generator::begin_unless_extended(const diagnostics::Span& span, const Scope& scope) {
  if (!scope.after_extends || !has_extended_) return std::nullopt;
  return function().emit(Opcode::JumpIfExtended, span, 0, parent_slot_);
}

void Generator::generate_literal(const diagnostics::Span& span, const Scope& scope) {
  if (scope.after_extends && extends_known_) return;
  const std::string_view text = tree_->text.substr(span.begin, span.end - span.begin);
  const auto id = static_cast<std::uint32_t>(program_.literals.size());
  program_.literals.push_back({text, span, id});
  const auto jump = begin_unless_extended(span, scope);
  function().emit(Opcode::EmitLiteral, span, id);
  if (jump) function().land(*jump);
}

void Generator::generate_output(const OutputStatement& node, const diagnostics::Span& span, const Scope& scope) {
  if (scope.after_extends && extends_known_) return;
  const auto jump = begin_unless_extended(span, scope);
  const Expression& value = *node.value;
  // What a macro writes goes straight on, with the origin of each piece.
  if (const auto* call = std::get_if<CallNode>(&value.node)) {
    generate_call(*call, value.span, scope, Opcode::CallAndEmit);
  } else if (const auto slot = local_slot(value, scope)) {
    function().emit(Opcode::EmitSlot, value.span, *slot);
  } else {
    generate_value(value, scope);
    function().emit(Opcode::Emit, value.span);
  }
  if (jump) function().land(*jump);
}

void Generator::generate_if(const IfStatement& node, const diagnostics::Span& span, const Scope& scope) {
  Scope branch_scope = scope;
  branch_scope.rootlevel = false;
  branch_scope.in_branch = true;
  std::vector<std::size_t> ends;
  for (const IfBranch& branch : node.branches) {
    generate_value(*branch.test, branch_scope);
    const std::size_t next = function().emit(Opcode::JumpIfFalse, branch.test->span);
    generate_body(branch.body, branch_scope);
    ends.push_back(function().emit(Opcode::Jump, span));
    function().land(next);
  }
  generate_body(node.otherwise, branch_scope);
  for (const std::size_t end : ends) function().land(end);
}

void Generator::generate_set(const SetStatement& node, const diagnostics::Span& span, const Scope& scope) {
  if (const auto* target = std::get_if<NamespaceTargetNode>(&node.target->node)) {
    function().load(*scope.symbols->find(target->name), node.target->span);
    generate_value(*node.value, scope);
    function().emit(Opcode::SetMember, span, target->attribute.value);
    return;
  }
  generate_value(*node.value, scope);
  store_target(*node.target, scope);
  export_target(*node.target, scope);
}

void Generator::generate_set_block(const SetBlockStatement& node, const diagnostics::Span& span, const Scope& scope) {
  const auto* space = std::get_if<NamespaceTargetNode>(&node.target->node);
  if (space != nullptr) function().load(*scope.symbols->find(space->name), node.target->span);
  Symbols symbols(function(), scope.symbols);
  symbols.visit(node.body);
  if (node.filter != nullptr) symbols.visit(*node.filter);
  enter_scope(symbols, span);
  const Scope inner{&symbols};
  generate_capture(node.body, span, inner);
  if (node.filter != nullptr) generate_block_filter(*node.filter, inner);
  if (space != nullptr) {
    function().emit(Opcode::SetMember, span, space->attribute.value);
  } else {
    store_target(*node.target, scope);
    export_target(*node.target, scope);
  }
  leave_scope(symbols, span);
}

void Generator::generate_with(const WithStatement& node, const diagnostics::Span& span, const Scope& scope) {
  Symbols symbols(function(), scope.symbols);
  for (const auto& [target, value] : node.bindings) symbols.declare_target(*target);
  symbols.visit(node.body);
  enter_scope(symbols, span);
  const Scope inner = inner_scope(scope, symbols);
  for (const auto& [target, value] : node.bindings) {
    generate_value(*value, scope);
    store_target(*target, inner);
  }
  generate_body(node.body, inner);
  leave_scope(symbols, span);
}

void Generator::generate_filter_block(const FilterBlockStatement& node, const diagnostics::Span& span,
                                      const Scope& scope) {
  Symbols symbols(function(), scope.symbols);
  symbols.visit(node.body);
  symbols.visit(*node.filter);
  enter_scope(symbols, span);
  const Scope inner = inner_scope(scope, symbols);
  generate_capture(node.body, span, inner);
  generate_block_filter(*node.filter, inner);
  function().emit(Opcode::Emit, node.filter->span);
  leave_scope(symbols, span);
}

/// Filters the content of a block. As in Jinja the result is markup, since the content was; but not
/// what `striptags` has turned back into text.
void Generator::generate_block_filter(const Expression& filter, const Scope& scope) {
  generate_value(filter, scope);
  bool is_markup = true;
  for (const auto* node = std::get_if<FilterNode>(&filter.node); node != nullptr;
       node = node->input == nullptr ? nullptr : std::get_if<FilterNode>(&node->input->node)) {
    is_markup = is_markup && node->name != "striptags";
  }
  if (!is_markup) return;
  function().emit(Opcode::Filter, filter.span, add_builtin(*find_filter("safe")), generate_arguments({}, scope));
}

/// What the body writes becomes the value on the stack.
void Generator::generate_capture(const Statements& body, const diagnostics::Span& span, const Scope& scope) {
  function().emit(Opcode::BeginCapture, span);
  ++function().open_captures();
  generate_body(body, scope);
  --function().open_captures();
  function().emit(Opcode::EndCapture, span);
}

void Generator::store_target(const Expression& target, const Scope& scope) {
  if (const auto* name = std::get_if<NameNode>(&target.node)) {
    function().emit(Opcode::StoreSlot, target.span, scope.symbols->find(name->name)->slot);
    return;
  }
  const auto& tuple = std::get<TupleNode>(target.node);
  function().emit(Opcode::Unpack, target.span, static_cast<std::uint32_t>(tuple.items.size()));
  for (const ExpressionPtr& item : tuple.items) store_target(*item, scope);
}

void Generator::export_target(const Expression& target, const Scope& scope) {
  if (const auto* name = std::get_if<NameNode>(&target.node))
    export_name(name->name, target.span, scope, Export::Public);
  for_each_child(target, [&](const Expression& item) { export_target(item, scope); });
}

/// Makes a variable of the outermost scope visible to blocks and other templates. What was imported
/// is not handed on.
void Generator::export_name(NameId name, const diagnostics::Span& span, const Scope& scope, Export kind) {
  if (!scope.toplevel) return;
  const bool is_private = kind == Export::Private || program_.names.text(name).starts_with('_');
  function().emit(Opcode::ExportSlot, span, name.value, scope.symbols->find(name)->slot, is_private ? 0 : 1);
}

}  // namespace gongwen::templating
