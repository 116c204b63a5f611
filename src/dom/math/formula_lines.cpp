#include "dom/math/formula_lines.h"

#include <algorithm>

namespace gongwen::math {

const Part& outermost_row(const Part& formula) {
  const Part* row = &formula;
  while (row->parts.size() == 1 && row->parts.front().kind == PartKind::Row) row = &row->parts.front();
  return *row;
}

std::vector<LinePiece> line_pieces(const Part& row) {
  std::vector<LinePiece> pieces;
  LinePiece piece;
  int depth = 0;
  for (std::size_t i = 0; i + 1 < row.parts.size(); ++i) {
    const Part* const sign = core_operator(row.parts[i]);
    if (sign == nullptr) continue;
    depth = std::max(0, depth + bracket_step(sign->text));
    // A line must not end at a sign before the first term.
    const bool is_infix = form_in_row(row, i) == OperatorForm::Infix;
    const bool follows_operator = i > 0 && core_operator(row.parts[i - 1]) != nullptr &&
                                  line_end_after(core_operator(row.parts[i - 1])->text) != LineEnd::None;
    const LineEnd end = is_infix && !follows_operator && depth == 0 ? line_end_after(sign->text) : LineEnd::None;
    if (end == LineEnd::None) continue;
    piece.end = i + 1;
    piece.end_kind = end;
    pieces.push_back(piece);
    piece = {i + 1, i + 1, LineEnd::None};
  }
  piece.end = row.parts.size();
  piece.end_kind = LineEnd::None;
  pieces.push_back(piece);
  return pieces;
}

std::vector<LinePiece> pieces_of_formula(const Part& formula, const std::function<bool(dom::NodeId)>& is_from_right) {
  const Part& row = outermost_row(formula);
  const bool is_turned = row.element && is_from_right(row.element) != is_from_right(formula.element);
  if (is_turned) return {{0, row.parts.size(), LineEnd::None}};
  return line_pieces(row);
}

}  // namespace gongwen::math
