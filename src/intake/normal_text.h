// What people type, made the same whatever they typed it with.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::intake {

/// Line ends are `\n`; blanks at the ends of lines and of the text are cut, those at begins stay; radicals and
/// compatibility ideographs become the characters that they look like; control characters are dropped. A text of blanks
/// is empty.
std::string normal_text(std::string_view text);

/// Full-width letters, digits and signs as ASCII, for numbers, dates and telephone numbers.
std::string narrow_text(std::string_view text);

/// The text without blanks at both ends, the full-width blank among them.
std::string_view trim_blanks(std::string_view text);

}  // namespace gongwen::intake
