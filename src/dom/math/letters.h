// The letters of formulas: Unicode's mathematical alphabets (MathML Core appendix C).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::math {

enum class LetterStyle : std::uint8_t {
  Normal,
  Bold,
  Italic,
  BoldItalic,
  Script,
  BoldScript,
  Fraktur,
  BoldFraktur,
  DoubleStruck,
  SansSerif,
  BoldSansSerif,
  SansSerifItalic,
  SansSerifBoldItalic,
  Monospace,
};

/// The value of `mathvariant`, ignoring case; nullopt for other values.
std::optional<LetterStyle> find_letter_style(std::string_view name);

/// `x`, Italic → 𝑥. Characters without such a form are returned unchanged.
char32_t styled_letter(char32_t letter, LetterStyle style);
/// 𝑥 → `x`: the character for reading aloud, searching and copying.
char32_t plain_letter(char32_t letter);

}  // namespace gongwen::math
