#include "layout/inline/text_style.h"
#include "style/writing_modes.h"

namespace gongwen::layout {
namespace {

text::FaceId primary_face(const style::ComputedStyle& style, text::FontContext& fonts) {
  const text::FontStack& stack = fonts.stack(fonts.resolve(font_request(style)));
  return stack.primary < stack.entries.size() ? stack.entries[stack.primary].face : text::FaceId();
}

}  // namespace

double FaceMeasures::x_height(const style::ComputedStyle& style) {
  const text::FaceId id = primary_face(style, fonts_);
  const text::Face* const face = id ? fonts_.face(id) : nullptr;
  const double em = style.font_size.to_px();
  return face == nullptr ? em / 2 : em * face->metrics().x_height / face->metrics().units_per_em;
}

style::LetterHeights FaceMeasures::letter_heights(const style::ComputedStyle& style) {
  const text::FaceId id = primary_face(style, fonts_);
  const text::Face* const face = id ? fonts_.face(id) : nullptr;
  const text::FaceMetrics metrics = face == nullptr ? text::FaceMetrics() : face->metrics();
  const double unit = style.font_size.to_px() / metrics.units_per_em;
  return {unit * metrics.ascent, unit * metrics.descent, unit * metrics.cap_height};
}

double FaceMeasures::zero_advance(const style::ComputedStyle& style) {
  const text::FaceId id = primary_face(style, fonts_);
  const text::Face* const face = id ? fonts_.face(id) : nullptr;
  const double em = style.font_size.to_px();
  if (face == nullptr) return em / 2;
  const text::SimpleGlyph zero = fonts_.simple_glyph(id, U'0');
  if (zero.glyph == text::kMissingGlyph) return style::is_set_upright(style) ? em : em / 2;
  // css-values-4 §6.1.1: along the line; upright characters lie below each other.
  const std::int32_t advance =
      style::is_set_upright(style) ? fonts_.upright_glyph(id, U'0', style.language).advance : zero.advance;
  return em * advance / face->metrics().units_per_em;
}

}  // namespace gongwen::layout
