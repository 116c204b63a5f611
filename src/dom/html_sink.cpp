#include "dom/html_sink.h"

#include "diagnostics/catalogue/dom.h"
#include "dom/detail/character_reference.h"

#include <algorithm>

namespace gongwen::dom {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

HtmlSink::HtmlSink(const LiteralTable* literals, diagnostics::OriginTable& origins, diagnostics::DiagnosticSink& sink,
                   const TreeLimits& limits, Syntax syntax)
    : literals_(literals), sink_(sink), builder_(origins, sink, limits, syntax), tokenizer_(builder_, sink, syntax) {}

bool HtmlSink::literal(const templating::Literal& literal) {
  last_place_ = literal.span;
  const LiteralTable::Recording* const recording =
      literals_ == nullptr ? nullptr : literals_->find(literal.id, tokenizer_.state());
  if (recording == nullptr) {
    tokenizer_.feed(literal.text, literal.span);
    return !builder_.is_full();
  }
  replay(*recording);
  TokenizerState end = recording->end;
  if (!recording->opens_tag) end.element = tokenizer_.state().element;
  tokenizer_.set_state(end);
  return !builder_.is_full();
}

/// The text that markup stands for where it cannot hold tags.
std::string HtmlSink::without_references(std::string_view markup, const Origin& origin) {
  std::string decoded;
  while (!markup.empty()) {
    const std::size_t end = std::min(markup.find('&'), markup.size());
    decoded += markup.substr(0, end);
    markup.remove_prefix(end);
    if (markup.empty()) break;
    const AmpersandRead read = read_ampersand(markup);
    if (!read.known) sink_.report(messages::DomUnknownReference, origin, read.text);
    decoded += read.text;
    markup.remove_prefix(read.length);
  }
  return decoded;
}

void HtmlSink::replay(const LiteralTable::Recording& recording) {
  using Kind = RecordedToken::Kind;
  for (const RecordedToken& token : recording.tokens) {
    switch (token.kind) {
      case Kind::StartTag: builder_.start_tag(static_cast<ElementName>(token.name), token.span); break;
      case Kind::Attribute: builder_.attribute(static_cast<AttributeName>(token.name), token.text, token.span); break;
      case Kind::AttributeText: builder_.attribute_text(token.text, token.span); break;
      case Kind::AttributeEnd: builder_.attribute_end(); break;
      case Kind::StartTagEnd: builder_.start_tag_end(static_cast<SelfClosing>(token.name), token.span); break;
      case Kind::EndTag: builder_.end_tag(static_cast<ElementName>(token.name), token.span); break;
      case Kind::Text: builder_.lasting_text(token.text, Origin{token.span, {}}); break;
    }
  }
}

namespace {

/// U+2028, which no data and no template has: a line feed of a text that somebody wrote for another of one line.
constexpr std::string_view kLineSeparator = "\xE2\x80\xA8";

std::string with_separators_as(std::string_view text, std::string_view words) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(kLineSeparator), text.size());
    out += text.substr(0, end);
    if (end < text.size()) out += words;
    text.remove_prefix(std::min(end + kLineSeparator.size(), text.size()));
  }
  return out;
}

bool has_separator(std::string_view text) { return text.find(kLineSeparator) != std::string_view::npos; }

}  // namespace

bool HtmlSink::text(std::string_view value, const Origin& origin) {
  const TokenizerState& state = tokenizer_.state();
  if (has_separator(value)) return text_of_lines(value, origin);
  switch (state.boundary) {
    case Boundary::Data: builder_.value_text(value, origin); break;
    case Boundary::AttributeValue: builder_.value_in_attribute(value, origin); break;
    case Boundary::RawText:
      if (state.element == ElementName::Style) {
        sink_.report(messages::DomValueInStyleElement, origin);
      } else {
        builder_.value_text(value, origin);
      }
      break;
    case Boundary::InsideTag:
      // A macro or block that turned out empty is there legally.
      if (!value.empty()) sink_.report(messages::DomValueInTag, origin);
      break;
    case Boundary::Comment: break;
  }
  return !builder_.is_full();
}

bool HtmlSink::text_of_lines(std::string_view value, const Origin& origin) {
  if (tokenizer_.state().boundary != Boundary::Data) return text(with_separators_as(value, " "), origin);
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(kLineSeparator), value.size());
    if (end > 0 && !text(value.substr(0, end), origin)) return false;
    if (end < value.size() && !markup("<br/>", origin)) return false;
    value.remove_prefix(std::min(end + kLineSeparator.size(), value.size()));
  }
  return true;
}

bool HtmlSink::markup(std::string_view value, const Origin& origin) {
  const Boundary boundary = tokenizer_.state().boundary;
  if (boundary == Boundary::Data && has_separator(value)) return markup(with_separators_as(value, "<br/>"), origin);
  // Tags have no effect there, but references do: what a macro escaped must not be escaped twice.
  if (boundary == Boundary::AttributeValue || boundary == Boundary::RawText) {
    return text(without_references(value, origin), origin);
  }
  if (boundary != Boundary::Data) return text(value, origin);
  builder_.set_data_place(origin.data_place);
  tokenizer_.feed_computed(value, origin.template_place);
  builder_.set_data_place({});
  return !builder_.is_full();
}

Tree HtmlSink::finish() && {
  const Boundary boundary = tokenizer_.state().boundary;
  if (boundary != Boundary::Data && boundary != Boundary::RawText) {
    sink_.report(messages::DomUnfinishedTag, Origin{last_place_, {}}, tag_name(tokenizer_.state().element));
  }
  return std::move(builder_).finish();
}

Tree parse_html(std::string_view text, const diagnostics::Span& place, diagnostics::OriginTable& origins,
                diagnostics::DiagnosticSink& sink, const TreeLimits& limits, Syntax syntax) {
  HtmlSink html(nullptr, origins, sink, limits, syntax);
  html.literal({text, place, 0});
  return std::move(html).finish();
}

}  // namespace gongwen::dom
