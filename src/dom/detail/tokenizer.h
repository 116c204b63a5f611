// The strict HTML tokenizer: a push state machine that receives a document in pieces, cut anywhere a template may write
// a value: between tags, between attributes, inside a quoted attribute value. It corrects nothing: malformed markup is
// reported, and reading continues only to find further errors. With HTML's own syntax, it accepts silently what HTML
// allows, and warns about everything else.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/detail/html_syntax.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::dom {

/// The state of the tokenizer between two pieces.
enum class Boundary : std::uint8_t {
  Data,            // between tags
  InsideTag,       // in a start tag, between attributes
  AttributeValue,  // in a quoted value
  RawText,         // in style, title, textarea, option
  Comment,
};

struct TokenizerState {
  Boundary boundary = Boundary::Data;
  char quote = '"';                         // AttributeValue
  ElementName element = ElementName::Html;  // the current element of InsideTag, AttributeValue, RawText
  friend bool operator==(const TokenizerState&, const TokenizerState&) = default;
};

class Tokenizer {
 public:
  Tokenizer(TokenHandler& handler, diagnostics::DiagnosticSink& sink, Syntax syntax = Syntax::Template)
      : handler_(handler), sink_(&sink), syntax_(syntax) {}
  /// A trial run: reports nothing, and stops reading a piece at its first error.
  explicit Tokenizer(TokenHandler& handler) : handler_(handler) {}

  /// Reads one piece; `place` is its place in the source, starting where `text` starts.
  /// Reports: dom/*. Returns whether the piece was well-formed.
  bool feed(std::string_view text, const diagnostics::Span& place);
  /// Reads markup that is not from a source: every token and error gets the whole of `place`.
  bool feed_computed(std::string_view text, const diagnostics::Span& place);

  const TokenizerState& state() const { return state_; }
  void set_state(const TokenizerState& state) { state_ = state; }

 private:
  void read_all();
  void read_data();
  void read_markup();
  void read_comment_begin();
  void read_declaration();
  void read_end_tag();
  void read_start_tag();
  void keep_written_tag(std::string_view name);
  void read_inside_tag();
  void read_attribute_name();
  void read_attribute_value();
  void read_raw_text();
  void read_comment();
  void finish_start_tag(SelfClosing self_closing);
  void read_unquoted_value();
  void append_reference(std::string& decoded);
  std::optional<ElementName> element_for(std::string_view name) const;
  void skip_foreign_content(std::string_view name);
  std::string_view read_name();
  std::string_view read_attribute_word();
  bool is_html() const { return syntax_ == Syntax::Html; }
  void skip_space();

  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return text_[at_]; }
  bool looking_at(std::string_view expected) const { return text_.substr(at_, expected.size()) == expected; }
  diagnostics::Span span(std::size_t begin, std::size_t end) const;
  void fail_unknown_element(std::string_view name);
  template <typename... Arguments>
  void fail(diagnostics::DiagnosticId id, std::size_t begin, std::size_t end, const Arguments&... arguments);
  /// Skips to after the tag's end, or to the end of the piece, after an error inside a tag.
  void skip_to_tag_end();

  TokenHandler& handler_;
  diagnostics::DiagnosticSink* sink_ = nullptr;  // null in a trial run
  Syntax syntax_ = Syntax::Template;
  TokenizerState state_;
  std::string_view text_;
  std::size_t at_ = 0;
  diagnostics::Span place_;
  bool computed_ = false;
  std::size_t tag_begin_ = 0;
  bool well_formed_ = true;
};

}  // namespace gongwen::dom
