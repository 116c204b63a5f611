// Bodies: text, outputs and tags one after the other, and what happens when they do not fit
// together.
#include "base/nearest_name.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/syntax/nesting_guard.h"
#include "templating/detail/syntax/parser.h"

#include <algorithm>
#include <array>

namespace gongwen::templating {

namespace messages = diagnostics::messages;

namespace {

constexpr std::array<std::string_view, 18> kTags{"for",    "if",    "set",      "with",    "macro",  "call",
                                                 "filter", "block", "extends",  "include", "import", "from",
                                                 "do",     "break", "continue", "raw",     "print",  "autoescape"};
constexpr std::array<std::string_view, 12> kInnerTags{"elif",      "else",     "endfor",   "endif",
                                                      "endset",    "endwith",  "endmacro", "endcall",
                                                      "endfilter", "endblock", "endraw",   "endautoescape"};
/// Tags of Jinja and its extensions that are left out on purpose.
constexpr std::array<std::string_view, 3> kUnsupportedTags{"trans", "pluralize", "debug"};

template <std::size_t Size>
bool contains_name(const std::array<std::string_view, Size>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The tag that an inner tag belongs to: `for` of `endfor`, `if` of `else`.
std::string_view opening_tag_of(std::string_view inner) { return inner.starts_with("end") ? inner.substr(3) : "if"; }

}  // namespace

TemplateTree Parser::parse_template() && {
  most_errors_ = sink_.error_count() + kMostFaults;
  tokens_ = Lexer(source_, options_, arena_, sink_).read_template();
  return {source_.source, source_.text, parse_body({})};
}

bool Parser::is_at_any(TagNames names) const {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return is_name(name); });
}

/// Reads on to one of the end tags, whose name becomes the current token, or to the end of the
/// template.
Statements Parser::parse_body(TagNames ends) {
  Statements body;
  while (!is(TokenKind::End)) {
    if (sink_.error_count() >= most_errors_) abandon();
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
        throw BlockFault{};
      }
      parse_tag(body);
      // A block within ended early, at a tag that may be ours.
      if (is_at_any(ends)) return body;
      if (is(TokenKind::Name)) throw BlockFault{};
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
  } catch (const TagFault&) {
    skip_tag();
  }
}

/// One tag with all that belongs to it. After a BlockFault, the current token is the name of the
/// tag that caused it.
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
  } catch (const TagFault&) {
    skip_tag();
  } catch (const BlockFault&) {
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
    throw TagFault{};
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

/// A tag that cannot stand here: unknown, or the end of something that is not open, or not yet.
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
  } else {
    std::vector<std::string_view> known(kTags.begin(), kTags.end());
    known.insert(known.end(), kInnerTags.begin(), kInnerTags.end());
    sink_.report(messages::TemplatingUnknownTag, origin, name, base::find_nearest_name(name, known));
  }
}

/// Whether some open block waits for this tag.
bool Parser::is_end_of_outer(std::string_view tag) const {
  return std::any_of(awaited_.begin(), awaited_.end(),
                     [&](TagNames ends) { return std::find(ends.begin(), ends.end(), tag) != ends.end(); });
}

void Parser::finish_header() {
  if (!is(TokenKind::BlockEnd)) throw BlockFault{};  // the template ended within the tag, which was reported
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
  throw BlockFault{};
}

}  // namespace gongwen::templating
