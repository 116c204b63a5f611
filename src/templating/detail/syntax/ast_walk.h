// Visiting the parts of a node, in the order in which Jinja visits them (its rules about scopes
// depend on it).
#pragma once

#include "templating/detail/syntax/ast.h"

namespace gongwen::templating {

/// Makes one visitor of several lambdas.
template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

namespace detail {

template <typename Visit>
void visit_all(const Expressions& expressions, Visit& visit) {
  for (const ExpressionPtr& expression : expressions) visit(*expression);
}

template <typename Visit>
void visit_if(const ExpressionPtr& expression, Visit& visit) {
  if (expression != nullptr) visit(*expression);
}

template <typename Visit>
void visit_arguments(const CallArguments& arguments, Visit& visit) {
  visit_all(arguments.positional, visit);
  for (const auto& [name, value] : arguments.keywords) visit(*value);
  visit_if(arguments.star, visit);
  visit_if(arguments.double_star, visit);
}

}  // namespace detail

/// Calls `visit(child)` for each direct child.
template <typename Visit>
void for_each_child(const Expression& expression, Visit visit) {
  using namespace detail;
  std::visit(Overloaded{
                 [](const ConstantNode&) {},
                 [](const NameNode&) {},
                 [](const NamespaceTargetNode&) {},
                 [&](const TupleNode& node) { visit_all(node.items, visit); },
                 [&](const ListNode& node) { visit_all(node.items, visit); },
                 [&](const DictNode& node) {
                   for (const auto& [key, value] : node.entries) {
                     visit(*key);
                     visit(*value);
                   }
                 },
                 [&](const UnaryNode& node) { visit(*node.operand); },
                 [&](const BinaryNode& node) {
                   visit(*node.left);
                   visit(*node.right);
                 },
                 [&](const LogicalNode& node) {
                   visit(*node.left);
                   visit(*node.right);
                 },
                 [&](const ConcatNode& node) { visit_all(node.items, visit); },
                 [&](const CompareNode& node) {
                   visit(*node.first);
                   for (const auto& [operation, operand] : node.rest) visit(*operand);
                 },
                 [&](const ConditionalNode& node) {
                   visit(*node.test);
                   visit(*node.then);
                   visit_if(node.otherwise, visit);
                 },
                 [&](const FilterNode& node) {
                   visit_if(node.input, visit);
                   visit_arguments(node.arguments, visit);
                 },
                 [&](const TestNode& node) {
                   visit(*node.input);
                   visit_arguments(node.arguments, visit);
                 },
                 [&](const CallNode& node) {
                   visit(*node.callee);
                   visit_arguments(node.arguments, visit);
                 },
                 [&](const AttributeNode& node) { visit(*node.object); },
                 [&](const SubscriptNode& node) {
                   visit(*node.object);
                   visit(*node.index);
                 },
                 [&](const SliceNode& node) {
                   visit_if(node.start, visit);
                   visit_if(node.stop, visit);
                   visit_if(node.step, visit);
                 },
             },
             expression.node);
}

/// Calls `visit_expression(expression)` and `visit_body(statements)` for the direct parts of a
/// statement. Names that a statement binds without an expression (macro, import) are not among
/// them.
template <typename VisitExpression, typename VisitBody>
void for_each_part(const Statement& statement, VisitExpression visit_expression, VisitBody visit_body) {
  using namespace detail;
  const auto visit_macro = [&](const MacroParts& parts) {
    visit_all(parts.defaults, visit_expression);
    visit_body(parts.body);
  };
  std::visit(Overloaded{
                 [](const LiteralStatement&) {},
                 [&](const OutputStatement& node) { visit_expression(*node.value); },
                 [&](const ForStatement& node) {
                   visit_expression(*node.target);
                   visit_expression(*node.iterable);
                   visit_body(node.body);
                   visit_body(node.otherwise);
                   visit_if(node.test, visit_expression);
                 },
                 [&](const IfStatement& node) {
                   for (const IfBranch& branch : node.branches) {
                     visit_expression(*branch.test);
                     visit_body(branch.body);
                   }
                   visit_body(node.otherwise);
                 },
                 [&](const SetStatement& node) {
                   visit_expression(*node.target);
                   visit_expression(*node.value);
                 },
                 [&](const SetBlockStatement& node) {
                   visit_expression(*node.target);
                   visit_if(node.filter, visit_expression);
                   visit_body(node.body);
                 },
                 [&](const WithStatement& node) {
                   for (const auto& [target, value] : node.bindings) visit_expression(*target);
                   for (const auto& [target, value] : node.bindings) visit_expression(*value);
                   visit_body(node.body);
                 },
                 [&](const MacroStatement& node) { visit_macro(node.parts); },
                 [&](const CallBlockStatement& node) {
                   visit_expression(*node.call);
                   visit_macro(node.parts);
                 },
                 [&](const FilterBlockStatement& node) {
                   visit_body(node.body);
                   visit_expression(*node.filter);
                 },
                 [&](const BlockStatement& node) { visit_body(node.body); },
                 [&](const ExtendsStatement& node) { visit_expression(*node.name); },
                 [&](const IncludeStatement& node) { visit_expression(*node.name); },
                 [&](const ImportStatement& node) { visit_expression(*node.name); },
                 [&](const FromImportStatement& node) { visit_expression(*node.name); },
                 [&](const DoStatement& node) { visit_expression(*node.value); },
                 [](const BreakStatement&) {},
                 [](const ContinueStatement&) {},
             },
             statement.node);
}

}  // namespace gongwen::templating
