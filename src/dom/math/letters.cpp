#include "dom/math/letters.h"

#include "base/utf8.h"

#include <array>

namespace gongwen::math {
namespace {

struct NamedStyle {
  std::string_view name;
  LetterStyle style;
};

constexpr std::array kStyles{
    NamedStyle{"normal", LetterStyle::Normal},
    NamedStyle{"bold", LetterStyle::Bold},
    NamedStyle{"italic", LetterStyle::Italic},
    NamedStyle{"bold-italic", LetterStyle::BoldItalic},
    NamedStyle{"script", LetterStyle::Script},
    NamedStyle{"bold-script", LetterStyle::BoldScript},
    NamedStyle{"fraktur", LetterStyle::Fraktur},
    NamedStyle{"bold-fraktur", LetterStyle::BoldFraktur},
    NamedStyle{"double-struck", LetterStyle::DoubleStruck},
    NamedStyle{"sans-serif", LetterStyle::SansSerif},
    NamedStyle{"bold-sans-serif", LetterStyle::BoldSansSerif},
    NamedStyle{"sans-serif-italic", LetterStyle::SansSerifItalic},
    NamedStyle{"sans-serif-bold-italic", LetterStyle::SansSerifBoldItalic},
    NamedStyle{"monospace", LetterStyle::Monospace},
};

/// Where the alphabets of a style begin; 0: the style has none.
struct Alphabets {
  LetterStyle style;
  char32_t latin = 0;
  char32_t greek = 0;
  char32_t digits = 0;
};

constexpr std::array kAlphabets{
    Alphabets{LetterStyle::Bold, 0x1D400, 0x1D6A8, 0x1D7CE},
    Alphabets{LetterStyle::Italic, 0x1D434, 0x1D6E2, 0},
    Alphabets{LetterStyle::BoldItalic, 0x1D468, 0x1D71C, 0},
    Alphabets{LetterStyle::Script, 0x1D49C, 0, 0},
    Alphabets{LetterStyle::BoldScript, 0x1D4D0, 0, 0},
    Alphabets{LetterStyle::Fraktur, 0x1D504, 0, 0},
    Alphabets{LetterStyle::DoubleStruck, 0x1D538, 0, 0x1D7D8},
    Alphabets{LetterStyle::BoldFraktur, 0x1D56C, 0, 0},
    Alphabets{LetterStyle::SansSerif, 0x1D5A0, 0, 0x1D7E2},
    Alphabets{LetterStyle::BoldSansSerif, 0x1D5D4, 0x1D756, 0x1D7EC},
    Alphabets{LetterStyle::SansSerifItalic, 0x1D608, 0, 0},
    Alphabets{LetterStyle::SansSerifBoldItalic, 0x1D63C, 0x1D790, 0},
    Alphabets{LetterStyle::Monospace, 0x1D670, 0, 0x1D7F6},
};

/// Letters that Unicode had before the alphabets; their places there are empty.
struct EarlierLetter {
  char32_t place;
  char32_t letter;
};
constexpr std::array kEarlier{
    EarlierLetter{0x1D455, 0x210E}, EarlierLetter{0x1D49D, 0x212C}, EarlierLetter{0x1D4A0, 0x2130},
    EarlierLetter{0x1D4A1, 0x2131}, EarlierLetter{0x1D4A3, 0x210B}, EarlierLetter{0x1D4A4, 0x2110},
    EarlierLetter{0x1D4A7, 0x2112}, EarlierLetter{0x1D4A8, 0x2133}, EarlierLetter{0x1D4AD, 0x211B},
    EarlierLetter{0x1D4BA, 0x212F}, EarlierLetter{0x1D4BC, 0x210A}, EarlierLetter{0x1D4C4, 0x2134},
    EarlierLetter{0x1D506, 0x212D}, EarlierLetter{0x1D50B, 0x210C}, EarlierLetter{0x1D50C, 0x2111},
    EarlierLetter{0x1D515, 0x211C}, EarlierLetter{0x1D51D, 0x2128}, EarlierLetter{0x1D53A, 0x2102},
    EarlierLetter{0x1D53F, 0x210D}, EarlierLetter{0x1D545, 0x2115}, EarlierLetter{0x1D547, 0x2119},
    EarlierLetter{0x1D548, 0x211A}, EarlierLetter{0x1D549, 0x211D}, EarlierLetter{0x1D551, 0x2124},
};

/// The Greek signs after ω in each alphabet: ∂ ϵ ϑ ϰ ϕ ϱ ϖ. ϴ takes the place of the missing U+03A2, ∇ follows Ω.
constexpr std::array<char32_t, 7> kGreekSigns{0x2202, 0x03F5, 0x03D1, 0x03F0, 0x03D5, 0x03F1, 0x03D6};
constexpr char32_t kCapitals = 25;     // Α … Ω with ϴ, before ∇
constexpr char32_t kGreekLength = 58;  // of an alphabet, with ∇ and the signs
constexpr char32_t kDotless = 0x1D6A4;

std::optional<char32_t> greek_place(char32_t letter) {
  if (letter >= 0x391 && letter <= 0x3A9) return letter - 0x391;
  if (letter == 0x3F4) return 17;
  if (letter == 0x2207) return kCapitals;
  if (letter >= 0x3B1 && letter <= 0x3C9) return letter - 0x3B1 + kCapitals + 1;
  for (std::size_t i = 0; i < kGreekSigns.size(); ++i) {
    if (letter == kGreekSigns[i]) return static_cast<char32_t>(kCapitals + 26 + i);
  }
  return std::nullopt;
}

char32_t greek_at(char32_t place) {
  if (place == 17) return 0x3F4;
  if (place < kCapitals) return 0x391 + place;
  if (place == kCapitals) return 0x2207;
  if (place <= kCapitals + 25) return 0x3B1 + place - kCapitals - 1;
  return kGreekSigns[place - kCapitals - 26];
}

char32_t existing(char32_t place) {
  for (const EarlierLetter& earlier : kEarlier) {
    if (earlier.place == place) return earlier.letter;
  }
  return place;
}

}  // namespace

std::optional<LetterStyle> find_letter_style(std::string_view name) {
  for (const NamedStyle& named : kStyles) {
    if (base::equals_ignoring_ascii_case(named.name, name)) return named.style;
  }
  return std::nullopt;
}

char32_t styled_letter(char32_t letter, LetterStyle style) {
  if (style == LetterStyle::Italic && (letter == 0x131 || letter == 0x237)) {
    return letter == 0x131 ? kDotless : kDotless + 1;
  }
  for (const Alphabets& alphabets : kAlphabets) {
    if (alphabets.style != style) continue;
    if (letter >= 'A' && letter <= 'Z') return existing(alphabets.latin + letter - 'A');
    if (letter >= 'a' && letter <= 'z') return existing(alphabets.latin + 26 + letter - 'a');
    if (letter >= '0' && letter <= '9') return alphabets.digits == 0 ? letter : alphabets.digits + letter - '0';
    if (const auto place = greek_place(letter); place && alphabets.greek != 0) return alphabets.greek + *place;
  }
  return letter;
}

char32_t plain_letter(char32_t letter) {
  if (letter == kDotless || letter == kDotless + 1) return letter == kDotless ? 0x131 : 0x237;
  for (const EarlierLetter& earlier : kEarlier) {
    if (earlier.letter == letter) letter = earlier.place;
  }
  for (const Alphabets& alphabets : kAlphabets) {
    const char32_t latin = letter - alphabets.latin;
    if (letter >= alphabets.latin && latin < 52) return latin < 26 ? U'A' + latin : U'a' + latin - 26;
    if (alphabets.digits != 0 && letter >= alphabets.digits && letter - alphabets.digits < 10) {
      return U'0' + letter - alphabets.digits;
    }
    if (alphabets.greek != 0 && letter >= alphabets.greek && letter - alphabets.greek < kGreekLength) {
      return greek_at(letter - alphabets.greek);
    }
  }
  return letter;
}

}  // namespace gongwen::math
