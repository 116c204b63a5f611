#include "text/detail/orientation.h"

#include <algorithm>
#include <array>

namespace gongwen::text {
namespace {

struct OrientationRange {
  char32_t first;
  char32_t last;
  VerticalOrientation orientation;
};

// Ascending; what is in none is turned.
constexpr std::array kVerticalOrientations = std::to_array<OrientationRange>({
#include "text/vertical_orientation_table.inc"
});

}  // namespace

VerticalOrientation vertical_orientation(char32_t c) {
  const auto after = std::upper_bound(kVerticalOrientations.begin(), kVerticalOrientations.end(), c,
                                      [](char32_t at, const OrientationRange& range) { return at < range.first; });
  if (after == kVerticalOrientations.begin() || c > std::prev(after)->last) return VerticalOrientation::Turned;
  return std::prev(after)->orientation;
}

bool is_upright(char32_t c, const TextStyle& style, FaceId face, FontContext& fonts) {
  if (style.orientation == Orientation::Level) return false;
  if (style.orientation == Orientation::Upright) return true;
  switch (vertical_orientation(c)) {
    case VerticalOrientation::Turned: break;
    case VerticalOrientation::TransformedTurned: {
      const GlyphId usual = fonts.simple_glyph(face, c).glyph;
      return usual != kMissingGlyph && fonts.upright_glyph(face, c, style.language).glyph != usual;
    }
    case VerticalOrientation::TransformedUpright:
    case VerticalOrientation::Upright: return true;
  }
  return false;
}

UprightGlyph shape_upright(const Face& face, char32_t c, std::string_view language) {
  ShapeOptions options;
  options.script = Script::Han;
  options.language = language;
  options.is_upright = true;
  std::vector<ShapedGlyph> shaped;
  face.shape(std::u32string_view(&c, 1), options, shaped);
  if (shaped.size() != 1) return {};
  const ShapedGlyph& glyph = shaped.front();
  return {glyph.glyph, glyph.advance, glyph.x_offset, glyph.y_offset};
}

}  // namespace gongwen::text
