#include "word/symbols.h"

#include "base/utf8.h"

#include <array>

namespace gongwen::word {
namespace {

struct SymbolSign {
  std::string_view font;
  char32_t sign;
  std::string_view text;
};

constexpr auto kSymbols = std::to_array<SymbolSign>({
    {"Symbol", 0xB7, "•"},      {"Symbol", 0xA8, "♦"},      {"Symbol", 0xB0, "°"},      {"Symbol", 0xB1, "±"},
    {"Symbol", 0xB4, "×"},      {"Symbol", 0xA3, "≤"},      {"Symbol", 0xB3, "≥"},      {"Symbol", 0xAE, "→"},
    {"Symbol", 0xAC, "←"},      {"Symbol", 0x2D, "−"},      {"Wingdings", 0x52, "☑"},   {"Wingdings", 0xFE, "☑"},
    {"Wingdings", 0xFD, "☒"},   {"Wingdings", 0x51, "☒"},   {"Wingdings", 0x78, "☒"},   {"Wingdings", 0xFC, "√"},
    {"Wingdings", 0xFB, "×"},   {"Wingdings", 0x6F, "□"},   {"Wingdings", 0xA8, "□"},   {"Wingdings", 0x71, "□"},
    {"Wingdings", 0x72, "□"},   {"Wingdings", 0x6C, "●"},   {"Wingdings", 0x6E, "■"},   {"Wingdings", 0x75, "◆"},
    {"Wingdings", 0x76, "◆"},   {"Wingdings", 0x9F, "•"},   {"Wingdings", 0xA7, "■"},   {"Wingdings", 0xA1, "○"},
    {"Wingdings", 0xD8, "➢"},   {"Wingdings", 0xE0, "→"},   {"Wingdings 2", 0x52, "☑"}, {"Wingdings 2", 0x53, "☒"},
    {"Wingdings 2", 0x54, "☒"}, {"Wingdings 2", 0x50, "√"}, {"Wingdings 2", 0xA3, "□"}, {"Wingdings 2", 0x2A, "□"},
});

constexpr char32_t kFirstPrivate = 0xF000;
constexpr char32_t kLastPrivate = 0xF0FF;

bool is_private(char32_t sign) { return sign >= kFirstPrivate && sign <= kLastPrivate; }

std::string text_of_sign(std::string_view font, char32_t sign) {
  const char32_t index = is_private(sign) ? sign - kFirstPrivate : sign;
  for (const SymbolSign& known : kSymbols) {
    if (known.font == font && known.sign == index) return std::string(known.text);
  }
  std::string same;
  base::append_utf8(same, sign);
  return same;
}

}  // namespace

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
