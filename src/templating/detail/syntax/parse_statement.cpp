#include "base/nearest_name.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/syntax/parser.h"
#include "templating/detail/text/python_text.h"

#include <algorithm>
#include <array>

// Statements of Jinja and its extensions loop controls and do. A block within a block must end before the outer one; an
// end tag that belongs to an outer block ends the inner one with an error, and parsing continues there.
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

/// `set a = value`, or a block whose content becomes the value.
Statement::Node Parser::parse_set() {
  static constexpr std::array<std::string_view, 1> kEnds{"endset"};
  const auto tag_end = std::find_if(tokens_.begin() + static_cast<std::ptrdiff_t>(position_), tokens_.end(),
                                    [](const Token& token) { return token.kind == TokenKind::BlockEnd; });
  const bool assigns = std::any_of(tokens_.begin() + static_cast<std::ptrdiff_t>(position_), tag_end,
                                   [](const Token& token) { return token.operation == Operator::Assign; });
  // An invalid tag without an equals sign started a block.
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

/// Escaping is always on, so only `autoescape true` is accepted: it is a scope.
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
    default: break;
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
    default: break;
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
  if (is(TokenKind::Invalid) || abandoned_) throw TagError{};
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

namespace {

constexpr std::array<std::string_view, 18> kTags{"for",    "if",    "set",      "with",    "macro",  "call",
                                                 "filter", "block", "extends",  "include", "import", "from",
                                                 "do",     "break", "continue", "raw",     "print",  "autoescape"};
constexpr std::array<std::string_view, 12> kInnerTags{"elif",      "else",     "endfor",   "endif",
                                                      "endset",    "endwith",  "endmacro", "endcall",
                                                      "endfilter", "endblock", "endraw",   "endautoescape"};
/// Tags of Jinja and its extensions that are deliberately not supported.
constexpr std::array<std::string_view, 3> kUnsupportedTags{"trans", "pluralize", "debug"};
/// Tags of extensions that a request of `eval` may switch off.
constexpr std::array<std::string_view, 3> kExtensionTags{"do", "break", "continue"};

template <std::size_t Size>
bool contains_name(const std::array<std::string_view, Size>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The tag that an inner tag belongs to: `for` for `endfor`, `if` for `else`.
std::string_view opening_tag_of(std::string_view inner) { return inner.starts_with("end") ? inner.substr(3) : "if"; }

}  // namespace

TemplateTree Parser::parse_template() && {
  max_errors_ = sink_.error_count() + kMaxErrors;
  tokens_ = Lexer(source_, options_, arena_, sink_).read_template();
  return {source_.source, source_.text, parse_body({})};
}

bool Parser::is_at_any(TagNames names) const {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return is_name(name); });
}

/// Reads up to one of the end tags, whose name becomes the current token, or to the end of the template.
Statements Parser::parse_body(TagNames ends) {
  Statements body;
  while (!is(TokenKind::End)) {
    if (sink_.error_count() >= max_errors_) abandon();
    const Token& token = current();
    tag_begin_ = token.begin;
    if (token.kind == TokenKind::Data) {
      take();
      body.push_back({LiteralStatement{}, span_of(token)});
    } else if (token.kind == TokenKind::VariableBegin) {
      parse_output(body);
    } else {
      take();
      if (is_at_any(ends)) return body;
      if (is(TokenKind::Name) && is_end_of_outer(text_of(current()))) {
        report_misplaced_tag(current());
        throw BlockError{};
      }
      parse_tag(body);
      // An inner block ended early, at a tag that may be ours.
      if (is_at_any(ends)) return body;
      if (is(TokenKind::Name)) throw BlockError{};
    }
  }
  return body;
}

void Parser::parse_output(Statements& body) {
  const std::uint32_t begin = take().begin;
  try {
    ExpressionPtr value = parse_tuple(Conditional::Allowed, Parentheses::None);
    expect(TokenKind::VariableEnd);
    body.push_back({OutputStatement{std::move(value)}, span_since(begin)});
  } catch (const TagError&) {
    skip_tag();
  }
}

/// Reads a tag with everything that belongs to it. After a BlockError, the current token is the name of the tag that
/// caused it.
void Parser::parse_tag(Statements& body) {
  const std::size_t open = open_tags_.size();
  try {
    const NestingGuard guard(*this);
    if (!is(TokenKind::Name)) fail_at_token(messages::TemplatingExpectedTag);
    const Token tag = take();
    open_tags_.push_back({text_of(tag), span_of(tag)});
    awaited_.push_back({});
    parse_statement(body, tag);
    expect(TokenKind::BlockEnd);
  } catch (const TagError&) {
    skip_tag();
  } catch (const BlockError&) {
  }
  open_tags_.resize(open);
  awaited_.resize(open);
}

