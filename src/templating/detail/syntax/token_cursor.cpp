// The parser's way along its tokens: looking, taking, expecting, and saying what was found instead.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/syntax/parser.h"

namespace gongwen::templating {

namespace messages = diagnostics::messages;

Parser::Parser(const SourceText& source, const SyntaxOptions& options, NameTable& names, Arena& arena,
               diagnostics::DiagnosticSink& sink)
    : source_(source), options_(options), names_(names), arena_(arena), sink_(sink) {}

const Token& Parser::take() {
  const Token& token = tokens_[position_];
  if (token.kind != TokenKind::End) ++position_;
  return token;
}

bool Parser::is_name(const Token& token, std::string_view name) const {
  return token.kind == TokenKind::Name && text_of(token) == name;
}

bool Parser::skip_if(Operator operation) {
  if (!is(operation)) return false;
  take();
  return true;
}

bool Parser::skip_if_name(std::string_view name) {
  if (!is_name(name)) return false;
  take();
  return true;
}

const Token& Parser::expect(TokenKind kind) {
  if (is(kind)) return take();
  switch (kind) {
    case TokenKind::VariableEnd: fail_expected("}}");
    case TokenKind::BlockEnd: fail_expected("%}");
    case TokenKind::Data:
    case TokenKind::VariableBegin:
    case TokenKind::BlockBegin:
    case TokenKind::Name:
    case TokenKind::String:
    case TokenKind::Integer:
    case TokenKind::Float:
    case TokenKind::Operator:
    case TokenKind::Invalid:
    case TokenKind::End: break;
  }
  fail_at_token(messages::TemplatingExpectedName);
}

void Parser::expect(Operator operation) {
  if (!skip_if(operation)) fail_expected(kOperatorTexts[static_cast<std::size_t>(operation)]);
}

void Parser::expect_name(std::string_view name) {
  if (!skip_if_name(name)) fail_expected(name);
}

NameId Parser::expect_identifier() { return names_.intern(text_of(expect(TokenKind::Name))); }

std::string_view Parser::text_of(const Token& token) const {
  return source_.text.substr(token.begin, token.end - token.begin);
}

std::string_view Parser::text_of(const diagnostics::Span& span) const {
  return source_.text.substr(span.begin, span.end - span.begin);
}

std::string Parser::describe(const Token& token) const {
  switch (token.kind) {
    case TokenKind::VariableEnd: return "}}";
    case TokenKind::BlockEnd: return "%}";
    case TokenKind::End: return "";
    case TokenKind::Data:
    case TokenKind::VariableBegin:
    case TokenKind::BlockBegin:
    case TokenKind::Name:
    case TokenKind::String:
    case TokenKind::Integer:
    case TokenKind::Float:
    case TokenKind::Operator:
    case TokenKind::Invalid: break;
  }
  return std::string(text_of(token));
}

diagnostics::Span Parser::span_of(const Token& token) const { return {source_.source, token.begin, token.end}; }

diagnostics::Span Parser::span_since(std::uint32_t begin) const {
  const std::uint32_t end = position_ == 0 ? begin : tokens_[position_ - 1].end;
  return {source_.source, begin, std::max(begin, end)};
}

void Parser::fail_expected(std::string_view expected) { fail_at_token(messages::TemplatingExpectedToken, expected); }

void Parser::require_readable_token() {
  if (is(TokenKind::Invalid) || abandoned_) throw TagFault{};
  if (!is(TokenKind::End)) return;
  if (!tag_begin_) fail(messages::TemplatingUnfinishedExpression, span_of(current()));
  fail(messages::TemplatingUnclosedTag, {source_.source, *tag_begin_, *tag_begin_ + 2},
       source_.text.substr(*tag_begin_, 2));
}

void Parser::skip_to_tag_end() {
  while (!is(TokenKind::VariableEnd) && !is(TokenKind::BlockEnd) && !is(TokenKind::End)) take();
}

void Parser::skip_tag() {
  skip_to_tag_end();
  take();
}

void Parser::abandon() {
  position_ = tokens_.size() - 1;
  abandoned_ = true;
}

}  // namespace gongwen::templating
