// The text of Word fields whose display is computed from their instruction, such as EQ and SYMBOL.
#pragma once

#include "word/document.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::intake {

/// Digits and signs as superscript or subscript characters: `10` is `¹⁰`; nullopt if another character is among them.
std::optional<std::string> raised_text(std::string_view text);
std::optional<std::string> lowered_text(std::string_view text);

/// Whether the instruction alone says what a field shows, and its result does not count: EQ, SYMBOL, MACROBUTTON.
bool is_shown_by_code(const word::Field& field);

/// What such a field shows: `③` for `EQ \o\ac(○,3)`, the base of old annotations of Chinese characters, the words of a
/// MACROBUTTON. nullopt if it cannot be written as plain characters, such as a fraction.
std::optional<std::string> shown_by_code(const word::Field& field);

/// Whether a field shows nothing, whatever is in it: index entries, variables.
bool shows_nothing(const word::Field& field);

}  // namespace gongwen::intake
