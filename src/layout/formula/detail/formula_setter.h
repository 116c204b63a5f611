// FormulaSetter: lays out the parts of a formula (MathML Core section 3).
#pragma once

#include "dom/math/formula.h"
#include "dom/math/operators.h"
#include "layout/core/context.h"
#include "layout/formula/detail/formula_arrangement.h"
#include "layout/formula/detail/formula_box.h"
#include "layout/formula/detail/formula_glyphs.h"
#include "layout/formula/detail/formula_table.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::layout {

class FormulaSetter {
 public:
  FormulaSetter(dom::NodeId math, style::StyleId style, diagnostics::OriginId origin, LayoutContext& context);

  /// The parts of the outermost row, from left to right, all stretched to one height; empty if there is no face for
  /// formulas.
  std::vector<SetPart> set_outermost(const math::Part& formula);
  TextLength em() const { return type_.em(root_.type); }
  /// Whether the formula runs from right to left, though its parts are given from left to right.
  bool is_from_right() const { return root_.is_from_right; }

 private:
  /// Properties that a part inherits.
  struct Look {
    FormulaType type;
    bool is_display = false;  // `displaystyle`: large signs, limits above and below
    bool is_cramped = false;  // `math-shift: compact`: superscripts are not raised as high
    std::optional<math::LetterStyle> letters = std::nullopt;
    base::FontSize outer_size = {};  // of the parent element, to which sizes of its parts are relative
    bool is_from_right = false;
  };

  /// Sizes to which an operator should stretch.
  struct Stretch {
    math::OperatorForm form = math::OperatorForm::Infix;
    std::optional<TextLength> across = std::nullopt;  // the width to be covered
    bool is_upright = false;                          // stretches to the height of its row:
    TextLength ascent = {};
    TextLength descent = {};
  };

  /// An operator with its properties, from the dictionary or from its attributes.
  struct Operator {
    const math::Part* part = nullptr;
    math::OperatorTraits traits;
    math::StretchAxis axis = math::StretchAxis::Block;
    TextLength left;
    TextLength right;
  };

  Look enter(const math::Part& part, Look look) const;
  Look deeper(Look look, int levels, bool is_cramped) const;
  FormulaBox set(const math::Part& part, const Look& around, const Stretch& stretch);
  FormulaBox set(const math::Part& part, const Look& around) { return set(part, around, Stretch()); }
  FormulaBox set_entered(const math::Part& part, const Look& look, const Stretch& stretch);
  FormulaBox finished(const math::Part& part, const Look& around, const Look& look, FormulaBox box) const;
  enum class AddsSpace : std::uint8_t { UnlessOperator, Always };
  std::vector<SetPart> set_parts(const math::Part& row, const Look& look, const Stretch& stretch, AddsSpace adds);
  FormulaBox set_row(const math::Part& row, const Look& look, const Stretch& stretch);
  FormulaBox set_row(const math::Part& row, const Look& look) { return set_row(row, look, Stretch()); }
  FormulaBox set_token(const math::Part& part, const Look& look);
  FormulaBox set_operator(const math::Part& part, const Look& look, const Stretch& stretch);
  FormulaBox set_space(const math::Part& part, const Look& look);
  FormulaBox set_fraction(const math::Part& part, const Look& look, const Stretch& stretch);
  FormulaBox set_root(const math::Part& part, const Look& look);
  FormulaBox set_scripts(const math::Part& part, const Look& look, const Stretch& stretch);
  FormulaBox set_multiscripts(const math::Part& part, const Look& look, const Stretch& stretch);
  FormulaBox set_limits(const math::Part& part, const Look& look, const Stretch& stretch);
  std::vector<FormulaCell> table_cells(const math::Part& table, const Look& look);
  FormulaBox set_table(const math::Part& part, const Look& look);
  FormulaBox set_padded(const math::Part& part, const Look& look, const Stretch& stretch);
  FormulaBox set_enclosed(const math::Part& part, const Look& look, const Stretch& stretch);

  std::optional<Operator> operator_of(const math::Part& part, const Look& look, math::OperatorForm form) const;
  TextLength constant(text::MathConstant constant, const Look& look) const { return type_.length(constant, look.type); }
  FormulaDistances distances(const Look& look) const { return {type_, look.type, look.is_display, look.is_cramped}; }
  TextLength axis(const Look& look) const;
  css::Color color(const Look& look) const;
  std::optional<TextLength> read_length(std::string_view text, const Look& look, TextLength whole) const;
  std::optional<TextLength> length_of(const math::Part& part, std::string_view name, const Look& look,
                                      TextLength whole) const;

  LayoutContext& context_;
  FormulaTypesetter type_;
  Look root_;
};

}  // namespace gongwen::layout
