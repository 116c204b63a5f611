// Tags that put templates together: macro, call, block, extends, include, import.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/syntax/parser.h"
#include "templating/detail/text/python_text.h"

#include <algorithm>
#include <array>

namespace gongwen::templating {

namespace messages = diagnostics::messages;

Statement::Node Parser::parse_macro() {
  static constexpr std::array<std::string_view, 1> kEnds{"endmacro"};
  MacroStatement node;
  parse_header([&] {
    node.name = parse_target_name();
    if (!is(Operator::LeftParenthesis)) fail_expected("(");
    parse_signature(node.parts);
  });
  parse_block_body(kEnds, node.parts.body);
  return node;
}

Statement::Node Parser::parse_call_block() {
  static constexpr std::array<std::string_view, 1> kEnds{"endcall"};
  CallBlockStatement node;
  parse_header([&] {
    if (is(Operator::LeftParenthesis)) parse_signature(node.parts);
    node.call = parse_expression();
    if (!std::holds_alternative<CallNode>(node.call->node)) fail(messages::TemplatingExpectedCall, node.call->span);
  });
  parse_block_body(kEnds, node.parts.body);
  return node;
}

/// Parameters in parentheses; those with defaults stand last.
void Parser::parse_signature(MacroParts& parts) {
  take();
  while (!is(Operator::RightParenthesis)) {
    if (!parts.parameters.empty()) expect(Operator::Comma);
    const Token& name_token = current();
    const NameId name = parse_target_name();
    if (std::find(parts.parameters.begin(), parts.parameters.end(), name) != parts.parameters.end()) {
      fail(messages::TemplatingRepeatedParameter, span_of(name_token), names_.text(name));
    }
    parts.parameters.push_back(name);
    if (skip_if(Operator::Assign)) {
      parts.defaults.push_back(parse_expression());
    } else if (!parts.defaults.empty()) {
      fail(messages::TemplatingParameterOrder, span_of(name_token), names_.text(name));
    }
  }
  take();
}

Statement::Node Parser::parse_block() {
  static constexpr std::array<std::string_view, 1> kEnds{"endblock"};
  const diagnostics::Span tag = open_tags_.back().span;
  BlockStatement node;
  parse_header([&] {
    node.name = expect_identifier();
    node.scoped = skip_if_name("scoped");
    node.required = skip_if_name("required");
    if (is(Operator::Subtract)) fail_at_token(messages::TemplatingBlockNameHyphen);
  });
  parse_block_body(kEnds, node.body);
  if (node.name && is(TokenKind::Name)) skip_if_name(names_.text(node.name));
  check_required_block(node, tag);
  return node;
}

/// A required block is a promise: its own body may hold nothing but white space.
void Parser::check_required_block(const BlockStatement& block, const diagnostics::Span& tag) {
  if (!block.required) return;
  const bool blank = std::all_of(block.body.begin(), block.body.end(), [&](const Statement& statement) {
    if (!std::holds_alternative<LiteralStatement>(statement.node)) return false;
    return strip_text(text_of(statement.span), std::nullopt, Side::Both).empty();
  });
  if (!blank) sink_.report(messages::TemplatingRequiredBlockContent, {tag, {}}, names_.text(block.name));
}

Statement::Node Parser::parse_extends() { return ExtendsStatement{parse_expression()}; }

bool Parser::at_context_clause() const { return (is_name("with") || is_name("without")) && is_name(look(), "context"); }

/// `with context` or `without context`, if it stands here.
bool Parser::parse_context_clause(bool otherwise) {
  if (!at_context_clause()) return otherwise;
  const bool with = text_of(take()) == "with";
  take();
  return with;
}

Statement::Node Parser::parse_include() {
  IncludeStatement node;
  node.name = parse_expression();
  if (is_name("ignore") && is_name(look(), "missing")) {
    take();
    take();
    node.ignore_missing = true;
  }
  node.with_context = parse_context_clause(true);
  return node;
}

Statement::Node Parser::parse_import() {
  ImportStatement node;
  node.name = parse_expression();
  expect_name("as");
  node.target = parse_target_name();
  node.with_context = parse_context_clause(false);
  return node;
}

Statement::Node Parser::parse_from_import() {
  FromImportStatement node;
  node.name = parse_expression();
  expect_name("import");
  while (true) {
    if (!node.names.empty()) expect(Operator::Comma);
    if (at_context_clause()) break;
    const Token& name_token = current();
    const NameId name = parse_target_name();
    if (text_of(name_token).starts_with('_')) {
      fail(messages::TemplatingPrivateImport, span_of(name_token), text_of(name_token));
    }
    node.names.push_back({name, skip_if_name("as") ? parse_target_name() : name});
    if (at_context_clause() || !is(Operator::Comma)) break;
  }
  node.with_context = parse_context_clause(false);
  return node;
}

}  // namespace gongwen::templating
