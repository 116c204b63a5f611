// Operators, from the loosest (`a if b else c`) to the tightest (signs).
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/syntax/ast_walk.h"
#include "templating/detail/syntax/nesting_guard.h"
#include "templating/detail/syntax/parser.h"

namespace gongwen::templating {

namespace messages = diagnostics::messages;

ExpressionPtr Parser::parse_single_expression() && {
  tokens_ = Lexer(source_, options_, arena_, sink_).read_expression();
  try {
    ExpressionPtr expression = parse_expression();
    if (is(TokenKind::End)) return expression;
    if (!is(TokenKind::Invalid)) {
      sink_.report(messages::TemplatingExpectedOperator, {span_of(current()), {}}, describe(current()));
    }
  } catch (const TagFault&) {
    return nullptr;
  }
  return nullptr;
}

/// Completes a node: its place, its depth, and whether it is constant.
ExpressionPtr Parser::make(Expression::Node node, std::uint32_t begin) {
  auto expression = std::make_unique<Expression>();
  expression->node = std::move(node);
  expression->span = span_since(begin);
  const auto* filter = std::get_if<FilterNode>(&expression->node);
  const bool variable = std::holds_alternative<NameNode>(expression->node) ||
                        std::holds_alternative<NamespaceTargetNode>(expression->node) ||
                        std::holds_alternative<CallNode>(expression->node);
  expression->is_constant = !variable && (filter == nullptr || filter->input != nullptr);
  for_each_child(*expression, [&](const Expression& child) {
    expression->depth = std::max(expression->depth, child.depth + 1);
    expression->is_constant = expression->is_constant && child.is_constant;
  });
  if (expression->depth > kDeepestTree) fail(messages::TemplatingTooDeep, expression->span, kDeepestTree);
  return expression;
}

ExpressionPtr Parser::parse_expression(Conditional conditional) {
  const NestingGuard guard(*this);
  return conditional == Conditional::Allowed ? parse_conditional() : parse_or();
}

ExpressionPtr Parser::parse_conditional() {
  const std::uint32_t begin = current().begin;
  ExpressionPtr expression = parse_or();
  while (skip_if_name("if")) {
    ConditionalNode node;
    node.then = std::move(expression);
    node.test = parse_or();
    if (skip_if_name("else")) node.otherwise = parse_expression();
    expression = make(std::move(node), begin);
  }
  return expression;
}

ExpressionPtr Parser::parse_or() {
  const std::uint32_t begin = current().begin;
  ExpressionPtr left = parse_and();
  while (skip_if_name("or")) {
    ExpressionPtr right = parse_and();
    left = make(LogicalNode{LogicalOperator::Or, std::move(left), std::move(right)}, begin);
  }
  return left;
}

ExpressionPtr Parser::parse_and() {
  const std::uint32_t begin = current().begin;
  ExpressionPtr left = parse_not();
  while (skip_if_name("and")) {
    ExpressionPtr right = parse_not();
    left = make(LogicalNode{LogicalOperator::And, std::move(left), std::move(right)}, begin);
  }
  return left;
}

ExpressionPtr Parser::parse_not() {
  const std::uint32_t begin = current().begin;
  if (!skip_if_name("not")) return parse_compare();
  const NestingGuard guard(*this);
  return make(UnaryNode{UnaryOperator::Not, parse_not()}, begin);
}

std::optional<CompareOperator> Parser::take_compare_operator() {
  if (skip_if_name("in")) return CompareOperator::In;
  if (is_name("not") && is_name(look(), "in")) {
    take();
    take();
    return CompareOperator::NotIn;
  }
  std::optional<CompareOperator> operation;
  switch (current().operation) {
    case Operator::Equal: operation = CompareOperator::Equal; break;
    case Operator::NotEqual: operation = CompareOperator::NotEqual; break;
    case Operator::Less: operation = CompareOperator::Less; break;
    case Operator::LessOrEqual: operation = CompareOperator::LessOrEqual; break;
    case Operator::Greater: operation = CompareOperator::Greater; break;
    case Operator::GreaterOrEqual: operation = CompareOperator::GreaterOrEqual; break;
    default: return std::nullopt;
  }
  take();
  return operation;
}

ExpressionPtr Parser::parse_compare() {
  const std::uint32_t begin = current().begin;
  ExpressionPtr first = parse_sum();
  CompareNode node;
  while (const auto operation = take_compare_operator()) node.rest.emplace_back(*operation, parse_sum());
  if (node.rest.empty()) return first;
  node.first = std::move(first);
  return make(std::move(node), begin);
}

ExpressionPtr Parser::make_binary(BinaryOperator operation, ExpressionPtr left, ExpressionPtr right) {
  const std::uint32_t begin = left->span.begin;
  return make(BinaryNode{operation, std::move(left), std::move(right)}, begin);
}

ExpressionPtr Parser::parse_sum() {
  ExpressionPtr left = parse_concat();
  while (is(Operator::Add) || is(Operator::Subtract)) {
    const auto operation = take().operation == Operator::Add ? BinaryOperator::Add : BinaryOperator::Subtract;
    left = make_binary(operation, std::move(left), parse_concat());
  }
  return left;
}

ExpressionPtr Parser::parse_concat() {
  const std::uint32_t begin = current().begin;
  ConcatNode node;
  node.items.push_back(parse_product());
  while (skip_if(Operator::Tilde)) node.items.push_back(parse_product());
  if (node.items.size() == 1) return std::move(node.items.front());
  return make(std::move(node), begin);
}

ExpressionPtr Parser::parse_product() {
  ExpressionPtr left = parse_power();
  while (true) {
    BinaryOperator operation{};
    switch (current().operation) {
      case Operator::Multiply: operation = BinaryOperator::Multiply; break;
      case Operator::Divide: operation = BinaryOperator::Divide; break;
      case Operator::FloorDivide: operation = BinaryOperator::FloorDivide; break;
      case Operator::Modulo: operation = BinaryOperator::Modulo; break;
      default: return left;
    }
    take();
    left = make_binary(operation, std::move(left), parse_power());
  }
}

ExpressionPtr Parser::parse_power() {
  // Jinja's power is left-associative, unlike Python's.
  ExpressionPtr left = parse_unary();
  while (skip_if(Operator::Power)) left = make_binary(BinaryOperator::Power, std::move(left), parse_unary());
  return left;
}

ExpressionPtr Parser::parse_unary() { return parse_filters_and_tests(parse_signed()); }

/// A sign binds tighter than a filter: `-5|abs` is the filter of -5.
ExpressionPtr Parser::parse_signed() {
  const std::uint32_t begin = current().begin;
  if (is(Operator::Subtract) || is(Operator::Add)) {
    const NestingGuard guard(*this);
    const auto operation = take().operation == Operator::Add ? UnaryOperator::Affirm : UnaryOperator::Negate;
    return parse_postfix(make(UnaryNode{operation, parse_signed()}, begin));
  }
  return parse_postfix(parse_primary());
}

}  // namespace gongwen::templating
