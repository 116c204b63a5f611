// Values in attributes, and the leniency of HTML's own syntax compared with that of templates.
#pragma once

#include "diagnostics/origin.h"
#include "dom/character_reference.h"
#include "dom/detail/element_name.h"

#include <cstdint>
#include <string_view>

namespace gongwen::dom {

// Restrictions on values of the data in attributes that are more than text.

/// One plain CSS component value: a number, a length, a percentage, a word, a hexadecimal colour. It cannot end the
/// declaration, or open a function, a string or a comment.
bool is_plain_style_value(std::string_view value);

/// Whether the address is allowed: http, https, mailto, tel, data images, or without scheme and host.
bool is_allowed_url(std::string_view url);

// HTML is more lenient than templates (HTML, sections 13.1.2 and 13.2): end tags may be omitted, and unknown elements
// occur. Pages from elsewhere are read with this syntax.

enum class Syntax : bool {
  Template,  // strict: an unclosed or unknown element is an error
  Html,      // as in HTML; other markup is a warning, and is read as browsers read it
};

/// HTML, section 13.1.2.4.
bool has_optional_end_tag(ElementName name);

/// Whether end tags inside the element never close elements outside it (HTML, section 13.2.4.2, “in scope”).
bool limits_scope(ElementName name);

/// How to read an element that gongwen does not support.
enum class ForeignElement : std::uint8_t {
  Inline,   // as a span
  Block,    // as a div
  Void,     // its tag is skipped
  Skipped,  // with its content: scripts, media, drawings
};
ForeignElement foreign_element(std::string_view tag);

/// Elements and attributes for the look of a page that are obsolete in HTML, but whose rendering it still defines
/// (section 15). Pages from elsewhere use them, so they are not errors there.
bool is_presentational_element(std::string_view tag);
bool is_presentational_attribute(std::string_view name);

/// Attributes of HTML that only concern screens, and namespaces of XML; they have no effect on paper.
bool is_attribute_of_screens(std::string_view name);

// TokenHandler receives the tokens. A start tag comes in pieces, so that a template may write values into attributes:
//   <td class="{{ kind }}">   →   start_tag(td) attribute(class) attribute_text(…) attribute_end() start_tag_end()

enum class SelfClosing : bool { No, Yes };

class TokenHandler {
 public:
  virtual ~TokenHandler() = default;

  // Texts are valid only during the call. Spans are places in the template.
  virtual void start_tag(ElementName name, const diagnostics::Span& span) = 0;
  /// `name` is the attribute as written, which matters for data-* and aria-*.
  virtual void attribute(AttributeName attribute, std::string_view name, const diagnostics::Span& span) = 0;
  virtual void attribute_text(std::string_view text, const diagnostics::Span& span) = 0;
  virtual void attribute_end() = 0;
  virtual void start_tag_end(SelfClosing self_closing, const diagnostics::Span& span) = 0;
  virtual void end_tag(ElementName name, const diagnostics::Span& span) = 0;
  virtual void text(std::string_view text, const diagnostics::Span& span) = 0;
  /// Whether the next token is inside a drawing; false if that is not known yet.
  virtual bool is_in_drawing() const = 0;
};

}  // namespace gongwen::dom
