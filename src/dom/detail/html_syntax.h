// What HTML allows and a template does not, and which values of the data may be written into attributes.
#pragma once

#include "dom/detail/element_name.h"

#include <string_view>

namespace gongwen::dom {

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

}  // namespace gongwen::dom
