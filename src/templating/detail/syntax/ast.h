// The syntax tree of one template, as built by the parser; immutable afterwards. Every node has its place in
// the source. Start reading with `TemplateTree` at the end; `Expression` and `Statement` are the two kinds of
// nodes.
#pragma once

#include "diagnostics/origin.h"
#include "templating/detail/syntax/name_table.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/value.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gongwen::templating {

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;
using Expressions = std::vector<ExpressionPtr>;

/// The purpose of a name in an expression.
enum class NameUse : std::uint8_t { Load, Store, Parameter };

enum class UnaryOperator : std::uint8_t { Not, Negate, Affirm };
enum class LogicalOperator : std::uint8_t { And, Or };
struct ConstantNode {
  Value value;  // none, a boolean, a number or a text
};
struct NameNode {
  NameId name;
  NameUse use = NameUse::Load;
};
/// `ns.attribute` as the target of `set`.
struct NamespaceTargetNode {
  NameId name;
  NameId attribute;
};
struct TupleNode {
  Expressions items;
};
struct ListNode {
  Expressions items;
};
struct DictNode {
  std::vector<std::pair<ExpressionPtr, ExpressionPtr>> entries;
};
struct UnaryNode {
  UnaryOperator operation;
  ExpressionPtr operand;
};
struct BinaryNode {
  BinaryOperator operation;
  ExpressionPtr left;
  ExpressionPtr right;
};
struct LogicalNode {
  LogicalOperator operation;
  ExpressionPtr left;
  ExpressionPtr right;
};
/// `a ~ b ~ c`
struct ConcatNode {
  Expressions items;
};
/// `a < b <= c`
struct CompareNode {
  ExpressionPtr first;
  std::vector<std::pair<CompareOperator, ExpressionPtr>> rest;
};
/// `then if test else otherwise`; without `else`, `otherwise` is null.
struct ConditionalNode {
  ExpressionPtr test;
  ExpressionPtr then;
  ExpressionPtr otherwise;
};
struct CallArguments {
  Expressions positional;
  std::vector<std::pair<NameId, ExpressionPtr>> keywords;
  ExpressionPtr star;         // *args; may be null
  ExpressionPtr double_star;  // **kwargs; may be null
};
struct FilterNode {
  ExpressionPtr input;  // null if a block's content is filtered
  std::string_view name;
  diagnostics::Span name_place;
  CallArguments arguments;
};
struct TestNode {
  ExpressionPtr input;
  std::string_view name;
  diagnostics::Span name_place;
  CallArguments arguments;
};
struct CallNode {
  ExpressionPtr callee;
  CallArguments arguments;
};
struct AttributeNode {
  ExpressionPtr object;
  NameId name;
};
struct SubscriptNode {
  ExpressionPtr object;
  ExpressionPtr index;
};
/// Occurs only as the index of a subscript; each part may be null.
struct SliceNode {
  ExpressionPtr start;
  ExpressionPtr stop;
  ExpressionPtr step;
};

struct Expression {
  using Node = std::variant<ConstantNode, NameNode, NamespaceTargetNode, TupleNode, ListNode, DictNode, UnaryNode,
                            BinaryNode, LogicalNode, ConcatNode, CompareNode, ConditionalNode, FilterNode, TestNode,
                            CallNode, AttributeNode, SubscriptNode, SliceNode>;
  Node node;
  diagnostics::Span span;
  std::uint32_t depth = 1;   // of the tree below, including this node
  bool is_constant = false;  // no names and no calls, so it can be evaluated once
};

struct Statement;
using Statements = std::vector<Statement>;

/// Text of the template: what is in the source at this place.
struct LiteralStatement {};
struct OutputStatement {
  ExpressionPtr value;
};
struct ForStatement {
  ExpressionPtr target;
  ExpressionPtr iterable;
  ExpressionPtr test;  // after `if`; may be null
  bool recursive = false;
  Statements body;
  Statements otherwise;
};
struct IfBranch {
  ExpressionPtr test;
  Statements body;
};
struct IfStatement {
  std::vector<IfBranch> branches;  // `if`, then each `elif`
  Statements otherwise;
};
struct SetStatement {
  ExpressionPtr target;
  ExpressionPtr value;
};
struct SetBlockStatement {
  ExpressionPtr target;
  ExpressionPtr filter;  // a chain of FilterNode; may be null
  Statements body;
};
struct WithStatement {
  std::vector<std::pair<ExpressionPtr, ExpressionPtr>> bindings;  // target, value
  Statements body;
};
/// The common parts of a macro and the block of a `call`.
struct MacroParts {
  std::vector<NameId> parameters;
  Expressions defaults;  // of the last parameters
  Statements body;
};
struct MacroStatement {
  NameId name;
  MacroParts parts;
};
struct CallBlockStatement {
  ExpressionPtr call;  // a CallNode
  MacroParts parts;
};
struct FilterBlockStatement {
  ExpressionPtr filter;
  Statements body;
};
struct BlockStatement {
  NameId name;
  bool scoped = false;
  bool required = false;
  Statements body;
};
struct ExtendsStatement {
  ExpressionPtr name;
};
struct IncludeStatement {
  ExpressionPtr name;
  bool ignore_missing = false;
  bool with_context = true;
};
struct ImportStatement {
  ExpressionPtr name;
  NameId target;
  bool with_context = false;
};
struct ImportedName {
  NameId name;
  NameId alias;
};
struct FromImportStatement {
  ExpressionPtr name;
  std::vector<ImportedName> names;
  bool with_context = false;
};
struct DoStatement {
  ExpressionPtr value;
};
struct BreakStatement {};
struct ContinueStatement {};

struct Statement {
  using Node = std::variant<LiteralStatement, OutputStatement, ForStatement, IfStatement, SetStatement,
                            SetBlockStatement, WithStatement, MacroStatement, CallBlockStatement, FilterBlockStatement,
                            BlockStatement, ExtendsStatement, IncludeStatement, ImportStatement, FromImportStatement,
                            DoStatement, BreakStatement, ContinueStatement>;
  Node node;
  diagnostics::Span span;  // of the tag, or of the literal
};

struct TemplateTree {
  diagnostics::SourceId source;
  std::string_view text;
  Statements body;
};

// Visits the parts of a node in the order in which Jinja visits them, since its rules about scopes depend on
// it.

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
/// statement. Names that a statement binds without an expression (macro, import) are not
/// visited.
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
