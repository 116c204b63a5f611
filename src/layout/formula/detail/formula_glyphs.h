// Glyphs of formulas: shapes letters and words, and stretches signs to a requested size (MathML Core section 5).
#pragma once

#include "dom/math/letters.h"
#include "layout/core/context.h"
#include "layout/formula/detail/formula_box.h"
#include "text/math_face.h"

#include <optional>
#include <string_view>

namespace gongwen::layout {

/// Size and style of the glyphs of one element.
struct FormulaType {
  base::FontSize size;
  style::StyleId style;
  diagnostics::OriginId origin;
  int level = 0;  // depth of scripts: 0 outside of them
};

class FormulaTypesetter {
 public:
  /// `style` is that of the math element. Reports: layout/no-formula-font.
  FormulaTypesetter(style::StyleId style, diagnostics::OriginId origin, LayoutContext& context);

  /// Whether there is a face for formulas; without one nothing can be set.
  bool has_face() const { return math_.has_value(); }
  TextLength length(text::MathConstant constant, const FormulaType& type) const;
  /// In percent.
  int percent(text::MathConstant constant) const { return math_->constant(constant); }
  TextLength units(std::int64_t font_units, const FormulaType& type) const;
  TextLength em(const FormulaType& type) const;
  TextLength ex(const FormulaType& type) const;

  /// Sets letters and words. Text copied from a file is the characters as written, whatever style they are shown in.
  /// Reports: text/missing-glyph.
  FormulaBox set_text(std::u32string_view text, math::LetterStyle letters, const FormulaType& type);
  /// A sign stretched to `target` or the next larger size that the face allows; its usual form if there are no larger
  /// ones.
  FormulaBox stretch(char32_t sign, text::MathDirection direction, TextLength target, const FormulaType& type);
  bool has_glyph(char32_t character) const { return math_->face().glyph(character) != text::kMissingGlyph; }
  /// The accent `combining` of the face, at most `target` long; copied from a file as `sign`.
  FormulaBox accent(char32_t sign, char32_t combining, TextLength target, const FormulaType& type);
  /// Whether the face has any larger form of a sign.
  bool can_stretch(char32_t sign, text::MathDirection direction) const;

 private:
  struct Chosen {
    text::FaceId id;
    text::FamilyId family;
    const text::Face* face = nullptr;
    bool synthetic_bold = false;
    bool synthetic_oblique = false;
  };

  void find_face();
  Chosen choose(char32_t character, const FormulaType& type);
  void shape(std::u32string_view shown, std::u32string_view written, const Chosen& chosen, const FormulaType& type,
             FormulaBox& box);
  FormulaBox one_glyph(char32_t sign, text::GlyphId glyph, const FormulaType& type);
  FormulaBox assemble(char32_t sign, const std::vector<text::MathPiece>& pieces, text::MathDirection direction,
                      TextLength target, const FormulaType& type);

  LayoutContext& context_;
  style::StyleId style_;
  text::StackId stack_;
  Chosen face_;
  std::optional<text::MathFace> math_;
};

}  // namespace gongwen::layout
