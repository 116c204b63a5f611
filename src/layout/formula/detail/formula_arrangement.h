// Arranges the finished parts of fractions, scripts and limits (MathML Core sections 3.3.2 and 3.4): boxes in, a box
// out. The distances are constants of the face (table MATH of OpenType).
#pragma once

#include "layout/formula/detail/formula_box.h"
#include "layout/formula/detail/formula_glyphs.h"

#include <cstddef>
#include <vector>

namespace gongwen::layout {

/// The distances that the face prescribes for parts of one type.
struct FormulaDistances {
  const FormulaTypesetter& face;
  FormulaType type;
  bool is_display = false;
  bool is_cramped = false;

  TextLength at(text::MathConstant constant) const { return face.length(constant, type); }
  TextLength at(text::MathConstant display, text::MathConstant other) const { return at(is_display ? display : other); }
};

/// `thickness` is that of the bar; without a bar the parts form a binomial coefficient.
FormulaBox fraction_of(FormulaBox above, FormulaBox below, TextLength thickness, css::Color ink,
                       const FormulaDistances& distances);

/// A subscript and a superscript. A missing one may have a width, which is left blank.
struct ScriptPair {
  FormulaBox below;
  FormulaBox above;
  bool has_below = false;
  bool has_above = false;
};
/// `is_large`: the base is a sign such as ∫, whose lower limit moves in under its slant.
FormulaBox with_scripts(FormulaBox base, bool is_large, ScriptPair scripts, const FormulaDistances& distances);
/// The last `prescripts` pairs are placed before the base.
FormulaBox with_script_pairs(FormulaBox base, bool is_large, std::vector<ScriptPair> pairs, std::size_t prescripts,
                             const FormulaDistances& distances);

struct LimitTraits {
  bool is_large = false;      // the base is a sign such as ∑
  bool is_stretched = false;  // the base is as wide as its limits
  bool is_accent = false;     // `accent`, `accentunder`: set close to the base
  bool is_accent_under = false;
  bool has_letter_accent = false;  // the part above is an accent that the face draws for letters
};
FormulaBox with_limits(FormulaBox base, ScriptPair limits, const LimitTraits& traits,
                       const FormulaDistances& distances);

}  // namespace gongwen::layout
