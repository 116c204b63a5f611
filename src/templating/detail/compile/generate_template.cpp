// Whole templates: the root function, the blocks, and entering and leaving scopes.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/compile/generator.h"
#include "templating/detail/compile/symbols.h"
#include "templating/detail/syntax/ast_walk.h"

#include <algorithm>

namespace gongwen::templating {

namespace messages = diagnostics::messages;

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
    // A block is no part of the scope around it: it sees the context alone.
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

/// Gives the variables of a scope their first values. Those that are only read are looked up once
/// in a function.
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

/// After a scope its variables are gone, which only a function that was made within it could
/// notice.
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
