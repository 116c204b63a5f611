// Glyphs of formulas: shaping of letters and words, and signs that are as large as asked for (MathML Core section 5).
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
  int level = 0;  // of scripts: 0 for what is none
};

class FormulaTypesetter {
 public:
  /// `style`: of the math element. Reports: layout/no-formula-font.
  FormulaTypesetter(style::StyleId style, diagnostics::OriginId origin, LayoutContext& context);

  /// False if there is no face for formulas; then nothing can be set.
  bool has_face() const { return math_.has_value(); }
  TextLength length(text::MathConstant constant, const FormulaType& type) const;
  /// In percent.
  int percent(text::MathConstant constant) const { return math_->constant(constant); }
  TextLength units(std::int64_t font_units, const FormulaType& type) const;
  TextLength em(const FormulaType& type) const;
  TextLength ex(const FormulaType& type) const;

  /// Letters and words; what is copied out of a file are the characters as written, in whatever style they are shown.
  /// Reports: text/missing-glyph.
  FormulaBox set_text(std::u32string_view text, math::LetterStyle letters, const FormulaType& type);
  /// A sign that reaches at least `target`, as near to it as the face allows. Without larger forms, its usual form.
  FormulaBox stretch(char32_t sign, text::MathDirection direction, TextLength target, const FormulaType& type);
  bool has_glyph(char32_t character) const { return math_->face().glyph(character) != text::kMissingGlyph; }
  /// The accent `combining` of the face, which reaches at most `target`; copied as `sign`.
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
