#include "diagnostics/catalogue/templating.h"
#include "templating/detail/syntax/ast.h"
#include "templating/detail/syntax/parser.h"

// Recursive descent over expressions with the precedence of Jinja (jinja2.parser): conditional, or, and, not,
// comparison, sum, concatenation, product, sign, power, postfix and filters. Depth is limited, since a template may be
// hostile.
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
  } catch (const TagError&) {
    return nullptr;
  }
  return nullptr;
}

/// Completes a node with its place, its depth, and whether it is constant.
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

/// A sign binds tighter than a filter: `-5|abs` is the absolute value of -5.
ExpressionPtr Parser::parse_signed() {
  const std::uint32_t begin = current().begin;
  if (is(Operator::Subtract) || is(Operator::Add)) {
    const NestingGuard guard(*this);
    const auto operation = take().operation == Operator::Add ? UnaryOperator::Affirm : UnaryOperator::Negate;
    return parse_postfix(make(UnaryNode{operation, parse_signed()}, begin));
  }
  return parse_postfix(parse_primary());
}

/// `a`, `a, b` or `a, (b, c)`. As in Jinja, a comma may precede the `in` of a loop.
ExpressionPtr Parser::parse_target() {
  const std::uint32_t begin = current().begin;
  TupleNode tuple;
  bool has_comma = false;
  while (!is_tuple_end()) {
    tuple.items.push_back(parse_primary());
    if (!skip_if(Operator::Comma)) break;
    has_comma = true;
  }
  ExpressionPtr target;
  if (has_comma) {
    target = make(std::move(tuple), begin);
  } else if (!tuple.items.empty()) {
    target = std::move(tuple.items.front());
  } else {
    fail_expected_expression();
  }
  make_target(*target, NameUse::Store);
  return target;
}

ExpressionPtr Parser::parse_target_or_namespace() {
  if (look().operation != Operator::Dot) return parse_target();
  const std::uint32_t begin = current().begin;
  const NameId name = expect_identifier();
  take();
  const NameId attribute = expect_identifier();
  return make(NamespaceTargetNode{name, attribute}, begin);
}

/// Turns names that were read into targets of an assignment.
void Parser::make_target(Expression& expression, NameUse use) {
  if (auto* name = std::get_if<NameNode>(&expression.node)) {
    name->use = use;
  } else if (auto* tuple = std::get_if<TupleNode>(&expression.node)) {
    for (const ExpressionPtr& item : tuple->items) make_target(*item, use);
  } else {
    const diagnostics::Span span = expression.span;
    fail(messages::TemplatingBadTarget, span, text_of(span));
  }
}

/// A single name, which must not be a constant.
NameId Parser::parse_target_name() {
  const Token& token = current();
  const NameId name = expect_identifier();
  for (const std::string_view constant : {"true", "false", "none", "True", "False", "None"}) {
    if (text_of(token) == constant) fail(messages::TemplatingBadTarget, span_of(token), constant);
  }
  return name;
}

using diagnostics::DiagnosticId;

ExpressionPtr Parser::parse_primary() {
  const Token& token = current();
  switch (token.kind) {
    case TokenKind::Name: return parse_name();
    case TokenKind::String: return parse_strings();
    case TokenKind::Integer:
    case TokenKind::Float: take(); return make(ConstantNode{token.value}, token.begin);
    case TokenKind::Operator: break;
    case TokenKind::Data:
    case TokenKind::VariableBegin:
    case TokenKind::VariableEnd:
    case TokenKind::BlockBegin:
    case TokenKind::BlockEnd:
    case TokenKind::Invalid:
    case TokenKind::End: fail_expected_expression();
  }
  switch (token.operation) {
    case Operator::LeftParenthesis: {
      take();
      ExpressionPtr inner = parse_tuple(Conditional::Allowed, Parentheses::Around);
      expect(Operator::RightParenthesis);
      inner->span = span_since(token.begin);
      return inner;
    }
    case Operator::LeftBracket: return parse_list();
    case Operator::LeftBrace: return parse_dict();
    default: fail_expected_expression();
  }
}

ExpressionPtr Parser::parse_name() {
  const Token& token = take();
  const std::string_view text = text_of(token);
  if (text == "true" || text == "True") return make(ConstantNode{Value::boolean(true)}, token.begin);
  if (text == "false" || text == "False") return make(ConstantNode{Value::boolean(false)}, token.begin);
  if (text == "none" || text == "None") return make(ConstantNode{Value::none()}, token.begin);
  return make(NameNode{names_.intern(text)}, token.begin);
}

