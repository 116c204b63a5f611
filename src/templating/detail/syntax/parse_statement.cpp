// Tags that steer the expansion within one template: for, if, set, with, filter, print.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/syntax/parser.h"

#include <algorithm>
#include <array>

namespace gongwen::templating {

namespace messages = diagnostics::messages;

Statement::Node Parser::parse_for() {
  static constexpr std::array<std::string_view, 2> kEnds{"else", "endfor"};
  static constexpr std::array<std::string_view, 1> kLastEnd{"endfor"};
  ForStatement node;
  parse_header([&] {
    node.target = parse_target();
    expect_name("in");
    node.iterable = parse_tuple(Conditional::Refused, Parentheses::None);
    if (skip_if_name("if")) node.test = parse_expression();
    node.recursive = skip_if_name("recursive");
  });
  if (parse_block_body(kEnds, node.body) == "else") {
    parse_header([] {});
    parse_block_body(kLastEnd, node.otherwise);
  }
  return node;
}

Statement::Node Parser::parse_if() {
  static constexpr std::array<std::string_view, 3> kEnds{"elif", "else", "endif"};
  static constexpr std::array<std::string_view, 1> kLastEnd{"endif"};
  IfStatement node;
  std::string_view end = "elif";
  while (end == "elif") {
    IfBranch& branch = node.branches.emplace_back();
    parse_header([&] { branch.test = parse_tuple(Conditional::Refused, Parentheses::None); });
    end = parse_block_body(kEnds, branch.body);
  }
  if (end == "else") {
    parse_header([] {});
    parse_block_body(kLastEnd, node.otherwise);
  }
  return node;
}

/// `set a = value`, or a block whose content is the value.
Statement::Node Parser::parse_set() {
  static constexpr std::array<std::string_view, 1> kEnds{"endset"};
  const auto tag_end = std::find_if(tokens_.begin() + static_cast<std::ptrdiff_t>(position_), tokens_.end(),
                                    [](const Token& token) { return token.kind == TokenKind::BlockEnd; });
  const bool assigns = std::any_of(tokens_.begin() + static_cast<std::ptrdiff_t>(position_), tag_end,
                                   [](const Token& token) { return token.operation == Operator::Assign; });
  // A faulty tag without an equals sign began a block.
  if (!assigns) {
    SetBlockStatement node;
    parse_header([&] {
      node.target = parse_target_or_namespace();
      node.filter = parse_filter_chain(nullptr);
    });
    parse_block_body(kEnds, node.body);
    return node;
  }
  ExpressionPtr target = parse_target_or_namespace();
  if (skip_if(Operator::Assign)) {
    return SetStatement{std::move(target), parse_tuple(Conditional::Allowed, Parentheses::None)};
  }
  if (!is(Operator::Pipe) && !is(TokenKind::BlockEnd)) fail_expected("=");
  SetBlockStatement node;
  node.target = std::move(target);
  parse_header([&] { node.filter = parse_filter_chain(nullptr); });
  parse_block_body(kEnds, node.body);
  return node;
}

Statement::Node Parser::parse_with() {
  static constexpr std::array<std::string_view, 1> kEnds{"endwith"};
  WithStatement node;
  parse_header([&] {
    while (!is(TokenKind::BlockEnd) && !is(Operator::Colon)) {
      if (!node.bindings.empty()) expect(Operator::Comma);
      ExpressionPtr target = parse_target();
      make_target(*target, NameUse::Parameter);
      expect(Operator::Assign);
      node.bindings.emplace_back(std::move(target), parse_expression());
    }
  });
  parse_block_body(kEnds, node.body);
  return node;
}

/// Escaping is always on, so that only `autoescape true` means anything: a scope.
Statement::Node Parser::parse_autoescape() {
  static constexpr std::array<std::string_view, 1> kEnds{"endautoescape"};
  WithStatement node;
  parse_header([&] {
    const ExpressionPtr setting = parse_expression();
    const auto* constant = std::get_if<ConstantNode>(&setting->node);
    const bool on = constant != nullptr && constant->value.is(Kind::Boolean) && constant->value.boolean();
    if (!on) fail(messages::TemplatingEscapingIsOn, setting->span);
  });
  parse_block_body(kEnds, node.body);
  return node;
}

Statement::Node Parser::parse_filter_block() {
  static constexpr std::array<std::string_view, 1> kEnds{"endfilter"};
  FilterBlockStatement node;
  parse_header([&] { node.filter = parse_filter_chain(parse_filter(nullptr)); });
  parse_block_body(kEnds, node.body);
  return node;
}

void Parser::parse_print(Statements& body) {
  bool first = true;
  while (!is(TokenKind::BlockEnd)) {
    if (!first) expect(Operator::Comma);
    const std::uint32_t begin = current().begin;
    ExpressionPtr value = parse_expression();
    body.push_back({OutputStatement{std::move(value)}, span_since(begin)});
    first = false;
  }
}

}  // namespace gongwen::templating
