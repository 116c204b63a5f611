#include "word/symbols.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>

// A character of a symbol font has a code of one byte: as such, or as a private character (U+F000 to U+F0FF).
namespace gongwen::word {
namespace {

struct SymbolSign {
  std::string_view font;
  char32_t sign;
  std::string_view text;
};

constexpr auto kSymbols = std::to_array<SymbolSign>({
    {"Wingdings", 0x51, "✈"},   {"Wingdings", 0x52, "☼"},   {"Wingdings", 0xFE, "☑"},   {"Wingdings", 0xFD, "☒"},
    {"Wingdings", 0x78, "☒"},   {"Wingdings", 0xFC, "√"},   {"Wingdings", 0xFB, "×"},   {"Wingdings", 0x6F, "□"},
    {"Wingdings", 0xA8, "□"},   {"Wingdings", 0x71, "□"},   {"Wingdings", 0x72, "□"},   {"Wingdings", 0x6C, "●"},
    {"Wingdings", 0x6E, "■"},   {"Wingdings", 0x75, "◆"},   {"Wingdings", 0x76, "◆"},   {"Wingdings", 0x9F, "•"},
    {"Wingdings", 0xA7, "■"},   {"Wingdings", 0xA1, "○"},   {"Wingdings", 0xD8, "➢"},   {"Wingdings", 0xE0, "→"},
    {"Wingdings", 0xDF, "←"},   {"Wingdings", 0xE1, "↑"},   {"Wingdings", 0xE2, "↓"},   {"Wingdings", 0xAB, "★"},
    {"Wingdings", 0x28, "☎"},   {"Wingdings", 0x2A, "✉"},   {"Wingdings", 0x4A, "☺"},   {"Wingdings", 0x4C, "☹"},
    {"Wingdings 2", 0x4F, "×"}, {"Wingdings 2", 0x50, "√"}, {"Wingdings 2", 0x51, "☒"}, {"Wingdings 2", 0x52, "☑"},
    {"Wingdings 2", 0x53, "☒"}, {"Wingdings 2", 0x54, "☒"}, {"Wingdings 2", 0xA3, "□"}, {"Wingdings 2", 0x2A, "□"},
    {"Webdings", 0x61, "✓"},    {"Webdings", 0x63, "□"},    {"Webdings", 0x67, "■"},    {"Webdings", 0x72, "×"},
});

/// The signs of the font Symbol from 0x20 and from 0xA0; a blank means that there is no sign, except for the first one.
constexpr std::u32string_view kSymbolLower =
    U" !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_ αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";
constexpr std::u32string_view kSymbolUpper =
    U"€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…   ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑           〉∫";
static_assert(kSymbolLower.size() == 0x7F - 0x20 && kSymbolUpper.size() == 0xF3 - 0xA0);

constexpr char32_t kFirstPrivate = 0xF000;
constexpr char32_t kLastPrivate = 0xF0FF;
constexpr char32_t kBytes = 0x100;

bool is_private(char32_t sign) { return sign >= kFirstPrivate && sign <= kLastPrivate; }

bool is_font(std::string_view font, std::string_view known) { return base::equals_ignoring_ascii_case(font, known); }

char32_t sign_of_symbol(char32_t index) {
  constexpr char32_t kUpper = 0xA0;
  const std::u32string_view signs = index >= kUpper ? kSymbolUpper : kSymbolLower;
  const char32_t at = index - (index >= kUpper ? kUpper : U' ');
  if (index < U' ' || at >= signs.size()) return 0;
  return signs[at] == U' ' && index != U' ' ? 0 : signs[at];
}

/// The numbers in circles of Wingdings, light and dark.
char32_t number_of_wingdings(char32_t index) {
  if (index == 0x80) return U'⓪';
  if (index >= 0x81 && index <= 0x8A) return U'①' + (index - 0x81);
  if (index == 0x8B) return U'⓿';
  return index >= 0x8C && index <= 0x95 ? U'❶' + (index - 0x8C) : 0;
}

std::string text_of_sign(std::string_view font, char32_t sign) {
  return known_symbol(font, sign).value_or(base::to_utf8(sign));
}

}  // namespace

bool is_symbol_font(std::string_view font) {
  constexpr auto kFonts =
      std::to_array<std::string_view>({"Symbol", "Wingdings", "Wingdings 2", "Wingdings 3", "Webdings", "MT Extra"});
  return std::any_of(kFonts.begin(), kFonts.end(), [font](std::string_view known) { return is_font(font, known); });
}

std::optional<std::string> known_symbol(std::string_view font, char32_t sign) {
  const char32_t index = is_private(sign) ? sign - kFirstPrivate : sign;
  if (index == U' ' && is_symbol_font(font)) return " ";
  for (const SymbolSign& known : kSymbols) {
    if (known.sign == index && is_font(font, known.font)) return std::string(known.text);
  }
  const char32_t other = is_font(font, "Symbol")      ? sign_of_symbol(index)
                         : is_font(font, "Wingdings") ? number_of_wingdings(index)
                                                      : 0;
  return other == 0 ? std::nullopt : std::optional(base::to_utf8(other));
}

std::string symbol_text(std::string_view font, std::string_view character) {
  std::string text;
  for (const auto& decoded : base::CodePoints(character)) text = text_of_sign(font, decoded.code_point);
  return text;
}

std::string without_symbols(std::string_view font, std::string_view text) {
  // U+F000 to U+F0FF begin with these bytes.
  if (text.find("\xEF\x80") == std::string_view::npos && text.find("\xEF\x81") == std::string_view::npos &&
      text.find("\xEF\x82") == std::string_view::npos && text.find("\xEF\x83") == std::string_view::npos) {
    return std::string(text);
  }
  std::string result;
  for (const auto& decoded : base::CodePoints(text)) {
    if (is_private(decoded.code_point))
      result += text_of_sign(font, decoded.code_point);
    else
      base::append_utf8(result, decoded.code_point);
  }
  return result;
}

ShownSigns shown_signs(std::string_view font, std::string_view text) {
  ShownSigns shown;
  const bool is_symbols = is_symbol_font(font);
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t sign = decoded.code_point;
    const bool is_sign = is_private(sign) || (is_symbols && sign < kBytes);
    const auto known = is_sign ? known_symbol(font, sign) : std::nullopt;
    if (known) {
      shown.text += *known;
    } else {
      shown.text += base::to_utf8(sign);
      shown.are_known = shown.are_known && !is_sign;
    }
  }
  return shown;
}

std::string bullet_text(std::string_view font, std::string_view text) {
  // The hollow bullet of Word is a letter of a monospaced font.
  if (text == "o" && font == "Courier New") return "○";
  std::string result;
  for (const auto& decoded : base::CodePoints(without_symbols(font, text))) {
    base::append_utf8(result, is_private(decoded.code_point) ? U'•' : decoded.code_point);
  }
  return result;
}

}  // namespace gongwen::word
