// The text of Word fields whose display is computed from their instruction, such as EQ and SYMBOL.
#pragma once

#include "word/document.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::intake {

/// Digits and signs as superscript or subscript characters: `¹⁰` for `10`; nullopt if the text has other characters.
std::optional<std::string> raised_text(std::string_view text);
std::optional<std::string> lowered_text(std::string_view text);

/// Whether the instruction alone determines what a field shows, and its result is ignored: EQ, SYMBOL, MACROBUTTON.
bool is_shown_by_code(const word::Field& field);

/// The text that such a field shows: `③` for `EQ \o\ac(○,3)`, the base of old annotations of Chinese characters, the
/// words of a MACROBUTTON. nullopt if it cannot be written as plain characters, such as a fraction.
std::optional<std::string> shown_by_code(const word::Field& field);

/// Whether a field never shows anything, whatever its content: index entries, variables.
bool shows_nothing(const word::Field& field);

}  // namespace gongwen::intake
