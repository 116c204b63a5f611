#include "templating/detail/charts/chart_text.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>

namespace gongwen::templating {
namespace {

// Thousandths of an em of U+0020 to U+007E in Liberation Serif.
constexpr std::array<std::uint16_t, 95> kLatinWidths{
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611,
    556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722,
    722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500,
    278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541};
constexpr char32_t kFirstWide = 0x2000;  // general punctuation may come from the font of CJK
constexpr char32_t kMinusSign = 0x2212;
constexpr char32_t kFirstCjk = 0x2E80;
constexpr std::string_view kChartEllipsis = "…";

Px width_of(char32_t character) {
  if (character >= 0x20 && character < 0x7F) return kLatinWidths[character - 0x20] * kChartFontSize / 1000;
  if (character == kMinusSign) return 564 * kChartFontSize / 1000;
  return character < kFirstWide ? 722 * kChartFontSize / 1000 : kChartFontSize;
}

bool is_mark_among(char32_t character, std::u32string_view set) {
  return set.find(character) != std::u32string_view::npos;
}
bool closes_text(char32_t character) {
  return is_mark_among(character, U"，。、；：！？）》〉」』】〕”’…·％,.;:!?)]%/");
}
bool opens_text(char32_t character) { return is_mark_among(character, U"（《〈「『【〔“‘(["); }

/// The smallest part that a line does not divide.
struct ChartPiece {
  std::string_view text;
  Px width = 0;
  bool is_space = false;
};

std::vector<ChartPiece> chart_pieces(std::string_view text) {
  std::vector<ChartPiece> pieces;
  char32_t before = 0;
  for (std::size_t at = 0; at < text.size();) {
    const base::DecodedCodePoint decoded = base::decode_utf8(text, at);
    const char32_t character = decoded.code_point;
    const std::string_view bytes = text.substr(at, decoded.length);
    at += decoded.length;
    const bool is_space = character <= ' ';  // control characters, too, which XML does not allow
    const bool apart =
        pieces.empty() || is_space || before <= ' ' ||
        ((character >= kFirstCjk || before >= kFirstCjk) && !closes_text(character) && !opens_text(before));
    if (apart) {
      pieces.push_back({bytes, width_of(is_space ? U' ' : character), is_space});
    } else {
      ChartPiece& last = pieces.back();
      last.text = {last.text.data(), last.text.size() + bytes.size()};
      last.width += width_of(character);
    }
    before = character;
  }
  return pieces;
}

/// As many characters as fit into `width`, at least one.
std::string_view fitting_part(std::string_view text, Px width) {
  std::size_t end = 0;
  Px used = 0;
  while (end < text.size()) {
    const base::DecodedCodePoint decoded = base::decode_utf8(text, end);
    used += width_of(decoded.code_point);
    if (used > width && end > 0) break;
    end += decoded.length;
  }
  return text.substr(0, end);
}

}  // namespace

Px chart_text_width(std::string_view text) {
  Px width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const base::DecodedCodePoint decoded = base::decode_utf8(text, at);
    width += width_of(decoded.code_point);
    at += decoded.length;
  }
  return width;
}

Px ChartLines::width() const {
  Px widest = 0;
  for (const std::string& line : lines) widest = std::max(widest, chart_text_width(line));
  return widest;
}

namespace {

ChartLines fill_chart_lines(std::string_view text, Px width, std::size_t most_lines) {
  ChartLines result;
  std::string line;
  Px used = 0;
  Px space = 0;
  const auto end_line = [&] {
    result.lines.push_back(std::move(line));
    line.clear();
    used = space = 0;
  };
  for (ChartPiece piece : chart_pieces(text)) {
    if (piece.is_space) {
      if (!line.empty()) space = piece.width;
      continue;
    }
    if (!line.empty() && used + space + piece.width > width) end_line();
    if (result.lines.size() > most_lines) break;
    while (piece.width > width && result.lines.size() <= most_lines) {
      const std::string_view part = fitting_part(piece.text, width);
      if (part.size() == piece.text.size()) break;
      result.is_whole = false;
      line = part;
      end_line();
      piece.text.remove_prefix(part.size());
      piece.width = chart_text_width(piece.text);
    }
    if (space > 0) line += ' ';
    line += piece.text;
    used += space + piece.width;
    space = 0;
  }
  if (!line.empty() || result.lines.empty()) end_line();
  if (result.width() > width) result.is_whole = false;
  if (result.lines.size() <= most_lines) return result;
  result.is_whole = false;
  result.lines.resize(most_lines);
  std::string& last = result.lines.back();
  const Px room = width - chart_text_width(kChartEllipsis);
  if (chart_text_width(last) > room) last = fitting_part(last, room);
  last += kChartEllipsis;
  return result;
}

}  // namespace

ChartLines break_chart_text(std::string_view text, Px width, std::size_t most_lines) {
  ChartLines result = fill_chart_lines(text, width, most_lines);
  // Makes the lines as narrow as their number allows, so that none has a single character.
  while (result.is_whole && result.lines.size() > 1 && width > kChartFontSize) {
    width -= kChartFontSize;
    ChartLines narrower = fill_chart_lines(text, width, most_lines);
    if (!narrower.is_whole || narrower.lines.size() > result.lines.size()) break;
    result = std::move(narrower);
  }
  return result;
}

}  // namespace gongwen::templating
