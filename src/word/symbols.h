// Characters of symbol fonts, such as Wingdings, as characters that every font has.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::word {

/// Whether a font shows signs in place of letters. Names of fonts have no case.
bool is_symbol_font(std::string_view font);

/// The character that a symbol font shows for a code or its private character; nullopt if it is not known here.
std::optional<std::string> known_symbol(std::string_view font, char32_t sign);

/// The character that a symbol font shows: `☑` for F0FE of Wingdings. An unknown one stays the private character of the
/// file.
std::string symbol_text(std::string_view font, std::string_view character);

/// A text in which each private character (U+F000 to U+F0FF) is replaced in this way.
std::string without_symbols(std::string_view font, std::string_view text);

struct ShownSigns {
  std::string text;
  bool are_known = true;  // if false, at least one sign is unchanged from the file
};

/// A text as its font shows it: `þ` of Wingdings is `☑`.
ShownSigns shown_signs(std::string_view font, std::string_view text);

/// Returns the bullet of a list: `•` if the font's character is unknown.
std::string bullet_text(std::string_view font, std::string_view text);

}  // namespace gongwen::word