/// Adjacent strings are joined.
ExpressionPtr Parser::parse_strings() {
  const Token& first = take();
  if (!is(TokenKind::String)) return make(ConstantNode{first.value}, first.begin);
  std::string joined(first.value.text());
  while (is(TokenKind::String)) joined += take().value.text();
  return make(ConstantNode{Value::text(arena_.store(joined))}, first.begin);
}

bool Parser::is_tuple_end() const {
  return is(TokenKind::VariableEnd) || is(TokenKind::BlockEnd) || is(TokenKind::End) || is(Operator::RightParenthesis);
}

/// One expression, or several with commas as a tuple.
ExpressionPtr Parser::parse_tuple(Conditional conditional, Parentheses parentheses) {
  const std::uint32_t begin = current().begin;
  TupleNode tuple;
  bool has_comma = false;
  while (!is_tuple_end()) {
    tuple.items.push_back(parse_expression(conditional));
    if (!skip_if(Operator::Comma)) break;
    has_comma = true;
  }
  if (!has_comma && tuple.items.size() == 1) return std::move(tuple.items.front());
  // An empty tuple needs parentheses.
  if (!has_comma && parentheses == Parentheses::None) fail_expected_expression();
  return make(std::move(tuple), begin);
}

ExpressionPtr Parser::parse_list() {
  const std::uint32_t begin = take().begin;
  ListNode list;
  while (!is(Operator::RightBracket)) {
    if (!list.items.empty()) expect(Operator::Comma);
    if (is(Operator::RightBracket)) break;
    list.items.push_back(parse_expression());
  }
  take();
  return make(std::move(list), begin);
}

ExpressionPtr Parser::parse_dict() {
  const std::uint32_t begin = take().begin;
  DictNode dict;
  while (!is(Operator::RightBrace)) {
    if (!dict.entries.empty()) expect(Operator::Comma);
    if (is(Operator::RightBrace)) break;
    ExpressionPtr key = parse_expression();
    expect(Operator::Colon);
    dict.entries.emplace_back(std::move(key), parse_expression());
  }
  take();
  return make(std::move(dict), begin);
}

ExpressionPtr Parser::parse_postfix(ExpressionPtr expression) {
  while (true) {
    switch (current().operation) {
      case Operator::Dot: expression = parse_attribute(std::move(expression)); break;
      case Operator::LeftBracket: expression = parse_subscript(std::move(expression)); break;
      case Operator::LeftParenthesis: expression = parse_call(std::move(expression)); break;
      default: return expression;
    }
  }
}

ExpressionPtr Parser::parse_filters_and_tests(ExpressionPtr expression) {
  while (true) {
    if (is(Operator::Pipe)) {
      take();
      expression = parse_filter(std::move(expression));
    } else if (is_name("is")) {
      expression = parse_test(std::move(expression));
    } else if (is(Operator::LeftParenthesis)) {
      expression = parse_call(std::move(expression));
    } else {
      return expression;
    }
  }
}

ExpressionPtr Parser::parse_attribute(ExpressionPtr object) {
  const std::uint32_t begin = object->span.begin;
  take();
  if (is(TokenKind::Integer)) {
    const Token& index = take();
    ExpressionPtr constant = make(ConstantNode{index.value}, index.begin);
    return make(SubscriptNode{std::move(object), std::move(constant)}, begin);
  }
  const NameId name = expect_identifier();
  return make(AttributeNode{std::move(object), name}, begin);
}

ExpressionPtr Parser::parse_subscript(ExpressionPtr object) {
  const std::uint32_t begin = object->span.begin;
  const std::uint32_t bracket = take().begin;
  TupleNode parts;
  while (!is(Operator::RightBracket)) {
    if (!parts.items.empty()) expect(Operator::Comma);
    parts.items.push_back(parse_subscript_part());
  }
  ExpressionPtr index;
  if (parts.items.size() == 1) {
    index = std::move(parts.items.front());
  } else {
    for (const ExpressionPtr& part : parts.items) {
      if (std::holds_alternative<SliceNode>(part->node)) fail(messages::TemplatingSliceInTuple, part->span);
    }
    index = make(std::move(parts), bracket);
  }
  take();
  return make(SubscriptNode{std::move(object), std::move(index)}, begin);
}

