// The operator dictionary (MathML Core section 3.2.4 and appendix B): the spacing of an operator and how it stretches.
#pragma once

#include "dom/math/formula.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::math {

enum class OperatorForm : std::uint8_t { Infix, Prefix, Postfix };

/// The axis along which an operator stretches: brackets become as high as their content, arrows as wide as the text
/// above them.
enum class StretchAxis : std::uint8_t { Block, Inline };

struct OperatorTraits {
  int left = 5;  // spaces beside it, in 1/18 em
  int right = 5;
  bool is_stretchy = false;
  bool is_symmetric = false;
  bool is_large = false;
  bool has_movable_limits = false;
};

/// Looks up the dictionary; if it has no entry for `form` and `is_fixed` is false, another form is tried.
OperatorTraits operator_traits(std::u32string_view text, OperatorForm form, bool is_fixed);
StretchAxis stretch_axis(std::u32string_view text);

/// The `<mo>` that makes an element behave as an operator, such as the base of a script; null for all others.
const Part* core_operator(const Part& part);
/// Whether the part is mtext or mspace, or a row of nothing else.
bool is_space_like(const Part& part);
/// The form of an operator at a place in a row (section 3.2.4.2), if it has no `form` attribute.
OperatorForm form_in_row(const Part& row, std::size_t place);
std::optional<OperatorForm> find_operator_form(std::string_view name);

/// Where a long formula may continue on the next line: preferably after a relation rather than after a term. GB
/// 3102.11: the sign stays at the end of the line and is not repeated.
enum class LineEnd : std::uint8_t { None, AfterTerm, AfterRelation };
LineEnd line_end_after(std::u32string_view text);
/// Whether a sign is invisible: U+2061 to U+2064 express how signs belong together, such as a product without a sign.
inline bool is_invisible(char32_t c) { return c >= 0x2061 && c <= 0x2064; }
bool is_invisible(std::u32string_view text);

/// Whether a row begins with a relation, as in the second cells of aligned formulas, whose left side is in the cell
/// before.
bool begins_with_relation(const Part& row);
/// +1 for an opening, −1 for a closing bracket, 0 for all others.
int bracket_step(std::u32string_view text);

}  // namespace gongwen::math
