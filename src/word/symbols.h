// Characters of symbol fonts, such as Wingdings, as characters that every font has.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::word {

/// The character that a symbol font shows: `☑` for F0FE of Wingdings. An unknown one stays the private character of the
/// file.
std::string symbol_text(std::string_view font, std::string_view character);

/// A text in which each private character (U+F000 to U+F0FF) is replaced in this way.
std::string without_symbols(std::string_view font, std::string_view text);

/// The bullet of a list: `•` where the font's character is unknown.
std::string bullet_text(std::string_view font, std::string_view text);

}  // namespace gongwen::word
