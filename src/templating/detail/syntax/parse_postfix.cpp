// What follows a value: attributes, subscripts, calls, filters and tests.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/syntax/parser.h"

namespace gongwen::templating {

namespace messages = diagnostics::messages;

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

/// Positional arguments come first, then `*`, names, and `**` at the end.
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
