// The operator dictionary (MathML Core section 3.2.4 and appendix B): the spacing of an operator and how it stretches.
#pragma once

#include "dom/math/formula.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::math {

enum class OperatorForm : std::uint8_t { Infix, Prefix, Postfix };

/// Along which axis an operator stretches: brackets are as high as what is between them, arrows as wide as what is over
/// them.
enum class StretchAxis : std::uint8_t { Block, Inline };

struct OperatorTraits {
  int left = 5;  // spaces beside it, in 1/18 em
  int right = 5;
  bool is_stretchy = false;
  bool is_symmetric = false;
  bool is_large = false;
  bool has_movable_limits = false;
};

/// Looks up the dictionary; `form` is exchanged for another where it has no entry and `is_fixed` is false.
OperatorTraits operator_traits(std::u32string_view text, OperatorForm form, bool is_fixed);
StretchAxis stretch_axis(std::u32string_view text);

/// The `<mo>` that makes an element behave as an operator, such as the base of a script; null for all others.
const Part* core_operator(const Part& part);
/// mtext and mspace, and rows of nothing else.
bool is_space_like(const Part& part);
/// The form of an operator at a place of a row (section 3.2.4.2), where its `form` attribute does not say it.
OperatorForm form_in_row(const Part& row, std::size_t place);
std::optional<OperatorForm> find_operator_form(std::string_view name);

/// Where a long formula may go on in the next line: after a relation rather than after a sum or a product. GB 3102.11:
/// the sign stays at the end of the line and is not repeated.
enum class LineEnd : std::uint8_t { None, AfterTerm, AfterRelation };
LineEnd line_end_after(std::u32string_view text);
/// Whether nothing of a sign is seen: U+2061 to U+2064 say how signs belong together, as a product without a sign.
inline bool is_invisible(char32_t c) { return c >= 0x2061 && c <= 0x2064; }
bool is_invisible(std::u32string_view text);

/// Whether a row begins with a relation, as the second cells of aligned formulas do: the left side stands in the cell
/// before.
bool begins_with_relation(const Part& row);
/// +1 for an opening, −1 for a closing bracket, 0 for all others.
int bracket_step(std::u32string_view text);

}  // namespace gongwen::math