/// An index, or a slice `start:stop:step` with any part left out.
ExpressionPtr Parser::parse_subscript_part() {
  const std::uint32_t begin = current().begin;
  const auto at_part_end = [&] {
    return is(Operator::Colon) || is(Operator::RightBracket) || is(Operator::Comma);
  };
  SliceNode slice;
  if (!is(Operator::Colon)) {
    slice.start = parse_expression();
    if (!is(Operator::Colon)) return std::move(slice.start);
  }
  take();
  if (!at_part_end()) slice.stop = parse_expression();
  if (skip_if(Operator::Colon) && !at_part_end()) slice.step = parse_expression();
  return make(std::move(slice), begin);
}

ExpressionPtr Parser::parse_call(ExpressionPtr callee) {
  const std::uint32_t begin = callee->span.begin;
  CallArguments arguments = parse_arguments();
  return make(CallNode{std::move(callee), std::move(arguments)}, begin);
}

CallArguments Parser::parse_arguments() {
  const Token& open = take();
  CallArguments arguments;
  bool first = true;
  while (!is(Operator::RightParenthesis)) {
    if (!first) {
      expect(Operator::Comma);
      if (is(Operator::RightParenthesis)) break;
    }
    parse_argument(arguments, open);
    first = false;
  }
  take();
  return arguments;
}

/// Positional arguments come first, then `*`, named ones, and `**` last.
void Parser::parse_argument(CallArguments& arguments, const Token& open) {
  const auto require = [&](bool in_order) {
    if (!in_order) fail(messages::TemplatingArgumentOrder, span_since(open.begin));
  };
  if (skip_if(Operator::Multiply)) {
    require(arguments.star == nullptr && arguments.double_star == nullptr);
    arguments.star = parse_expression();
  } else if (skip_if(Operator::Power)) {
    require(arguments.double_star == nullptr);
    arguments.double_star = parse_expression();
  } else if (is(TokenKind::Name) && look().operation == Operator::Assign) {
    require(arguments.double_star == nullptr);
    parse_keyword_argument(arguments);
  } else {
    require(arguments.star == nullptr && arguments.double_star == nullptr && arguments.keywords.empty());
    arguments.positional.push_back(parse_expression());
  }
}

void Parser::parse_keyword_argument(CallArguments& arguments) {
  const Token& name_token = take();
  const NameId name = names_.intern(text_of(name_token));
  for (const auto& [earlier, value] : arguments.keywords) {
    if (earlier == name) fail(messages::TemplatingRepeatedKeyword, span_of(name_token), names_.text(name));
  }
  take();  // the equals sign
  arguments.keywords.emplace_back(name, parse_expression());
}

diagnostics::Span Parser::parse_dotted_name() {
  const std::uint32_t begin = current().begin;
  expect(TokenKind::Name);
  while (skip_if(Operator::Dot)) expect(TokenKind::Name);
  return span_since(begin);
}

ExpressionPtr Parser::parse_filter(ExpressionPtr input) {
  const std::uint32_t begin = input == nullptr ? current().begin : input->span.begin;
  FilterNode filter;
  filter.name_place = parse_dotted_name();
  filter.name = text_of(filter.name_place);
  filter.input = std::move(input);
  if (is(Operator::LeftParenthesis)) filter.arguments = parse_arguments();
  return make(std::move(filter), begin);
}

ExpressionPtr Parser::parse_filter_chain(ExpressionPtr input) {
  while (skip_if(Operator::Pipe)) input = parse_filter(std::move(input));
  return input;
}

ExpressionPtr Parser::parse_test(ExpressionPtr input) {
  const std::uint32_t begin = input->span.begin;
  take();  // is
  const bool negated = skip_if_name("not");
  TestNode test;
  test.name_place = parse_dotted_name();
  test.name = text_of(test.name_place);
  test.input = std::move(input);
  const bool operand_follows = is(TokenKind::Name) || is(TokenKind::String) || is(TokenKind::Integer) ||
                               is(TokenKind::Float) || is(Operator::LeftBracket) || is(Operator::LeftBrace);
  if (is(Operator::LeftParenthesis)) {
    test.arguments = parse_arguments();
  } else if (operand_follows && !is_name("else") && !is_name("or") && !is_name("and")) {
    if (is_name("is")) fail(messages::TemplatingChainedTests, span_of(current()));
    test.arguments.positional.push_back(parse_postfix(parse_primary()));
  }
  ExpressionPtr result = make(std::move(test), begin);
  if (negated) result = make(UnaryNode{UnaryOperator::Not, std::move(result)}, begin);
  return result;
}

}  // namespace gongwen::templating
