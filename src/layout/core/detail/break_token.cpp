#include "layout/core/detail/break_token.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

bool are_same_places(const std::vector<BreakTokenPtr>& a, const std::vector<BreakTokenPtr>& b, Heights heights) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](const BreakTokenPtr& x, const BreakTokenPtr& y) {
    return is_same_place(x.get(), y.get(), heights);
  });
}

}  // namespace

bool is_same_place(const BreakToken* a, const BreakToken* b, Heights heights) {
  if (a == nullptr || b == nullptr) return a == b;
  const bool has_height_only = a->children_done || a->where == BreakToken::Where::Before;
  const bool is_height_told = heights == Heights::Told && has_height_only;
  const bool same_here = a->box == b->box && a->where == b->where && a->children_done == b->children_done &&
                         a->box_done == b->box_done && a->position == b->position &&
                         (!is_height_told || a->consumed == b->consumed);
  return same_here && are_same_places(a->children, b->children, heights) &&
         are_same_places(a->overflowing, b->overflowing, heights) &&
         std::equal(a->floats.begin(), a->floats.end(), b->floats.begin(), b->floats.end(),
                    [&](const FloatRest& x, const FloatRest& y) {
                      return is_same_place(x.token.get(), y.token.get(), heights);
                    });
}

}  // namespace gongwen::layout
