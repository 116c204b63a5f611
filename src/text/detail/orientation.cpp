#include "text/detail/orientation.h"

#include <algorithm>
#include <array>

namespace gongwen::text {
namespace {

// Which characters stay upright in vertical lines (UAX #50, property Vertical_Orientation) and how they are shaped. The
// table is generated from the Unicode data by scripts/make_unicode_tables.py.
struct OrientationRange {
  char32_t first;
  char32_t last;
  VerticalOrientation orientation;
};

// Ascending; characters in none of the ranges are turned.
constexpr std::array kVerticalOrientations = std::to_array<OrientationRange>({
#include "text/vertical_orientation_table.inc"
});

}  // namespace

/// Binary search, as for line-break classes.
VerticalOrientation vertical_orientation(char32_t c) {
  const auto after = std::upper_bound(kVerticalOrientations.begin(), kVerticalOrientations.end(), c,
                                      [](char32_t at, const OrientationRange& range) { return at < range.first; });
  if (after == kVerticalOrientations.begin() || c > std::prev(after)->last) return VerticalOrientation::Turned;
  return std::prev(after)->orientation;
}

/// Brackets stay upright only if the face has an upright form for them; otherwise they are turned.
/// The property `text-orientation` decides first; `mixed` asks the character (css-writing-modes-4 §5.1).
bool is_upright(char32_t c, const TextStyle& style, FaceId face, FontContext& fonts) {
  if (style.orientation == Orientation::Level) return false;
  if (style.orientation == Orientation::Upright) return true;
  switch (vertical_orientation(c)) {
    case VerticalOrientation::Turned: break;
    case VerticalOrientation::TransformedTurned: {
      // Tr of UAX #50: brackets and some marks have a `vert` form in faces for East Asia.
      const GlyphId usual = fonts.simple_glyph(face, c).glyph;
      return usual != kMissingGlyph && fonts.upright_glyph(face, c, style.language).glyph != usual;
    }
    case VerticalOrientation::TransformedUpright:
    case VerticalOrientation::Upright: return true;
  }
  return false;
}

/// Shaped alone, so that the `vert` forms of the face are used.
UprightGlyph shape_upright(const Face& face, char32_t c, std::string_view language) {
  ShapeOptions options;
  options.script = Script::Han;
  options.language = language;
  options.is_upright = true;
  std::vector<ShapedGlyph> shaped;
  face.shape(std::u32string_view(&c, 1), options, shaped);
  // One character that becomes several glyphs cannot be placed as a single upright one.
  if (shaped.size() != 1) return {};
  const ShapedGlyph& glyph = shaped.front();
  return {glyph.glyph, glyph.advance, glyph.x_offset, glyph.y_offset};
}

}  // namespace gongwen::text
