#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/compile/generator.h"
#include "templating/detail/compile/symbols.h"
#include "templating/detail/syntax/ast.h"

#include <algorithm>

// Code for statements, by the rules of Jinja's own compiler: which scopes exist, which variables a branch sets, and
// what a loop, a block or a macro can see. Templates depend on these rules, even the odd ones.
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

/// A template that extends another writes nothing itself. If that is known only at run time, a jump past the output is
/// returned, whose target is set after it.
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
  // The output of a macro is passed on piece by piece, with the origin of each.
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

/// Filters the content of a block. As in Jinja the result is markup, like the content, except for text that `striptags`
/// made plain.
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

/// Captures the output of the body as a value on the stack.
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

/// Makes a variable of the outermost scope visible to blocks and other templates. Imported names are not passed on.
void Generator::export_name(NameId name, const diagnostics::Span& span, const Scope& scope, Export kind) {
  if (!scope.toplevel) return;
  const bool is_private = kind == Export::Private || program_.names.text(name).starts_with('_');
  function().emit(Opcode::ExportSlot, span, name.value, scope.symbols->find(name)->slot, is_private ? 0 : 1);
}

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

/// The loop itself; its iterable is on the stack.
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

  // The test for the next item is at the end, so each turn has only one jump.
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
  // As in Jinja, a turn ended by `break` or `continue` does not prevent `else`.
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

/// `for … if test`: a function that returns whether an item takes part.
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

/// Leaving a loop from within `filter` or `set` blocks discards what they have captured.
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

Generator::Generator(Program& program, TemplateId owner, Linking linking, diagnostics::DiagnosticSink& sink)
    : program_(program), owner_(owner), linking_(linking), sink_(sink) {}

void Generator::generate(const TemplateTree& tree) {
  tree_ = &tree;
  collect_blocks(tree.body);
  const FunctionId root = generate_root(tree);
  std::vector<std::pair<NameId, FunctionId>> blocks;
  for (const Statement* statement : blocks_) {
    const auto& block = std::get<BlockStatement>(statement->node);
    blocks.emplace_back(block.name, generate_block(block, statement->span));
  }
  CompiledTemplate& compiled = program_.templates[owner_.index()];
  compiled.root = root;
  compiled.blocks = std::move(blocks);
}

Function Generator::generate_expression(const Expression& expression, Folding folding) {
  folding_ = folding;
  FunctionBuilder builder(FunctionKind::Expression, owner_, nullptr);
  function_ = &builder;
  Symbols symbols(builder, nullptr);
  symbols.visit(expression);
  enter_scope(symbols, expression.span);
  generate_value(expression, {&symbols});
  builder.emit(Opcode::Return, expression.span);
  function_ = nullptr;
  Function function = std::move(builder).finish();
  function.stack_size = compute_stack_size(program_, function);
  return function;
}

void Generator::collect_blocks(const Statements& body) {
  for (const Statement& statement : body) {
    if (const auto* block = std::get_if<BlockStatement>(&statement.node)) {
      const auto same = std::find_if(blocks_.begin(), blocks_.end(), [&](const Statement* earlier) {
        return std::get<BlockStatement>(earlier->node).name == block->name;
      });
      if (same == blocks_.end()) {
        blocks_.push_back(&statement);
      } else {
        const std::string_view name = program_.names.text(block->name);
        sink_.report(messages::TemplatingRepeatedBlock, {statement.span, {}}, name)
            .note(messages::TemplatingDefinedHere, {(*same)->span, {}}, name);
      }
    }
    for_each_part(
        statement, [](const Expression&) {}, [&](const Statements& inner) { collect_blocks(inner); });
  }
}

FunctionId Generator::generate_root(const TemplateTree& tree) {
  const diagnostics::Span span{tree.source, 0, 0};
  const bool extends = has_extends(tree.body);
  return generate_function(FunctionKind::Root, span, [&] {
    Symbols symbols(function(), nullptr);
    const NameId self = program_.names.intern("self");
    if (reads_name(tree.body, self)) {
      function().emit(Opcode::LoadSelf, span);
      function().emit(Opcode::StoreSlot, span, symbols.declare_parameter(self).slot);
    }
    if (extends) parent_slot_ = function().add_slot();
    symbols.visit(tree.body);
    enter_scope(symbols, span);
    Scope scope{&symbols};
    scope.toplevel = true;
    scope.rootlevel = true;
    scope.after_extends = extends;
    generate_body(tree.body, scope);
    if (extends) function().emit(Opcode::RunParent, extends_span_, parent_slot_);
  });
}

FunctionId Generator::generate_block(const BlockStatement& block, const diagnostics::Span& span) {
  return generate_function(FunctionKind::Block, span, [&] {
    function().set_name(block.name);
    // A block sees only the context, not the scope around it.
    Symbols symbols(function(), nullptr);
    const NameId self = program_.names.intern("self");
    if (reads_name(block.body, self)) {
      function().emit(Opcode::LoadSelf, span);
      function().emit(Opcode::StoreSlot, span, symbols.declare_parameter(self).slot);
    }
    const NameId super = program_.names.intern("super");
    if (reads_name(block.body, super)) {
      function().emit(Opcode::LoadSuper, span, block.name.value);
      function().emit(Opcode::StoreSlot, span, symbols.declare_parameter(super).slot);
    }
    symbols.visit(block.body);
    enter_scope(symbols, span);
    generate_body(block.body, {&symbols});
  });
}

/// Initialises the variables of a scope. Variables that are only read are looked up once per function.
void Generator::enter_scope(Symbols& symbols, const diagnostics::Span& span) {
  for (const Load& load : std::vector<Load>(symbols.loads())) {
    switch (load.kind) {
      case LoadKind::Parameter: break;
      case LoadKind::Resolve: {
        const std::uint32_t resolved = function().resolved_slot(load.name);
        if (symbols.is_stored(load.name)) {
          function().emit(Opcode::CopySlot, span, load.variable.slot, resolved);
        } else {
          symbols.redirect(load.name, {&function(), resolved});
        }
        break;
      }
      case LoadKind::Alias: function().copy(load.outer, load.variable.slot, span); break;
      case LoadKind::Unset: function().emit(Opcode::ClearSlot, span, load.variable.slot); break;
    }
  }
}

/// Clears the variables of a scope at its end; only a function created within it could notice.
void Generator::leave_scope(const Symbols& symbols, const diagnostics::Span& span) {
  if (!function().is_captured()) return;
  for (const Load& load : symbols.loads()) {
    const bool kept = load.kind == LoadKind::Resolve && !symbols.is_stored(load.name);
    if (!kept) function().emit(Opcode::ClearSlot, span, load.variable.slot);
  }
}

Generator::Scope Generator::inner_scope(const Scope& scope, Symbols& symbols) const {
  Scope inner{&symbols};
  inner.after_extends = scope.after_extends;
  return inner;
}

FunctionId Generator::add_function(FunctionBuilder&& builder) {
  Function function = std::move(builder).finish();
  function.stack_size = compute_stack_size(program_, function);
  program_.functions.push_back(std::move(function));
  return FunctionId(program_.functions.size() - 1);
}

}  // namespace gongwen::templating
