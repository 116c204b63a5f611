#include "text/detail/squeeze.h"
#include "text/punctuation.h"

#include <array>

namespace gongwen::text {
namespace {

using Glyphs = std::vector<ShapedGlyph>;

Glyphs shape_marks(const Face& face, std::u32string_view marks, MarkWidths widths) {
  ShapeOptions options;
  options.script = Script::Han;
  options.language = "zh-CN";
  options.marks = widths;
  Glyphs glyphs;
  face.shape(marks, options, glyphs);
  return glyphs;
}

std::int32_t total_advance(const Glyphs& glyphs) {
  std::int32_t total = 0;
  for (const ShapedGlyph& glyph : glyphs) total += glyph.advance;
  return total;
}

/// By a feature that concerns the mark alone.
std::optional<GlyphBlanks> cuts_alone(const Face& face, char32_t mark, MarkWidths widths) {
  const std::u32string_view text(&mark, 1);
  const Glyphs full = shape_marks(face, text, MarkWidths::Full);
  const Glyphs narrow = shape_marks(face, text, widths);
  if (full.size() != 1 || narrow.size() != 1 || narrow[0].advance >= full[0].advance) return std::nullopt;
  const std::int32_t left = full[0].x_offset - narrow[0].x_offset;
  return GlyphBlanks{left, full[0].advance - narrow[0].advance - left};
}

/// By pairs: a closing mark after it, or an opening one before it, has no blank to give at that side, so the whole
/// reduction of the pair belongs to the mark. Faces need not know every pair.
std::optional<GlyphBlanks> cuts_in_pairs(const Face& face, char32_t mark) {
  const MarkSide side = mark_side(mark);
  if (side == MarkSide::None) return std::nullopt;
  const bool is_closing = side == MarkSide::BlankAfter;
  for (const char32_t other : is_closing ? std::u32string_view(U"）」》。，") : std::u32string_view(U"（「《“")) {
    const std::array<char32_t, 2> pair{is_closing ? mark : other, is_closing ? other : mark};
    const std::u32string_view text(pair.data(), pair.size());
    const std::int32_t cut = total_advance(shape_marks(face, text, MarkWidths::Full)) -
                             total_advance(shape_marks(face, text, MarkWidths::Contextual));
    if (cut > 0) return is_closing ? GlyphBlanks{0, cut} : GlyphBlanks{cut, 0};
  }
  return std::nullopt;
}

}  // namespace

std::optional<GlyphBlanks> feature_cuts(const Face& face, char32_t mark) {
  if (const auto cuts = cuts_alone(face, mark, MarkWidths::Half)) return cuts;
  if (const auto cuts = cuts_in_pairs(face, mark)) return cuts;
  return cuts_alone(face, mark, MarkWidths::Proportional);
}

}  // namespace gongwen::text
