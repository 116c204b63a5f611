// The places where a formula may continue on the next line.
#pragma once

#include "dom/math/formula.h"
#include "dom/math/operators.h"

#include <cstddef>
#include <vector>

namespace gongwen::math {

/// A stretch of a formula's outermost row that stays on one line.
struct LinePiece {
  std::size_t begin = 0;  // index of its first part in the row
  std::size_t end = 0;
  LineEnd end_kind = LineEnd::None;  // of its last part; None: the formula ends
};

/// The row that is split into lines: the outermost one with more than one part.
const Part& outermost_row(const Part& formula);
/// The pieces of the row, at least one. Lines end after relations and between terms, never within brackets.
std::vector<LinePiece> line_pieces(const Part& row);
/// The pieces of a whole formula; only one if its outermost row runs in another direction than the formula itself,
/// since the pieces of a line run in the direction of the formula.
std::vector<LinePiece> pieces_of_formula(const Part& formula, const std::function<bool(dom::NodeId)>& is_from_right);

}  // namespace gongwen::math
