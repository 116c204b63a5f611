#include "dom/detail/tokenizer.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/dom.h"
#include "diagnostics/catalogue/texts/dom.h"
#include "dom/detail/html_syntax.h"

#include <algorithm>

namespace gongwen::dom {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;
using diagnostics::Origin;
using diagnostics::Span;

Span Tokenizer::span(std::size_t begin, std::size_t end) const {
  if (computed_) return place_;
  return {place_.source, place_.begin + static_cast<std::uint32_t>(begin),
          place_.begin + static_cast<std::uint32_t>(end)};
}

template <typename... Arguments>
void Tokenizer::fail(DiagnosticId id, std::size_t begin, std::size_t end, const Arguments&... arguments) {
  well_formed_ = false;
  if (sink_ == nullptr) return;
  const Origin origin{span(begin, end), {}};
  if (is_html()) {
    sink_->report_as(diagnostics::Severity::Warning, id, origin, arguments...);
  } else {
    sink_->report(id, origin, arguments...);
  }
}

/// Reports an unknown element: with what to use instead if HTML has the element, otherwise with the tag that was most
/// likely meant.
void Tokenizer::fail_unknown_element(std::string_view name) {
  struct Element {
    std::string_view name;
    diagnostics::BilingualText workaround;
  };
  static constexpr Element kUnsupported[] = {
      {"canvas", texts::DomCanvasWayRound},
      {"script", texts::DomScriptWayRound},
      {"iframe", texts::DomIframeWayRound},
      {"video", {}},
      {"audio", {}},
      {"object", {}},
      {"embed", {}},
  };
  if (sink_ == nullptr) {  // no message says which one was meant
    well_formed_ = false;
    return;
  }
  for (const Element& element : kUnsupported) {
    if (is_html() || !base::equals_ignoring_ascii_case(element.name, name)) continue;
    return fail(messages::DomUnsupportedElement, tag_begin_, at_, name, element.workaround.english,
                element.workaround.chinese);
  }
  fail(messages::DomUnknownElement, tag_begin_, at_, name, nearest_tag_name(name));
}

bool Tokenizer::feed(std::string_view text, const Span& place) {
  text_ = text;
  place_ = place;
  computed_ = false;
  read_all();
  return well_formed_;
}

bool Tokenizer::feed_computed(std::string_view text, const Span& place) {
  text_ = text;
  place_ = place;
  computed_ = true;
  read_all();
  return well_formed_;
}

void Tokenizer::read_all() {
  at_ = 0;
  tag_begin_ = 0;
  well_formed_ = true;
  while (!at_end() && (well_formed_ || sink_ != nullptr)) {
    switch (state_.boundary) {
      case Boundary::Data: read_data(); break;
      case Boundary::InsideTag: read_inside_tag(); break;
      case Boundary::AttributeValue: read_attribute_value(); break;
      case Boundary::RawText: read_raw_text(); break;
      case Boundary::Comment: read_comment(); break;
    }
  }
}

/// Reads text up to the next tag, replaces character references, and passes it on in one piece.
void Tokenizer::read_data() {
  const std::size_t begin = at_;
  std::string decoded;
  bool plain = true;
  while (!at_end() && peek() != '<') {
    if (peek() == '&') {
      if (plain) decoded.assign(text_.substr(begin, at_ - begin));
      plain = false;
      append_reference(decoded);
    } else {
      if (!plain) decoded.push_back(peek());
      ++at_;
    }
  }
  if (at_ > begin) handler_.text(plain ? text_.substr(begin, at_ - begin) : decoded, span(begin, at_));
  if (!at_end()) read_markup();
}

/// Reads the reference at `&`. An unknown one is an error.
void Tokenizer::append_reference(std::string& decoded) {
  const AmpersandRead read = read_ampersand(text_.substr(at_));
  if (!read.known) fail(messages::DomUnknownReference, at_, at_ + read.length, read.text);
  decoded += read.text;
  at_ += read.length;
}

/// Reads the markup at `<`.
void Tokenizer::read_markup() {
  tag_begin_ = at_;
  if (looking_at("<!--")) {
    read_comment_begin();
  } else if (looking_at("<!") || looking_at("<?")) {
    read_declaration();
  } else if (looking_at("</")) {
    read_end_tag();
  } else if (at_ + 1 < text_.size() && base::is_ascii_alpha(text_[at_ + 1])) {
    read_start_tag();
  } else {
    fail(messages::DomStrayLessThan, at_, at_ + 1);
    handler_.text("<", span(at_, at_ + 1));
    ++at_;
  }
}

void Tokenizer::read_comment_begin() {
  at_ += 4;
  state_.boundary = Boundary::Comment;
}

void Tokenizer::read_comment() {
  const std::size_t end = text_.find("-->", at_);
  if (end == std::string_view::npos) {
    at_ = text_.size();
    return;
  }
  at_ = end + 3;
  state_.boundary = Boundary::Data;
}

/// `<!DOCTYPE html>` and an XML declaration have no effect here; other declarations are not HTML.
void Tokenizer::read_declaration() {
  constexpr std::string_view kPlainBegin = "<![CDATA[";
  constexpr std::string_view kPlainEnd = "]]>";
  if (looking_at(kPlainBegin) && handler_.is_in_drawing()) {
    const std::size_t begin = at_ + kPlainBegin.size();
    const std::size_t close = std::min(text_.find(kPlainEnd, begin), text_.size());
    if (close == text_.size()) fail(messages::DomUnfinishedTag, at_, begin, kPlainBegin);
    if (close > begin) handler_.text(text_.substr(begin, close - begin), span(begin, close));
    at_ = std::min(close + kPlainEnd.size(), text_.size());
    return;
  }
  const std::size_t end = text_.find('>', at_);
  if (end == std::string_view::npos) {
    fail(messages::DomUnfinishedTag, at_, text_.size(), text_.substr(at_, 9));
    at_ = text_.size();
    return;
  }
  const std::string_view declaration = text_.substr(at_, end + 1 - at_);
  const bool doctype = base::equals_ignoring_ascii_case(declaration.substr(0, 14), "<!doctype html");
  if (!doctype && !declaration.starts_with("<?xml ")) {
    fail(messages::DomUnknownDeclaration, at_, end + 1, declaration);
  }
  at_ = end + 1;
}

std::string_view Tokenizer::read_name() {
  const std::size_t begin = at_;
  while (!at_end() && (base::is_ascii_alnum(peek()) || peek() == '-' || peek() == ':' || peek() == '_')) ++at_;
  return text_.substr(begin, at_ - begin);
}

/// The characters that HTML accepts in an attribute's name: all but white space, `/`, `>` and `=`.
std::string_view Tokenizer::read_attribute_word() {
  const std::size_t begin = at_;
  while (!at_end() && !base::is_ascii_space(peek()) && peek() != '/' && peek() != '>' && peek() != '=') ++at_;
  return text_.substr(begin, at_ - begin);
}

/// The element of a tag; with HTML's syntax, unknown elements are read as others. None for those that are skipped.
std::optional<ElementName> Tokenizer::element_for(std::string_view name) const {
  const std::optional<ElementName> known = find_element_name(name);
  if (!is_html()) return known;
  const bool in_drawing = handler_.is_in_drawing();
  if (known && (in_drawing || category_of(*known) != Category::Graphic)) return known;
  if (in_drawing && !base::equals_ignoring_ascii_case(name, "script")) return ElementName::SvgUnknown;
  switch (foreign_element(name)) {
    case ForeignElement::Inline: return ElementName::Span;
    case ForeignElement::Block: return ElementName::Div;
    case ForeignElement::Void:
    case ForeignElement::Skipped: break;
  }
  return std::nullopt;
}

/// Skips the content of a start tag that was just read, including nested elements of the same name, and the end tag.
void Tokenizer::skip_foreign_content(std::string_view name) {
  const bool is_raw = base::equals_ignoring_ascii_case(name, "script");
  std::size_t depth = 1;
  for (; !at_end() && depth > 0; ++at_) {
    if (peek() != '<') continue;
    const bool closes = at_ + 1 < text_.size() && text_[at_ + 1] == '/';
    if (!base::equals_ignoring_ascii_case(text_.substr(at_ + (closes ? 2 : 1), name.size()), name)) continue;
    const std::size_t end = std::min(text_.find('>', at_), text_.size());
    if (closes) {
      --depth;
    } else if (!is_raw && text_[end - 1] != '/') {
      ++depth;
    }
  }
  skip_to_tag_end();
}

void Tokenizer::skip_space() {
  while (!at_end() && base::is_ascii_space(peek())) ++at_;
}

void Tokenizer::skip_to_tag_end() {
  while (!at_end() && peek() != '>') ++at_;
  if (!at_end()) ++at_;
  state_.boundary = Boundary::Data;
}

void Tokenizer::read_end_tag() {
  at_ += 2;
  const std::string_view name = read_name();
  skip_space();
  if (at_end() || peek() != '>') {
    fail(messages::DomUnfinishedTag, tag_begin_, at_, text_.substr(tag_begin_, at_ - tag_begin_));
    skip_to_tag_end();
    return;
  }
  ++at_;
  std::optional<ElementName> element = element_for(name);
  // HTML content in a drawing ends with this element.
  if (find_element_name(name) == ElementName::SvgForeignObject) element = ElementName::SvgForeignObject;
  if (!element) {
    // The start tag has been reported already.
    if (!is_html()) fail_unknown_element(name);
    return;
  }
  handler_.end_tag(*element, span(tag_begin_, at_));
}

void Tokenizer::read_start_tag() {
  ++at_;
  const std::string_view name = read_name();
  const std::optional<ElementName> element = element_for(name);
  const bool is_foreign = !element || tag_name(*element) != base::ascii_lowercase(name);
  const bool is_silent = is_html() && (is_presentational_element(name) || element == ElementName::SvgUnknown);
  if (is_foreign && !is_silent) {
    fail_unknown_element(name);
  }
  if (!element) {
    skip_to_tag_end();
    const bool is_closed = at_ > 1 && text_[at_ - 2] == '/';
    if (is_html() && !is_closed && foreign_element(name) == ForeignElement::Skipped) skip_foreign_content(name);
    return;
  }
  state_.element = *element;
  state_.boundary = Boundary::InsideTag;
  handler_.start_tag(*element, span(tag_begin_, at_));
  if (is_foreign) keep_written_tag(name);
}

/// Keeps the name of an element that is read as another one, for selectors.
void Tokenizer::keep_written_tag(std::string_view name) {
  const std::string lower = base::ascii_lowercase(name);
  handler_.attribute(AttributeName::Custom, kWrittenTag, span(tag_begin_, at_));
  handler_.attribute_text(lower, span(tag_begin_, at_));
  handler_.attribute_end();
}

void Tokenizer::read_inside_tag() {
  skip_space();
  if (at_end()) return;
  if (peek() == '>') {
    ++at_;
    finish_start_tag(SelfClosing::No);
  } else if (looking_at("/>")) {
    at_ += 2;
    finish_start_tag(SelfClosing::Yes);
  } else if (base::is_ascii_alpha(peek()) || (is_html() && peek() != '/' && peek() != '=')) {
    read_attribute_name();
  } else {
    fail(messages::DomStrayInTag, at_, at_ + 1, text_.substr(at_, 1), tag_name(state_.element));
    ++at_;
  }
}

void Tokenizer::finish_start_tag(SelfClosing self_closing) {
  handler_.start_tag_end(self_closing, span(tag_begin_, at_));
  const Content content = content_of(state_.element);
  // HTML reads the content of an option like other content (section 13.2.6.4.16).
  const bool is_option = is_html() && state_.element == ElementName::Option;
  const bool raw = content == Content::RawText || (content == Content::Text && !is_option);
  state_.boundary = raw && self_closing == SelfClosing::No ? Boundary::RawText : Boundary::Data;
}

void Tokenizer::read_attribute_name() {
  const std::size_t begin = at_;
  const std::string_view name = is_html() ? read_attribute_word() : read_name();
  std::optional<AttributeName> attribute = find_attribute_name(name);
  if (!attribute) {
    const bool is_part = is_graphic(state_.element) || handler_.is_in_drawing();
    const bool is_of_drawing = is_part && (is_html() || is_graphic_attribute(name));
    const bool is_of_formula = is_formula_part(state_.element) && is_formula_attribute(name);
    const bool is_of_look = is_html() && (is_presentational_attribute(name) || is_attribute_of_screens(name));
    if (!is_of_drawing && !is_of_formula && !is_of_look) {
      fail(messages::DomUnknownAttribute, begin, at_, name,
           sink_ == nullptr ? std::string_view() : nearest_attribute_name(name));
    }
    attribute = AttributeName::Custom;
  }
  handler_.attribute(*attribute, name, span(begin, at_));
  if (is_html()) {
    const std::size_t behind_name = at_;
    skip_space();
    if (at_end() || peek() != '=') at_ = behind_name;
  }
  if (at_end() || peek() != '=') {
    if (kind_of(*attribute) != AttributeKind::Flag && !is_html())
      fail(messages::DomAttributeWithoutValue, begin, at_, name);
    handler_.attribute_end();
    return;
  }
  ++at_;
  if (is_html()) skip_space();
  if (is_html() && !at_end() && peek() != '"' && peek() != '\'') {
    read_unquoted_value();
    return;
  }
  if (at_end() || (peek() != '"' && peek() != '\'')) {
    fail(messages::DomUnquotedValue, begin, at_, name);
    while (!at_end() && !base::is_ascii_space(peek()) && peek() != '>') ++at_;
    handler_.attribute_end();
    return;
  }
  state_.quote = peek();
  state_.boundary = Boundary::AttributeValue;
  ++at_;
}

/// HTML, section 13.1.2.3, “unquoted attribute value syntax”.
void Tokenizer::read_unquoted_value() {
  const std::size_t begin = at_;
  std::string decoded;
  while (!at_end() && !base::is_ascii_space(peek()) && peek() != '>') {
    if (peek() == '&') {
      append_reference(decoded);
    } else {
      decoded.push_back(peek());
      ++at_;
    }
  }
  if (!decoded.empty()) handler_.attribute_text(decoded, span(begin, at_));
  handler_.attribute_end();
}

void Tokenizer::read_attribute_value() {
  const std::size_t begin = at_;
  std::string decoded;
  while (!at_end() && peek() != state_.quote) {
    if (peek() == '&') {
      append_reference(decoded);
    } else {
      decoded.push_back(peek());
      ++at_;
    }
  }
  if (!decoded.empty()) handler_.attribute_text(decoded, span(begin, at_));
  if (at_end()) return;
  ++at_;
  handler_.attribute_end();
  state_.boundary = Boundary::InsideTag;
  if (!at_end() && !base::is_ascii_space(peek()) && peek() != '>' && peek() != '/') {
    fail(messages::DomStrayInTag, at_, at_ + 1, text_.substr(at_, 1), tag_name(state_.element));
  }
}

/// Reads the text of style, title, textarea and option, up to the element's own end tag.
void Tokenizer::read_raw_text() {
  const bool references = content_of(state_.element) == Content::Text;
  const std::size_t begin = at_;
  std::string decoded;
  const std::string closing = "</" + std::string(tag_name(state_.element));
  while (!at_end() && !base::equals_ignoring_ascii_case(text_.substr(at_, closing.size()), closing)) {
    if (references && peek() == '&') {
      append_reference(decoded);
    } else {
      decoded.push_back(peek());
      ++at_;
    }
  }
  if (!decoded.empty()) handler_.text(decoded, span(begin, at_));
  if (at_end()) return;
  state_.boundary = Boundary::Data;
  tag_begin_ = at_;
  read_end_tag();
}

}  // namespace gongwen::dom
