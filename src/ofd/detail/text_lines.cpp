#include "ofd/detail/text_object.h"

#include <algorithm>
#include <cmath>

namespace gongwen::ofd {
namespace {

using base::PathPoint;
using base::Transform;

/// How far the next line may be below, in sizes of the font: more is another paragraph, less the same line.
constexpr double kMinPitch = 0.5;
constexpr double kMaxPitch = 4;

/// Characters with no blanks between them: Chinese and its marks, among them quotes, dashes and ellipses.
bool is_chinese(char32_t c) { return c >= U'\u2E80' || (c >= U'\u2010' && c <= U'\u2027') || c == U'\u00B7'; }

bool is_plain_line(const TextPiece& piece) {
  return !piece.has_own_glyphs && piece.width_scale == 1 && piece.text.size() == piece.glyphs.size() &&
         !piece.text.empty() && is_level(piece);
}

bool are_alike(const TextPiece& one, const TextPiece& other) {
  return one.font == other.font && one.size == other.size && one.is_bold == other.is_bold && one.color == other.color;
}

PathPoint shift_of_line(const Transform& from, const Transform& to) {
  return {(to.e - from.e) / from.a, (to.f - from.f) / from.a};
}

}  // namespace

bool is_next_line(const TextPiece& text, const Transform& text_to_page, const TextPiece& next,
                  const Transform& next_to_page) {
  if (text.ends_line || !are_alike(text, next)) return false;
  if (!is_scale(text_to_page) || !is_scale(next_to_page) || text_to_page.a != next_to_page.a) return false;
  if (text.lines.empty() && !is_plain_line(text)) return false;
  if (!is_plain_line(next) || !is_chinese(text.text.back()) || !is_chinese(next.text.front())) return false;
  const PathPoint shift = shift_of_line(text_to_page, next_to_page);
  const double pitch = next.places.front().y + shift.y - text.places.back().y;
  const bool is_below = next.places.front().x + shift.x <= text.places.back().x;
  return is_below && pitch >= kMinPitch * text.size && pitch <= kMaxPitch * text.size;
}

void append_line(TextPiece& text, const Transform& text_to_page, const TextPiece& next, const Transform& next_to_page) {
  const PathPoint shift = shift_of_line(text_to_page, next_to_page);
  text.lines.push_back(text.places.size());
  for (const PathPoint& place : next.places) text.places.push_back({place.x + shift.x, place.y + shift.y});
  text.glyphs.insert(text.glyphs.end(), next.glyphs.begin(), next.glyphs.end());
  text.text += next.text;
  text.box = joined(
      text.box, {next.box.left + shift.x, next.box.top + shift.y, next.box.right + shift.x, next.box.bottom + shift.y});
  text.ends_line = next.ends_line;
}

}  // namespace gongwen::ofd
