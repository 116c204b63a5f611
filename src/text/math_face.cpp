#include "text/math_face.h"

#include "text/detail/glyph_program.h"

#include <array>

namespace gongwen::text {
namespace {

constexpr hb_ot_math_constant_t library_constant(MathConstant constant) {
  constexpr std::array kConstants{
#define GONGWEN_MATH_CONSTANT(name, library_name) library_name,
#include "text/math_constants.def"
#undef GONGWEN_MATH_CONSTANT
  };
  return kConstants[static_cast<std::size_t>(constant)];
}

hb_direction_t library_direction(MathDirection direction) {
  return direction == MathDirection::Vertical ? HB_DIRECTION_BTT : HB_DIRECTION_LTR;
}

}  // namespace

char32_t mirrored_sign(char32_t sign) { return hb_unicode_mirroring(hb_unicode_funcs_get_default(), sign); }

bool MathFace::has_data(const Face& face) { return hb_ot_math_has_data(face.handle().face) != 0; }

std::int32_t MathFace::constant(MathConstant constant) const {
  return hb_ot_math_get_constant(face_->handle().font, library_constant(constant));
}

std::int32_t MathFace::italic_correction(GlyphId glyph) const {
  return hb_ot_math_get_glyph_italics_correction(face_->handle().font, glyph);
}

/// The library gives half the advance for glyphs without an entry.
std::optional<std::int32_t> MathFace::accent_attachment(GlyphId glyph) const {
  return hb_ot_math_get_glyph_top_accent_attachment(face_->handle().font, glyph);
}

std::vector<MathVariant> MathFace::variants(GlyphId glyph, MathDirection direction) const {
  std::array<hb_ot_math_glyph_variant_t, 64> found{};
  unsigned count = found.size();
  hb_ot_math_get_glyph_variants(face_->handle().font, glyph, library_direction(direction), 0, &count, found.data());
  std::vector<MathVariant> variants;
  for (unsigned i = 0; i < count; ++i) {
    if (found[i].glyph <= 0xFFFF) variants.push_back({static_cast<GlyphId>(found[i].glyph), found[i].advance});
  }
  return variants;
}

std::vector<MathPiece> MathFace::pieces(GlyphId glyph, MathDirection direction) const {
  std::array<hb_ot_math_glyph_part_t, 32> found{};
  unsigned count = found.size();
  hb_ot_math_get_glyph_assembly(face_->handle().font, glyph, library_direction(direction), 0, &count, found.data(),
                                nullptr);
  std::vector<MathPiece> pieces;
  for (unsigned i = 0; i < count; ++i) {
    if (found[i].glyph > 0xFFFF || found[i].full_advance <= 0) return {};
    pieces.push_back({static_cast<GlyphId>(found[i].glyph), found[i].full_advance, found[i].start_connector_length,
                      found[i].end_connector_length, (found[i].flags & HB_OT_MATH_GLYPH_PART_FLAG_EXTENDER) != 0});
  }
  return pieces;
}

std::int32_t MathFace::min_overlap(MathDirection direction) const {
  return hb_ot_math_get_min_connector_overlap(face_->handle().font, library_direction(direction));
}

}  // namespace gongwen::text
