// Names, literals, brackets and tuples.
#include "templating/detail/syntax/parser.h"

namespace gongwen::templating {

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

/// Strings that stand beside each other are one string.
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
  // Nothing at all is a tuple only within parentheses.
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

}  // namespace gongwen::templating
