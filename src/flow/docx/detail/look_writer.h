// Writes looks as properties of WordprocessingML: the whole look, or only its differences from that of a style.
#pragma once

#include "base/escapes.h"
#include "flow/document.h"

#include <string>
#include <string_view>

namespace gongwen::docx {

/// `D8000F`.
std::string hex_color(css::Color color);

/// Adds an element with one attribute `w:val`.
void write_value(base::XmlWriter& xml, std::string_view element, std::string_view value);
void write_number(base::XmlWriter& xml, std::string_view element, long value);
/// An element for something that is on or off.
void write_switch(base::XmlWriter& xml, std::string_view element, bool is_on);

void write_border(base::XmlWriter& xml, std::string_view element, const flow::BorderLine& line);

/// The properties that the list of a paragraph adds to its look.
struct ListItem {
  std::string_view properties;       // w:numPr
  const flow::List* list = nullptr;  // its indents take precedence over those of the style
};

/// The content of w:pPr after w:pStyle, in the order of the schema, as far as the look differs from `base`; if `base`
/// is null, all of it. Empty if nothing differs.
std::string paragraph_properties(const flow::ParagraphLook& look, const flow::ParagraphLook* base,
                                 const ListItem& item = {});

/// The content of w:rPr after w:rStyle, in the same way. `is_han` adds the hint that marks come from the Chinese font.
std::string run_properties(const flow::RunLook& look, const flow::RunLook* base, bool is_han = false);

}  // namespace gongwen::docx
