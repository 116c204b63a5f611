#include "text/detail/squeeze.h"

#include "text/line_breaker.h"
#include "text/punctuation.h"

#include <algorithm>
#include <array>

namespace gongwen::text {
// How much narrower marks and spaces may be, by three kinds of facts: the parts that a face's features cut off a mark,
// the limits of `-gw-squeeze`, and whether a mark has its Chinese shape at all.
namespace {

using Glyphs = std::vector<ShapedGlyph>;

/// Shapes marks as Chinese text, with or without a narrowing feature.
Glyphs shape_marks(const Face& face, std::u32string_view marks, MarkWidths widths) {
  ShapeOptions options;
  options.script = Script::Han;
  options.language = "zh-CN";
  options.marks = widths;
  Glyphs glyphs;
  face.shape(marks, options, glyphs);
  return glyphs;
}

/// Features for pairs may cut either mark, so only the sum is compared.
std::int32_t total_advance(const Glyphs& glyphs) {
  std::int32_t total = 0;
  for (const ShapedGlyph& glyph : glyphs) total += glyph.advance;
  return total;
}

/// What a feature for single marks (`halt`, `palt`) cuts off at each side; nullopt if it does not concern this mark.
std::optional<GlyphBlanks> cuts_alone(const Face& face, char32_t mark, MarkWidths widths) {
  const std::u32string_view text(&mark, 1);
  // The feature is found out by shaping twice, since its lookups may be of any kind.
  const Glyphs full = shape_marks(face, text, MarkWidths::Full);
  const Glyphs narrow = shape_marks(face, text, widths);
  if (full.size() != 1 || narrow.size() != 1 || narrow[0].advance >= full[0].advance) return std::nullopt;
  // A cut on the left side shifts the glyph to the left by the same amount.
  const std::int32_t left = full[0].x_offset - narrow[0].x_offset;
  return GlyphBlanks{left, full[0].advance - narrow[0].advance - left};
}

/// The width that `chws` cuts off. The feature applies to pairs: beside a mark without a blank on that side, the whole
/// reduction belongs to the other mark. Faces need not have every pair, so several partners are tried.
std::optional<GlyphBlanks> cuts_in_pairs(const Face& face, char32_t mark) {
  const MarkSide side = mark_side(mark);
  if (side == MarkSide::None) return std::nullopt;
  const bool is_closing = side == MarkSide::BlankAfter;
  // A closing mark meets another one after it, an opening mark one before it.
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

/// Half widths are the most exact, proportional ones the last choice.
std::optional<GlyphBlanks> feature_cuts(const Face& face, char32_t mark) {
  if (const auto cuts = cuts_alone(face, mark, MarkWidths::Half)) return cuts;
  if (const auto cuts = cuts_in_pairs(face, mark)) return cuts;
  return cuts_alone(face, mark, MarkWidths::Proportional);
}

namespace {

using base::TextLength;

/// A ratio in 1/1024 em as a length.
TextLength of_em(std::int32_t ratio, const TextStyle& style) {
  return TextLength::from_font_units(ratio, SqueezeLimits::kEm, style.size);
}

/// A unit that is narrower than its limit already gives nothing.
TextLength at_least_zero(TextLength length) { return std::max(length, TextLength()); }

/// The gap between Han and Latin in the proportion of its limit to its natural width.
TextLength scaled_gap(TextLength natural, std::int32_t limit, const SqueezeLimits& limits) {
  return limits.autospace_natural == 0 ? natural : natural * limit / limits.autospace_natural;
}

/// CLREQ's order of squeezing within marks: interpuncts, brackets, commas, stops.
SqueezeStep step_of(MarkKind kind) {
  switch (kind) {
    case MarkKind::Interpunct: return SqueezeStep::Interpunct;
    case MarkKind::Bracket: return SqueezeStep::Bracket;
    case MarkKind::Comma: return SqueezeStep::Comma;
    case MarkKind::None:
    case MarkKind::Stop:
    case MarkKind::Question: break;
  }
  return SqueezeStep::Stop;
}

/// The minimum width of a mark in the step that it belongs to.
std::int32_t min_width(SqueezeStep step, const SqueezeLimits& limits) {
  switch (step) {
    case SqueezeStep::Interpunct: return limits.interpunct;
    case SqueezeStep::Bracket: return limits.brackets;
    case SqueezeStep::Comma: return limits.commas;
    case SqueezeStep::WordSpace:
    case SqueezeStep::Autospace:
    case SqueezeStep::Stop: break;
  }
  return limits.stops;
}

}  // namespace

/// Blanks give down to their minimum; marks give their blank half, but not below their minimum width.
Give unit_give(const LineUnit& unit, const TextStyle& style) {
  if (!style.squeeze.enabled || unit.is_rigid) return {};
  if (unit.kind == UnitKind::Space) {
    if (unit.is_autospace) {
      const TextLength least = scaled_gap(unit.advance, style.squeeze.autospace_least, style.squeeze);
      return {SqueezeStep::Autospace, at_least_zero(unit.advance - least)};
    }
    const TextLength least = of_em(style.squeeze.space_least, style);
    return {SqueezeStep::WordSpace, at_least_zero(unit.advance - least)};
  }
  // A trimmed mark has lost its blank half already.
  if (unit.mark_kind == MarkKind::None || unit.trimmed) return {};
  const SqueezeStep step = step_of(unit.mark_kind);
  const TextLength most = at_least_zero(unit.advance - of_em(min_width(step, style.squeeze), style));
  return {step, std::min(unit.trim, most)};
}

/// The gap between Han and Latin gives in the proportion of its limits.
Give gap_give(const LineUnit& unit, const TextStyle& style) {
  if (!style.squeeze.enabled || unit.is_rigid || unit.autospace == TextLength()) return {};
  const TextLength least = scaled_gap(unit.autospace, style.squeeze.autospace_least, style.squeeze);
  return {SqueezeStep::Autospace, at_least_zero(unit.autospace - least)};
}

/// Word spaces and typed blanks between Han and Latin may grow before other gaps do.
TextLength unit_growth(const LineUnit& unit, const TextStyle& style) {
  if (!style.squeeze.enabled || unit.is_rigid || unit.kind != UnitKind::Space) return {};
  if (unit.is_autospace) {
    return at_least_zero(scaled_gap(unit.advance, style.squeeze.autospace_most, style.squeeze) - unit.advance);
  }
  return at_least_zero(of_em(style.squeeze.space_most, style) - unit.advance);
}

/// Zero if the gap may not stretch at all, such as that between a number and its unit.
TextLength gap_growth(const LineUnit& unit, const TextStyle& style) {
  const bool grows = !unit.is_rigid && style.squeeze.enabled && unit.autospace != TextLength() && unit.stretches_after;
  if (!grows) return {};
  return at_least_zero(scaled_gap(unit.autospace, style.squeeze.autospace_most, style.squeeze) - unit.autospace);
}

/// 它’s: only the apostrophe inside a Latin word keeps its Latin shape in Chinese text.
bool has_chinese_shape(std::u32string_view text, std::size_t at, TextLanguage language) {
  if (!has_wide_quotes(language)) return false;
  constexpr char32_t kApostrophe = 0x2019;
  const bool between_latin =
      at > 0 && at + 1 < text.size() && is_latin_or_digit(text[at - 1]) && is_latin_or_digit(text[at + 1]);
  return text[at] != kApostrophe || !between_latin;
}

}  // namespace gongwen::text
