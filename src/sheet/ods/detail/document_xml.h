// Helpers for all XML parts of an OpenDocument spreadsheet: root elements, fonts, lines of text, and lengths.
#pragma once

#include "base/escapes.h"
#include "sheet/workbook.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace gongwen::ods {

std::string points(double value);
/// `#1f4e79`
std::string color_text(sheet::Color color);

/// Starts a part: the XML declaration and the root element with all name spaces.
void open_document(std::string& out, base::XmlWriter& xml, std::string_view root);
/// The declarations of all fonts that the workbook uses.
void write_fonts(base::XmlWriter& xml, const sheet::Workbook& workbook);
/// The element with the properties of a font.
void write_font(base::XmlWriter& xml, const sheet::Font& font);
/// The text of one paragraph: blanks and tabs that XML would lose are elements.
void write_line(base::XmlWriter& xml, std::string_view text);

/// Calls `write` for each line of the text.
template <typename WriteLine>
void for_each_line(std::string_view text, const WriteLine& write) {
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    write(text.substr(start, end - start));
    start = end + 1;
  }
}

}  // namespace gongwen::ods
