#include "layout/formula/detail/formula_glyphs.h"

#include "diagnostics/catalogue/layout.h"
#include "layout/inline/detail/line_metrics.h"
#include "layout/inline/text_style.h"

#include <array>

// set_text() is for letters and words; stretch() for signs of a given size: the face has variants of some
// heights, and above these it has pieces from which a sign of any height is assembled; accent() for marks over
// letters.
namespace gongwen::layout {

using text::MathConstant;
using text::MathDirection;

namespace {

/// Reported once for a document.
struct MissingFormulaFace : DocumentFacts {
  bool is_reported = false;
};

/// Primes and other signs in scripts have special forms (OpenType feature `ssty`).
constexpr std::uint32_t kScriptStyle = 0x73737479;

}  // namespace

FormulaTypesetter::FormulaTypesetter(style::StyleId style, diagnostics::OriginId origin, LayoutContext& context)
    : context_(context), style_(style), stack_(context.fonts.resolve(font_request(context.styles.style(style)))) {
  find_face();
  if (math_) return;
  bool& is_reported = context_.cache<MissingFormulaFace>().is_reported;
  if (!is_reported) context_.sink.report(diagnostics::messages::LayoutNoFormulaFont, origin);
  is_reported = true;
}

/// The first face for formulas among those that the style requests, otherwise the one that comes with gongwen.
void FormulaTypesetter::find_face() {
  const auto use = [&](text::FaceId id, text::FamilyId family) {
    const text::Face* const face = context_.fonts.face(id);
    if (face == nullptr || !text::MathFace::has_data(*face)) return false;
    face_ = {id, family, face};
    math_.emplace(*face);
    return true;
  };
  for (const text::StackEntry& entry : context_.fonts.stack(stack_).entries) {
    if (entry.rank == text::Rank::Listed && use(entry.face, entry.family)) return;
  }
  text::FontRequest request;
  request.families = {"math"};
  const text::StackId formulas = context_.fonts.resolve(request);
  for (const text::StackEntry& entry : context_.fonts.stack(formulas).entries) {
    if (entry.rank == text::Rank::Listed && use(entry.face, entry.family)) return;
  }
}

TextLength FormulaTypesetter::units(std::int64_t font_units, const FormulaType& type) const {
  return TextLength::from_font_units(font_units, math_->face().metrics().units_per_em, type.size);
}

TextLength FormulaTypesetter::length(MathConstant constant, const FormulaType& type) const {
  return units(math_->constant(constant), type);
}

TextLength FormulaTypesetter::em(const FormulaType& type) const { return TextLength::from_raw(type.size.raw()); }

TextLength FormulaTypesetter::ex(const FormulaType& type) const {
  return units(math_->face().metrics().x_height, type);
}

/// Letters and signs come from the face for formulas, Chinese from the faces that the style of the part requests.
FormulaTypesetter::Chosen FormulaTypesetter::choose(char32_t character, const FormulaType& type) {
  if (math_->face().glyph(character) != text::kMissingGlyph) return face_;
  const text::StackId stack =
      type.style == style_ ? stack_ : context_.fonts.resolve(font_request(context_.styles.style(type.style)));
  const text::FaceChoice choice = context_.fonts.choose(stack, character);
  const text::StackEntry& entry = context_.fonts.stack(stack).entries[choice.entry];
  if (choice.glyph == text::kMissingGlyph) {
    report_character({text::CharacterReport::Kind::Missing, character, 0, stack, entry.face}, type.origin, context_);
    return face_;
  }
  const text::Face* const face = context_.fonts.face(entry.face);
  if (face == nullptr) return face_;
  return {entry.face, entry.family, face, entry.synthetic_bold, entry.synthetic_oblique};
}

FormulaBox FormulaTypesetter::set_text(std::u32string_view text, math::LetterStyle letters, const FormulaType& type) {
  FormulaBox box;
  std::u32string shown;
  // The face may lack a form (𝑥 for an italic x): then the plain letter is shown.
  for (const char32_t c : text) {
    const char32_t styled = math::styled_letter(c, letters);
    const bool has_form = styled == c || math_->face().glyph(styled) != text::kMissingGlyph;
    shown += has_form ? styled : c;
  }
  bool is_first = true;
  for (std::size_t begin = 0; begin < shown.size();) {
    const Chosen chosen = choose(shown[begin], type);
    std::size_t end = begin + 1;
    while (end < shown.size() && choose(shown[end], type).id == chosen.id) ++end;
    FormulaBox piece;
    std::u32string written;
    // Text that is copied from the file has x, not 𝑥.
    for (std::size_t i = begin; i < end; ++i) written += math::plain_letter(text[i]);
    shape(std::u32string_view(shown).substr(begin, end - begin), written, chosen, type, piece);
    const TextLength x = box.width;
    box.width += piece.width;
    // Descents may be negative, so the first piece sets them instead of a maximum with 0.
    if (is_first) {
      box.ascent = piece.ascent;
      box.descent = piece.descent;
    }
    is_first = false;
    box.place(std::move(piece), x, TextLength());
    begin = end;
  }
  const std::u32string_view all = shown;
  if (all.size() == 1 && math_->face().glyph(all[0]) != text::kMissingGlyph) {
    const text::GlyphId glyph = math_->face().glyph(all[0]);
    box.italic = units(math_->italic_correction(glyph), type);
    if (const auto at = math_->accent_attachment(glyph)) box.accent = units(*at, type);
  }
  return box;
}

void FormulaTypesetter::shape(std::u32string_view shown, std::u32string_view written, const Chosen& chosen,
                              const FormulaType& type, FormulaBox& box) {
  const std::int32_t em = chosen.face->metrics().units_per_em;
  const std::array features{base::FontFeature{kScriptStyle, static_cast<std::uint32_t>(std::min(type.level, 2))}};
  text::ShapeOptions options;
  options.script = text::Script::OfText;
  options.language = context_.styles.style(type.style).language;
  if (type.level > 0 && chosen.id == face_.id) options.features = features;
  std::vector<text::ShapedGlyph> glyphs;
  chosen.face->shape(shown, options, glyphs);
  auto run = std::make_shared<TextRun>();
  run->face = chosen.id;
  run->family = chosen.family;
  run->size = type.size;
  run->synthetic_bold = chosen.synthetic_bold;
  run->synthetic_oblique = chosen.synthetic_oblique;
  run->text = written;
  std::optional<TextLength> ascent;
  std::optional<TextLength> descent;
  TextLength width;
  for (std::size_t i = 0; i < glyphs.size(); ++i) {
    const text::ShapedGlyph& glyph = glyphs[i];
    std::size_t next = i + 1;
    while (next < glyphs.size() && glyphs[next].cluster == glyph.cluster) ++next;
    const std::size_t behind = next < glyphs.size() ? glyphs[next].cluster : shown.size();
    // The first glyph of a cluster counts its characters, the others none.
    const bool is_first = i == 0 || glyphs[i - 1].cluster != glyph.cluster;
    RunGlyph placed;
    placed.glyph = glyph.glyph;
    placed.characters = static_cast<std::uint16_t>(is_first ? behind - glyph.cluster : 0);
    const TextLength advance = TextLength::from_font_units(glyph.advance, em, type.size);
    placed.advance = static_cast<std::int32_t>(advance.raw());
    placed.x_offset = static_cast<std::int16_t>(glyph.x_offset);
    placed.y_offset = static_cast<std::int16_t>(glyph.y_offset);
    run->glyphs.push_back(placed);
    width += advance;
    // Heights are those of the ink: fractions and scripts are placed by them.
    if (const auto ink = text::glyph_box(*chosen.face, glyph.glyph)) {
      const auto top = static_cast<std::int64_t>(ink->top + glyph.y_offset);
      const auto bottom = static_cast<std::int64_t>(-ink->bottom - glyph.y_offset);
      const TextLength up = TextLength::from_font_units(top, em, type.size);
      const TextLength down = TextLength::from_font_units(bottom, em, type.size);
      ascent = ascent ? std::max(*ascent, up) : up;
      descent = descent ? std::max(*descent, down) : down;
    }
  }
  box.width = width;
  box.ascent = ascent.value_or(TextLength());
  box.descent = descent.value_or(TextLength());
  if (run->glyphs.empty()) return;
  box.glyphs.push_back({{}, {}, width, box.ascent, box.descent, std::move(run), type.style, type.origin});
}

FormulaBox FormulaTypesetter::one_glyph(char32_t sign, text::GlyphId glyph, const FormulaType& type) {
  FormulaBox box;
  auto run = std::make_shared<TextRun>();
  run->face = face_.id;
  run->family = face_.family;
  run->size = type.size;
  run->text = std::u32string(1, sign);
  box.width = units(math_->face().advance(glyph), type);
  run->glyphs.push_back({glyph, 1, static_cast<std::int32_t>(box.width.raw())});
  if (const auto ink = text::glyph_box(math_->face(), glyph)) {
    box.ascent = units(static_cast<std::int64_t>(ink->top), type);
    box.descent = units(static_cast<std::int64_t>(-ink->bottom), type);
  }
  box.italic = units(math_->italic_correction(glyph), type);
  if (const auto at = math_->accent_attachment(glyph)) box.accent = units(*at, type);
  box.glyphs.push_back({{}, {}, box.width, box.ascent, box.descent, std::move(run), type.style, type.origin});
  return box;
}

bool FormulaTypesetter::can_stretch(char32_t sign, MathDirection direction) const {
  const text::GlyphId glyph = math_->face().glyph(sign);
  return glyph != text::kMissingGlyph &&
         (!math_->variants(glyph, direction).empty() || !math_->pieces(glyph, direction).empty());
}

FormulaBox FormulaTypesetter::stretch(char32_t sign, MathDirection direction, TextLength target,
                                      const FormulaType& type) {
  const text::GlyphId glyph = math_->face().glyph(sign);
  if (glyph == text::kMissingGlyph) return set_text({&sign, 1}, math::LetterStyle::Normal, type);
  FormulaBox usual = one_glyph(sign, glyph, type);
  const TextLength reach = direction == MathDirection::Vertical ? usual.height() : usual.width;
  if (reach >= target) return usual;
  text::GlyphId largest = glyph;
  // Variants are in ascending order, so the first one that is large enough is the nearest.
  for (const text::MathVariant& variant : math_->variants(glyph, direction)) {
    largest = variant.glyph;
    if (units(variant.reach, type) >= target) return one_glyph(sign, variant.glyph, type);
  }
  const std::vector<text::MathPiece> pieces = math_->pieces(glyph, direction);
  return pieces.empty() ? one_glyph(sign, largest, type) : assemble(sign, pieces, direction, target, type);
}

FormulaBox FormulaTypesetter::accent(char32_t sign, char32_t combining, TextLength target, const FormulaType& type) {
  text::GlyphId glyph = math_->face().glyph(combining);
  for (const text::MathVariant& variant : math_->variants(glyph, MathDirection::Horizontal)) {
    // The widest one that is no wider than requested.
    if (units(variant.reach, type) <= target) glyph = variant.glyph;
  }
  FormulaBox box = one_glyph(sign, glyph, type);
  // Combining marks have no width: their ink is to the left of their origin.
  if (const auto ink = text::glyph_box(math_->face(), glyph)) {
    const TextLength left = units(static_cast<std::int64_t>(ink->left), type);
    const TextLength right = units(static_cast<std::int64_t>(ink->right), type);
    box.width = right - left;
    box.accent = box.accent.value_or((left + right) / 2) - left;
    for (FormulaGlyphs& run : box.glyphs) run.x -= left;
  }
  return box;
}

/// MathML Core section 5.3.2: extenders are repeated as often as needed, and all joints overlap alike.
FormulaBox FormulaTypesetter::assemble(char32_t sign, const std::vector<text::MathPiece>& pieces,
                                       MathDirection direction, TextLength target, const FormulaType& type) {
  // A sign of 16 bits of font units is higher than any page at usual sizes.
  constexpr std::int64_t kMaxReach = 30'000;
  constexpr std::int64_t kMaxPieces = 500;
  const std::int32_t em = math_->face().metrics().units_per_em;
  // In font units, rounded up: a smaller sign would leave a gap.
  const std::int64_t wanted = std::min<std::int64_t>(
      kMaxReach, type.size.raw() == 0 ? 0 : (target.raw() * em + type.size.raw() - 1) / type.size.raw());
  std::int64_t fixed = 0;
  std::int64_t extended = 0;
  std::int64_t fixed_count = 0;
  std::int64_t extender_count = 0;
  std::int64_t overlap_limit = INT32_MAX;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    (pieces[i].is_extender ? extended : fixed) += pieces[i].reach;
    ++(pieces[i].is_extender ? extender_count : fixed_count);
    // A joint overlaps by no more than the shorter of its two connectors.
    if (i > 0) {
      overlap_limit = std::min<std::int64_t>({overlap_limit, pieces[i - 1].end_connector, pieces[i].start_connector});
    }
    if (pieces[i].is_extender) {
      overlap_limit = std::min<std::int64_t>({overlap_limit, pieces[i].end_connector, pieces[i].start_connector});
    }
  }
  const std::int64_t least =
      std::max<std::int64_t>(0, std::min<std::int64_t>(math_->min_overlap(direction), overlap_limit));
  std::int64_t repeats = extender_count > 0 ? 1 : 0;
  const auto reach_with = [&](std::int64_t times, std::int64_t overlap) {
    return fixed + times * extended - std::max<std::int64_t>(0, fixed_count + times * extender_count - 1) * overlap;
  };
  // The length that one more repetition of all extenders adds.
  const std::int64_t gain = extended - extender_count * least;
  if (extender_count > 0 && gain > 0 && reach_with(1, least) < wanted) {
    repeats += (wanted - reach_with(1, least) + gain - 1) / gain;
    repeats = std::min(repeats, kMaxPieces / extender_count);
  }
  const std::int64_t joints = fixed_count + repeats * extender_count - 1;
  // The excess is removed by more overlap, equally at all joints.
  std::int64_t overlap = least;
  if (joints > 0 && reach_with(repeats, least) > wanted) {
    overlap = std::min(std::max(least, overlap_limit), least + (reach_with(repeats, least) - wanted) / joints);
  }
  auto run = std::make_shared<TextRun>();
  run->face = face_.id;
  run->family = face_.family;
  run->size = type.size;
  run->text = std::u32string(1, sign);
  FormulaBox box;
  std::int64_t at = 0;
  std::int64_t across = 0;
  std::int64_t above = 0;
  std::int64_t below = 0;
  for (const text::MathPiece& piece : pieces) {
    for (std::int64_t i = 0; i < (piece.is_extender ? repeats : 1); ++i) {
      RunGlyph placed;
      placed.glyph = piece.glyph;
      placed.characters = run->glyphs.empty() ? 1 : 0;
      const auto ink = text::glyph_box(math_->face(), piece.glyph);
      // Pieces are stacked from the bottom up, by their ink.
      if (direction == MathDirection::Vertical) {
        placed.y_offset = static_cast<std::int16_t>(at - static_cast<std::int64_t>(ink ? ink->bottom : 0));
        across = std::max<std::int64_t>(across, math_->face().advance(piece.glyph));
      } else {
        placed.x_offset = static_cast<std::int16_t>(at - static_cast<std::int64_t>(ink ? ink->left : 0));
        if (ink) above = std::max<std::int64_t>(above, static_cast<std::int64_t>(ink->top));
        if (ink) below = std::max<std::int64_t>(below, static_cast<std::int64_t>(-ink->bottom));
      }
      run->glyphs.push_back(placed);
      at += piece.reach - overlap;
    }
  }
  const std::int64_t total = at + overlap;
  if (direction == MathDirection::Vertical) {
    box.width = units(across, type);
    box.ascent = units(total, type);
  } else {
    box.width = units(total, type);
    box.ascent = units(above, type);
    box.descent = units(below, type);
  }
  if (run->glyphs.empty()) return box;
  run->glyphs.back().advance = static_cast<std::int32_t>(box.width.raw());
  box.glyphs.push_back({{}, {}, box.width, box.ascent, box.descent, std::move(run), type.style, type.origin});
  return box;
}

}  // namespace gongwen::layout
