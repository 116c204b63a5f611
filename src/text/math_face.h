// MathFace: a face's data for setting formulas (OpenType `MATH`): gaps and shifts, larger forms of signs, and the
// pieces from which even larger ones are assembled.
#pragma once

#include "text/face.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace gongwen::text {

/// The constants of OpenType's MathConstants table that MathML Core uses.
enum class MathConstant : std::uint8_t {
#define GONGWEN_MATH_CONSTANT(name, ...) name,
#include "text/math_constants.def"
#undef GONGWEN_MATH_CONSTANT
};

enum class MathDirection : bool { Horizontal, Vertical };

/// A larger form of a sign, and its extent in the direction in which it grows; in font units.
struct MathVariant {
  GlyphId glyph = kMissingGlyph;
  std::int32_t reach = 0;
};

/// A piece of an assembled sign, in order from the left or from below.
struct MathPiece {
  GlyphId glyph = kMissingGlyph;
  std::int32_t reach = 0;
  std::int32_t start_connector = 0;
  std::int32_t end_connector = 0;
  bool is_extender = false;  // may be repeated, or left out
};

/// The mirrored sign for text from right to left (Unicode's Bidi_Mirroring_Glyph): `)` for `(`; the sign itself if
/// there is none.
char32_t mirrored_sign(char32_t sign);

/// A view of a face, which must outlive it. All lengths are in font units.
class MathFace {
 public:
  explicit MathFace(const Face& face) : face_(&face) {}

  /// Whether a face has the table.
  static bool has_data(const Face& face);

  const Face& face() const { return *face_; }
  /// The value of a constant; percentages are not converted.
  std::int32_t constant(MathConstant constant) const;
  std::int32_t italic_correction(GlyphId glyph) const;
  /// Where an accent is attached, measured from the left of the glyph.
  std::optional<std::int32_t> accent_attachment(GlyphId glyph) const;
  /// The forms of a glyph by ascending size, the usual one first; at most 64.
  std::vector<MathVariant> variants(GlyphId glyph, MathDirection direction) const;
  /// The pieces from which a glyph is assembled; at most 32, empty if absent.
  std::vector<MathPiece> pieces(GlyphId glyph, MathDirection direction) const;
  std::int32_t min_overlap(MathDirection direction) const;

 private:
  const Face* face_;
};

}  // namespace gongwen::text
