#include "base/nearest_name.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/compile/generator.h"
#include "templating/detail/compile/symbols.h"
#include "templating/detail/syntax/ast.h"

#include <algorithm>
#include <array>

// Code for expressions. Every expression leaves exactly one value on the stack; constant parts were calculated before.
// Names are resolved here: to a slot of the function, to a variable of the template, or to a lookup in the context.
namespace gongwen::templating {

namespace messages = diagnostics::messages;

void Generator::generate_value(const Expression& expression, const Scope& scope) {
  const bool trivial =
      std::holds_alternative<ConstantNode>(expression.node) || std::holds_alternative<TupleNode>(expression.node) ||
      std::holds_alternative<ListNode>(expression.node) || std::holds_alternative<DictNode>(expression.node);
  if (expression.is_constant && !trivial && folding_ == Folding::Constants) {
    if (const auto value = fold_constant(program_, expression)) {
      push_constant(*value, expression.span);
      return;
    }
  }
  generate_node(expression, scope);
}

void Generator::generate_node(const Expression& expression, const Scope& scope) {
  const diagnostics::Span& span = expression.span;
  const auto build = [&](Opcode opcode, const Expressions& items) {
    for (const ExpressionPtr& item : items) generate_value(*item, scope);
    function().emit(opcode, span, static_cast<std::uint32_t>(items.size()));
  };
  std::visit(Overloaded{
                 [&](const ConstantNode& node) { push_constant(node.value, span); },
                 [&](const NameNode& node) { function().load(*scope.symbols->find(node.name), span); },
                 [&](const NamespaceTargetNode&) {},  // a target, never a value
                 [&](const TupleNode& node) { build(Opcode::BuildTuple, node.items); },
                 [&](const ListNode& node) { build(Opcode::BuildList, node.items); },
                 [&](const DictNode& node) {
                   for (const auto& [key, value] : node.entries) {
                     generate_value(*key, scope);
                     generate_value(*value, scope);
                   }
                   function().emit(Opcode::BuildDict, span, static_cast<std::uint32_t>(node.entries.size()));
                 },
                 [&](const UnaryNode& node) { generate_unary(node, span, scope); },
                 [&](const BinaryNode& node) {
                   generate_value(*node.left, scope);
                   generate_value(*node.right, scope);
                   function().emit(Opcode::Binary, span, static_cast<std::uint32_t>(node.operation));
                 },
                 [&](const LogicalNode& node) { generate_logical(node, scope); },
                 [&](const ConcatNode& node) {
                   for (const ExpressionPtr& item : node.items) generate_value(*item, scope);
                   // Jinja joins constants as plain text, even if some are markup.
                   function().emit(Opcode::Concat, span, static_cast<std::uint32_t>(node.items.size()), 0,
                                   expression.is_constant ? 1 : 0);
                 },
                 [&](const CompareNode& node) { generate_compare(node, span, scope); },
                 [&](const ConditionalNode& node) { generate_conditional(node, span, scope); },
                 [&](const FilterNode& node) { generate_filter(node, span, scope); },
                 [&](const TestNode& node) { generate_test(node, span, scope); },
                 [&](const CallNode& node) { generate_call(node, span, scope, Opcode::Call); },
                 [&](const AttributeNode& node) {
                   if (const auto slot = local_slot(*node.object, scope)) {
                     function().emit(Opcode::SlotAttribute, span, node.name.value, *slot);
                   } else {
                     generate_value(*node.object, scope);
                     function().emit(Opcode::Attribute, span, node.name.value);
                   }
                   function().set_slot(program_.attribute_count++);
                 },
                 [&](const SubscriptNode& node) { generate_subscript(node, span, scope); },
                 [&](const SliceNode&) {},  // part of a subscript
             },
             expression.node);
}

/// The slot of a name that is a variable of the current function; nullopt for other expressions.
std::optional<std::uint32_t> Generator::local_slot(const Expression& expression, const Scope& scope) {
  const auto* name = std::get_if<NameNode>(&expression.node);
  if (name == nullptr) return std::nullopt;
  const Variable variable = *scope.symbols->find(name->name);
  return variable.owner == function_ ? std::optional(variable.slot) : std::nullopt;
}

void Generator::generate_unary(const UnaryNode& node, const diagnostics::Span& span, const Scope& scope) {
  generate_value(*node.operand, scope);
  switch (node.operation) {
    case UnaryOperator::Not: function().emit(Opcode::Not, span); return;
    case UnaryOperator::Negate: function().emit(Opcode::Negate, span); return;
    case UnaryOperator::Affirm: function().emit(Opcode::Affirm, span); return;
  }
}

void Generator::generate_logical(const LogicalNode& node, const Scope& scope) {
  generate_value(*node.left, scope);
  const Opcode opcode = node.operation == LogicalOperator::And ? Opcode::JumpIfFalseOrPop : Opcode::JumpIfTrueOrPop;
  const std::size_t end = function().emit(opcode, node.left->span);
  generate_value(*node.right, scope);
  function().land(end);
}

/// `a < b < c` compares neighbours, and stops at the first pair that does not hold.
void Generator::generate_compare(const CompareNode& node, const diagnostics::Span& span, const Scope& scope) {
  generate_value(*node.first, scope);
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < node.rest.size(); ++i) {
    const auto& [operation, operand] = node.rest[i];
    generate_value(*operand, scope);
    const bool last = i + 1 == node.rest.size();
    const std::size_t instruction =
        function().emit(last ? Opcode::Compare : Opcode::CompareChain, span, static_cast<std::uint32_t>(operation));
    if (!last) ends.push_back(instruction);
  }
  for (const std::size_t end : ends) function().land(end);
}

