// What HTML allows and a template does not, and which values of the data may be written into attributes.
#pragma once

#include "diagnostics/origin.h"
#include "dom/detail/element_name.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::dom {

// Character references: `&amp;` `&#167;` `&#x3000;` (HTML, section 13.5).

struct CharacterReference {
  std::string text;        // what it stands for, UTF-8
  std::size_t length = 0;  // bytes of the reference itself
};

/// Reads the reference that starts at `text[0]`, which is `&`. Nothing when it is none: an unknown name, a number that
/// is not a character, a missing semicolon. Whether that is an error is the tokenizer's decision.
std::optional<CharacterReference> read_character_reference(std::string_view text);

/// What a reader makes of an ampersand.
struct AmpersandRead {
  std::string text;        // what it stands for; an unknown reference stands for itself
  std::size_t length = 0;  // bytes that were read
  bool known = true;       // false: looks like a reference, and is none
};

/// Reads at `text[0]`, which is `&`. One that starts no name and no number stands for itself.
AmpersandRead read_ampersand(std::string_view text);

// Which values of the data may be written into attributes that mean more than text.

/// One plain CSS component value: a number, a length, a percentage, a word, a hexadecimal colour. Nothing that could
/// end the declaration, open a function, a string or a comment.
bool is_plain_style_value(std::string_view value);

/// http, https, mailto, tel, data images, or an address without a scheme and host.
bool is_allowed_url(std::string_view url);

/// The shape of a language tag (BCP 47): `zh-CN`. Readers refuse others, so a document must not hand them on.
bool is_language_tag(std::string_view tag);

// What HTML allows and a template does not (HTML, sections 13.1.2 and 13.2): end tags that may be left out, and
// elements that gongwen knows nothing of. Pages that others have written are read by it.

enum class Syntax : bool {
  Template,  // strict: everything is closed and known, or it is an error
  Html,      // as HTML says; what is not HTML is a warning, and read as browsers read it
};

/// HTML, section 13.1.2.4.
bool has_optional_end_tag(ElementName name);

/// Whether an end tag inside of it closes nothing outside (HTML, section 13.2.4.2, "in scope").
bool limits_scope(ElementName name);

/// How an unknown element is read.
enum class ForeignElement : std::uint8_t {
  Inline,   // as a span
  Block,    // as a div
  Void,     // its tag is skipped
  Skipped,  // with all that it holds: scripts, media, drawings
};
ForeignElement foreign_element(std::string_view tag);

/// Elements and attributes that HTML once had for the look of a page and for which it still defines the rendering
/// (section 15): pages from elsewhere use them, so they are not errors there.
bool is_presentational_element(std::string_view tag);
bool is_presentational_attribute(std::string_view name);

/// Attributes of HTML that say what a page does on a screen, and name spaces of XML: paper has nothing of them.
bool is_attribute_of_screens(std::string_view name);

// What the tokenizer finds, as calls. A start tag comes in pieces, so that a template may write values into attributes:
//   <td class="{{ kind }}">   →   start_tag(td) attribute(class) attribute_text(…) attribute_end() start_tag_end()

enum class SelfClosing : bool { No, Yes };

class TokenHandler {
 public:
  virtual ~TokenHandler() = default;

  // Texts are valid during the call only. Spans are places in the template.
  virtual void start_tag(ElementName name, const diagnostics::Span& span) = 0;
  /// `name` is the attribute as written; needed for data-* and aria-*.
  virtual void attribute(AttributeName attribute, std::string_view name, const diagnostics::Span& span) = 0;
  virtual void attribute_text(std::string_view text, const diagnostics::Span& span) = 0;
  virtual void attribute_end() = 0;
  virtual void start_tag_end(SelfClosing self_closing, const diagnostics::Span& span) = 0;
  virtual void end_tag(ElementName name, const diagnostics::Span& span) = 0;
  virtual void text(std::string_view text, const diagnostics::Span& span) = 0;
  /// Whether what comes next is part of a drawing. Always no where that is not known yet.
  virtual bool is_in_drawing() const = 0;
};

}  // namespace gongwen::dom
