#include "pdf/document/detail/field_appearance.h"

namespace gongwen::pdf {
namespace {

constexpr std::u32string_view kNotFirst = U"，。、；：！？）》」』】〕〉”’…—·%％℃,.;:!?)]}";
constexpr std::u32string_view kNotLast = U"（《「『【〔〈“‘([{";

bool is_one_of(char32_t c, std::u32string_view marks) { return marks.find(c) != std::u32string_view::npos; }

/// What Latin words are made of; between all other characters a line may end.
bool is_of_word(char32_t c) { return c > U' ' && c < 0x2E80 && !is_one_of(c, U"—…“”‘’·"); }

bool may_break(char32_t before, char32_t after) {
  if (after == U' ' || is_one_of(after, kNotFirst) || is_one_of(before, kNotLast)) return false;
  return before == U' ' || !is_of_word(before) || !is_of_word(after);
}

std::u32string without_end_blanks(std::u32string_view line) {
  while (!line.empty() && line.back() == U' ') line.remove_suffix(1);
  return std::u32string(line);
}

/// Breaks a text without line feeds.
void break_paragraph(std::u32string_view text, double width, const FieldFont& font, std::vector<std::u32string>& out) {
  std::size_t begin = 0;
  std::size_t opportunity = 0;
  double used = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > begin && may_break(text[i - 1], text[i])) opportunity = i;
    used += font.advance(text[i]) / 1000.0;
    if (used <= width || i == begin || text[i] == U' ') continue;
    const std::size_t end = opportunity > begin ? opportunity : i;
    out.push_back(without_end_blanks(text.substr(begin, end - begin)));
    begin = end;
    used = field_text_width(text.substr(begin, i + 1 - begin), font);
  }
  out.push_back(without_end_blanks(text.substr(begin)));
}

}  // namespace

double field_text_width(std::u32string_view text, const FieldFont& font) {
  double width = 0;
  for (const char32_t c : text) width += font.advance(c) / 1000.0;
  return width;
}

std::vector<std::u32string> break_field_text(std::u32string_view text, double width, const FieldFont& font) {
  std::vector<std::u32string> lines;
  while (true) {
    const std::size_t end = text.find(U'\n');
    break_paragraph(text.substr(0, end), width, font, lines);
    if (end == std::u32string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

}  // namespace gongwen::pdf