void Generator::generate_conditional(const ConditionalNode& node, const diagnostics::Span& span, const Scope& scope) {
  Scope branch_scope = scope;
  branch_scope.in_branch = true;
  generate_value(*node.test, branch_scope);
  const std::size_t otherwise = function().emit(Opcode::JumpIfFalse, node.test->span);
  generate_value(*node.then, branch_scope);
  const std::size_t end = function().emit(Opcode::Jump, span);
  function().land(otherwise);
  if (node.otherwise != nullptr) {
    generate_value(*node.otherwise, branch_scope);
  } else {
    function().emit(Opcode::NoElse, span);
  }
  function().land(end);
}

void Generator::generate_filter(const FilterNode& node, const diagnostics::Span& span, const Scope& scope) {
  // Without an input expression, the content of a block is on the stack.
  if (node.input != nullptr) generate_value(*node.input, scope);
  const Builtin* filter = find_filter(node.name);
  if (filter == nullptr) {
    if (!scope.in_branch || linking_ == Linking::Early) report_unknown_filter(node);
    function().emit(Opcode::UnknownFilter, node.name_place, program_.names.intern(node.name).value);
    return;
  }
  const std::uint32_t shape = generate_arguments(node.arguments, scope);
  function().emit(Opcode::Filter, span, add_builtin(*filter), shape);
}

void Generator::generate_test(const TestNode& node, const diagnostics::Span& span, const Scope& scope) {
  generate_value(*node.input, scope);
  const Builtin* test = find_test(node.name);
  if (test == nullptr) {
    if (!scope.in_branch || linking_ == Linking::Early) report_unknown_test(node);
    function().emit(Opcode::UnknownTest, node.name_place, program_.names.intern(node.name).value);
    return;
  }
  const std::uint32_t shape = generate_arguments(node.arguments, scope);
  function().emit(Opcode::Test, span, add_builtin(*test), shape);
}

void Generator::generate_call(const CallNode& node, const diagnostics::Span& span, const Scope& scope, Opcode opcode,
                              FunctionId caller) {
  generate_value(*node.callee, scope);
  const std::uint32_t shape = generate_arguments(node.arguments, scope, caller);
  function().emit(opcode, span, shape);
}

/// Pushes the arguments. `caller` is the block of a `call` statement, passed under that name.
std::uint32_t Generator::generate_arguments(const CallArguments& arguments, const Scope& scope, FunctionId caller) {
  CallShape shape;
  for (const ExpressionPtr& argument : arguments.positional) generate_value(*argument, scope);
  shape.positional = static_cast<std::uint32_t>(arguments.positional.size());
  for (const auto& [name, value] : arguments.keywords) {
    generate_value(*value, scope);
    shape.keywords.push_back(name);
  }
  if (caller) {
    function().emit(Opcode::MakeMacro, diagnostics::Span{}, caller.value);
    shape.keywords.push_back(program_.names.intern("caller"));
  }
  if (arguments.star != nullptr) generate_value(*arguments.star, scope);
  if (arguments.double_star != nullptr) generate_value(*arguments.double_star, scope);
  shape.star = arguments.star != nullptr;
  shape.double_star = arguments.double_star != nullptr;
  program_.shapes.push_back(std::move(shape));
  return static_cast<std::uint32_t>(program_.shapes.size() - 1);
}