void Parser::parse_statement(Statements& body, const Token& tag) {
  using ParseStatement = Statement::Node (Parser::*)();
  struct Tag {
    std::string_view name;
    ParseStatement parse;
  };
  static constexpr Tag kParsers[] = {
      {"for", &Parser::parse_for},
      {"if", &Parser::parse_if},
      {"set", &Parser::parse_set},
      {"with", &Parser::parse_with},
      {"macro", &Parser::parse_macro},
      {"call", &Parser::parse_call_block},
      {"filter", &Parser::parse_filter_block},
      {"block", &Parser::parse_block},
      {"extends", &Parser::parse_extends},
      {"include", &Parser::parse_include},
      {"import", &Parser::parse_import},
      {"from", &Parser::parse_from_import},
      {"autoescape", &Parser::parse_autoescape},
  };
  const std::string_view name = text_of(tag);
  for (const Tag& known : kParsers) {
    if (known.name != name) continue;
    Statement::Node node = (this->*known.parse)();
    body.push_back({std::move(node), span_of(tag)});
    return;
  }
  if (name == "print") {
    parse_print(body);
  } else if (options_.extensions == TagExtensions::None || !parse_extension_statement(body, tag)) {
    report_misplaced_tag(tag);
    throw TagError{};
  }
}

bool Parser::parse_extension_statement(Statements& body, const Token& tag) {
  const std::string_view name = text_of(tag);
  if (name == "do") {
    body.push_back({DoStatement{parse_tuple(Conditional::Allowed, Parentheses::None)}, span_of(tag)});
  } else if (name == "break") {
    body.push_back({BreakStatement{}, span_of(tag)});
  } else if (name == "continue") {
    body.push_back({ContinueStatement{}, span_of(tag)});
  } else {
    return false;
  }
  return true;
}

/// Reports a tag that cannot be here: unknown, or the end of something that is not open.
void Parser::report_misplaced_tag(const Token& tag) {
  const std::string_view name = text_of(tag);
  if (!is_end_of_outer(name)) {
    report_unknown_tag(tag);
    return;
  }
  const OpenTag& open = open_tags_.back();
  sink_.report(messages::TemplatingMisnestedTag, {span_of(tag), {}}, name, open.name)
      .note(messages::TemplatingOpenedHere, {open.span, {}}, open.name);
}

void Parser::report_unknown_tag(const Token& tag) {
  const std::string_view name = text_of(tag);
  const diagnostics::Origin origin{span_of(tag), {}};
  const auto is_unknown = [&](std::string_view wanted) {
    return std::find(unknown_tags_.begin(), unknown_tags_.end(), wanted) != unknown_tags_.end();
  };
  if (name.starts_with("end") && is_unknown(name.substr(3))) return;
  unknown_tags_.push_back(name);
  if (contains_name(kInnerTags, name)) {
    sink_.report(messages::TemplatingUnopenedTag, origin, name, opening_tag_of(name));
  } else if (contains_name(kUnsupportedTags, name)) {
    sink_.report(messages::TemplatingUnsupportedTag, origin, name);
  } else if (options_.extensions == TagExtensions::None && contains_name(kExtensionTags, name)) {
    sink_.report(messages::TemplatingExtensionTag, origin, name);
  } else {
    std::vector<std::string_view> known(kTags.begin(), kTags.end());
    known.insert(known.end(), kInnerTags.begin(), kInnerTags.end());
    sink_.report(messages::TemplatingUnknownTag, origin, name, base::find_nearest_name(name, known));
  }
}

/// Whether any open block waits for this tag.
bool Parser::is_end_of_outer(std::string_view tag) const {
  return std::any_of(awaited_.begin(), awaited_.end(),
                     [&](TagNames ends) { return std::find(ends.begin(), ends.end(), tag) != ends.end(); });
}

void Parser::finish_header() {
  if (!is(TokenKind::BlockEnd)) throw BlockError{};  // the template ended within the tag, which was reported
  take();
}

std::string_view Parser::parse_block_body(TagNames ends, Statements& body) {
  awaited_.back() = ends;
  body = parse_body(ends);
  awaited_.back() = {};
  if (!is(TokenKind::End)) return text_of(take());
  if (!abandoned_) {
    const OpenTag& open = open_tags_.back();
    sink_.report(messages::TemplatingUnclosedBlock, {open.span, {}}, open.name, ends.back());
  }
  throw BlockError{};
}

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

/// Parameters in parentheses; those with defaults are last.
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

/// A required block must be overridden, so its own body may only have white space.
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

/// Reads `with context` or `without context`, if present.
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