void Generator::generate_subscript(const SubscriptNode& node, const diagnostics::Span& span, const Scope& scope) {
  generate_value(*node.object, scope);
  const auto* slice = std::get_if<SliceNode>(&node.index->node);
  if (slice == nullptr) {
    generate_value(*node.index, scope);
    function().emit(Opcode::Item, span);
    return;
  }
  std::uint32_t parts = 0;
  std::uint32_t bit = 1;
  for (const ExpressionPtr* part : {&slice->start, &slice->stop, &slice->step}) {
    if (*part != nullptr) {
      generate_value(**part, scope);
      parts |= bit;
    }
    bit <<= 1;
  }
  function().emit(Opcode::Slice, span, parts);
}

void Generator::push_constant(const Value& value, const diagnostics::Span& span) {
  program_.constants.push_back(value);
  function().emit(Opcode::Constant, span, static_cast<std::uint32_t>(program_.constants.size() - 1));
}

std::uint32_t Generator::add_builtin(const Builtin& builtin) {
  const auto [index, is_new] = builtins_.try_emplace(&builtin, static_cast<std::uint32_t>(program_.builtins.size()));
  if (is_new) program_.builtins.push_back(&builtin);
  return index->second;
}

void Generator::report_unknown_filter(const FilterNode& node) {
  const diagnostics::Origin origin{node.name_place, {}};
  sink_.report(messages::TemplatingUnknownFilter, origin, node.name, nearest_filter(node.name));
}

void Generator::report_unknown_test(const TestNode& node) {
  const diagnostics::Origin origin{node.name_place, {}};
  sink_.report(messages::TemplatingUnknownTest, origin, node.name, nearest_test(node.name));
}

void Generator::generate_macro(const MacroStatement& node, const diagnostics::Span& span, const Scope& scope) {
  const FunctionId id = generate_macro_function(FunctionKind::Macro, node.parts, node.name, span, scope);
  function().emit(Opcode::MakeMacro, span, id.value);
  function().emit(Opcode::StoreSlot, span, scope.symbols->find(node.name)->slot);
  export_name(node.name, span, scope, Export::Public);
}

void Generator::generate_call_block(const CallBlockStatement& node, const diagnostics::Span& span, const Scope& scope) {
  const FunctionId caller = generate_macro_function(FunctionKind::CallBlock, node.parts, {}, span, scope);
  const auto& call = std::get<CallNode>(node.call->node);
  generate_call(call, node.call->span, scope, Opcode::CallAndEmit, caller);
}

FunctionId Generator::generate_macro_function(FunctionKind kind, const MacroParts& parts, NameId name,
                                              const diagnostics::Span& span, const Scope& scope) {
  return generate_function(kind, span, [&] {
    function().set_name(name);
    Symbols symbols(function(), scope.symbols);
    declare_parameters(parts, span, symbols);
    for (const ExpressionPtr& value : parts.defaults) symbols.visit(*value);
    symbols.visit(parts.body);
    enter_scope(symbols, span);
    const Scope inner{&symbols};
    generate_defaults(parts, span, inner);
    generate_body(parts.body, inner);
  });
}

/// Parameters take the first slots, followed by the implicit ones that a body uses (varargs, kwargs, caller).
void Generator::declare_parameters(const MacroParts& parts, const diagnostics::Span& span, Symbols& symbols) {
  MacroSignature& signature = function().signature();
  signature.parameters = parts.parameters;
  for (const NameId parameter : parts.parameters) symbols.declare_parameter(parameter);
  const auto declares = [&](NameId name) {
    return std::find(parts.parameters.begin(), parts.parameters.end(), name) != parts.parameters.end();
  };
  const NameId caller = program_.names.intern("caller");
  signature.explicit_caller = declares(caller);
  signature.uses_caller = reads_name(parts.body, caller);
  if (signature.uses_caller && !signature.explicit_caller) symbols.declare_parameter(caller);
  if (signature.uses_caller && signature.explicit_caller) {
    const auto position = std::find(parts.parameters.begin(), parts.parameters.end(), caller);
    const auto after = static_cast<std::size_t>(parts.parameters.end() - position);
    if (after > parts.defaults.size()) sink_.report(messages::TemplatingCallerParameter, {span, {}});
  }
  const NameId kwargs = program_.names.intern("kwargs");
  signature.uses_kwargs = reads_name(parts.body, kwargs) && !declares(kwargs);
  if (signature.uses_kwargs) symbols.declare_parameter(kwargs);
  const NameId varargs = program_.names.intern("varargs");
  signature.uses_varargs = reads_name(parts.body, varargs) && !declares(varargs);
  if (signature.uses_varargs) symbols.declare_parameter(varargs);
}

/// Defaults are evaluated at each call in order, so they can refer to the parameters before them.
void Generator::generate_defaults(const MacroParts& parts, const diagnostics::Span& span, const Scope& scope) {
  const std::size_t without_default = parts.parameters.size() - parts.defaults.size();
  for (std::size_t i = 0; i < parts.parameters.size(); ++i) {
    const std::uint32_t slot = scope.symbols->find(parts.parameters[i])->slot;
    const std::size_t given = function().emit(Opcode::JumpIfSet, span, 0, slot);
    if (i < without_default) {
      function().emit(Opcode::MissingParameter, span, slot, parts.parameters[i].value);
    } else {
      generate_value(*parts.defaults[i - without_default], scope);
      function().emit(Opcode::StoreSlot, span, slot);
    }
    function().land(given);
  }
}

void Generator::generate_extends(const ExtendsStatement& node, const diagnostics::Span& span, const Scope& scope) {
  if (!scope.toplevel) {
    sink_.report(messages::TemplatingExtendsNotOnTop, diagnostics::Origin{span, {}});
    return;
  }
  if (has_extended_) {
    const auto jump =
        extends_known_ ? std::nullopt : std::optional(function().emit(Opcode::JumpIfExtended, span, 0, parent_slot_));
    if (!jump) {
      function().emit(Opcode::FailExtendedTwice, span);
      unreachable_ = true;
      return;
    }
    // Continue if nothing has been extended yet; otherwise fail.
    const std::size_t go_on = function().emit(Opcode::Jump, span);
    function().land(*jump);
    function().emit(Opcode::FailExtendedTwice, span);
    function().land(go_on);
  }
  generate_value(*node.name, scope);
  function().emit(Opcode::Extend, node.name->span, parent_slot_);
  extends_known_ = extends_known_ || scope.rootlevel;
  has_extended_ = true;
  extends_span_ = span;
}

void Generator::generate_include(const IncludeStatement& node, const diagnostics::Span& span, const Scope& scope) {
  generate_value(*node.name, scope);
  const int flags = (node.ignore_missing ? kIgnoreMissing : 0) | (node.with_context ? kWithContext : 0);
  function().emit(Opcode::Include, span, static_cast<std::uint32_t>(flags), node.with_context ? add_locals(scope) : 0);
}

void Generator::generate_import(const ImportStatement& node, const diagnostics::Span& span, const Scope& scope) {
  generate_value(*node.name, scope);
  function().emit(Opcode::Import, span, node.with_context ? std::uint32_t{kWithContext} : 0,
                  node.with_context ? add_locals(scope) : 0);
  function().emit(Opcode::StoreSlot, span, scope.symbols->find(node.target)->slot);
  export_name(node.target, span, scope, Export::Private);
}

void Generator::generate_from_import(const FromImportStatement& node, const diagnostics::Span& span,
                                     const Scope& scope) {
  generate_value(*node.name, scope);
  function().emit(Opcode::Import, span, node.with_context ? std::uint32_t{kWithContext} : 0,
                  node.with_context ? add_locals(scope) : 0);
  for (const ImportedName& imported : node.names) {
    function().emit(Opcode::ImportName, span, imported.name.value);
    function().emit(Opcode::StoreSlot, span, scope.symbols->find(imported.alias)->slot);
    export_name(imported.alias, span, scope, Export::Private);
  }
  function().emit(Opcode::Pop, span);
}

/// The place of a block, filled by the template that overrides it last.
void Generator::generate_block_call(const BlockStatement& node, const diagnostics::Span& span, const Scope& scope) {
  if (scope.toplevel && extends_known_) return;
  const bool conditional = scope.toplevel && has_extended_;
  const std::size_t jump = conditional ? function().emit(Opcode::JumpIfExtended, span, 0, parent_slot_) : 0;
  const auto flags = static_cast<std::uint8_t>((node.scoped ? kScoped : 0) | (node.required ? kRequired : 0));
  function().emit(Opcode::RunBlock, span, node.name.value, node.scoped ? add_locals(scope) : 0, flags);
  if (conditional) function().land(jump);
}

/// The variables visible to other templates from here.
std::uint32_t Generator::add_locals(const Scope& scope) {
  std::vector<LocalVariable> locals;
  for (const auto& [name, variable] : scope.symbols->stored_variables()) {
    locals.push_back({name, function().hops_to(variable), variable.slot});
  }
  program_.locals.push_back(std::move(locals));
  return static_cast<std::uint32_t>(program_.locals.size() - 1);
}

}  // namespace gongwen::templating
