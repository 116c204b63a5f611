#include "layout/core/detail/break_token.h"

#include <algorithm>

namespace gongwen::layout {

using base::LayoutUnit;
// Costs of breaks, and comparison of tokens: whether a page came any further than the one before it.

/// Costs count thousandths of a page, so that white space and violated rules can be added up.
BreakCost BreakCost::of_white(LayoutUnit white, LayoutUnit page) {
  constexpr LayoutUnit kWhole = LayoutUnit::from_raw(1000);
  return BreakCost(LayoutUnit::scaled(kWhole, white.raw(), page.raw()).raw());
}

/// `-gw-avoid-limit: 30%` lets a page stay white up to that share before `avoid` is violated; without it the usual cost
/// counts.
BreakCost cost_of_parting(const style::ComputedStyle& style, BreakCost usual) {
  if (!style.avoid_limit) return usual;
  const LayoutUnit page = LayoutUnit::from_px(1000);
  return BreakCost::of_white(style.avoid_limit->resolve(page), page);
}

BreakCost cost_of(BreakAppeal appeal, BreakCost avoided) {
  switch (appeal) {
    case BreakAppeal::Perfect: return {};
    case BreakAppeal::ViolatesOrphansWidows: return break_costs::kFewLines;
    case BreakAppeal::ViolatesAvoid: return avoided;
    case BreakAppeal::LastResort: return break_costs::kLastResort;
  }
  return {};
}

// A form box that gives up blank room begins where the one before ended, unless that break was forced.
bool waives_forced_break(const style::ComputedStyle& style, const BreakToken* before) {
  return gives_blank_room(style) && goes_on_inside(before) && !before->is_forced();
}

namespace {

bool are_same_places(const std::vector<BreakTokenPtr>& a, const std::vector<BreakTokenPtr>& b, Heights heights) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](const BreakTokenPtr& x, const BreakTokenPtr& y) {
    return is_same_place(x.get(), y.get(), heights);
  });
}

/// The position of an algorithm in its own units: the index of the next line unit, row or item, by the kind of token.
/// Tokens of the same place have the same position.
std::uint64_t position_of(const BreakToken& token) {
  if (const auto* lines = std::get_if<InlineRest>(&token.payload)) return lines->first_unit;
  if (const auto* table = std::get_if<TableRest>(&token.payload)) return table->row;
  if (const auto* flex = std::get_if<FlexRest>(&token.payload))
    return flex->lines.empty() ? 0 : flex->lines.front().begin;
  if (const auto* grid = std::get_if<GridRest>(&token.payload)) return grid->row;
  return 0;
}

/// How much of the box's height, or of the space above a waiting item, earlier pages have used up.
base::LayoutUnit height_before(const BreakToken& token) {
  // A waiting item has no height of its own on this page.
  const auto* const item = std::get_if<WaitingItem>(&token.payload);
  return item == nullptr ? token.consumed : item->passed;
}

/// How much of the current grid row earlier pages have used up: items may wait for their place in it.
base::LayoutUnit row_before(const BreakToken& token) { return token.rest<GridRest>().passed; }

}  // namespace

/// A box that would have continued anyway keeps its token.
BreakTokenPtr token_to_begin(boxes::BoxId box, const BreakToken* resume) {
  // A copy, which continues at the same place.
  if (resume != nullptr) return std::make_shared<BreakToken>(*resume);
  auto token = std::make_shared<BreakToken>();
  token->box = box;
  token->where = BreakToken::Where::Before;
  return token;
}

BreakTokenPtr forced_token_before(boxes::BoxId box, Forced forced, PageDemand demand) {
  auto token = std::make_shared<BreakToken>();
  token->box = box;
  token->where = BreakToken::Where::Before;
  token->forced = forced;
  token->demand = demand;
  return token;
}

// Linear: a box has few children that continue.
const BreakToken* token_of(boxes::BoxId box, const std::vector<BreakTokenPtr>& tokens) {
  const auto found = std::find_if(tokens.begin(), tokens.end(), [&](const auto& token) { return token->box == box; });
  return found == tokens.end() ? nullptr : found->get();
}

/// Two places are the same if the whole trees of tokens are. `heights` says whether consumed heights count.
bool is_same_place(const BreakToken* a, const BreakToken* b, Heights heights) {
  if (a == nullptr || b == nullptr) return a == b;
  // If growing heights counted, a box that only grows would look like progress on each page, and pages would never end.
  // A box whose height grows only because floats wait in it has made no progress.
  const bool has_height_only = !has_content_left(*a) || a->where == BreakToken::Where::Before;
  const bool is_height_told = heights == Heights::Told && has_height_only;
  const bool same_here = a->box == b->box && a->where == b->where && a->children_done == b->children_done &&
                         a->box_done == b->box_done && position_of(*a) == position_of(*b) &&
                         (!is_height_told || height_before(*a) == height_before(*b)) &&
                         (heights == Heights::Ignored || row_before(*a) == row_before(*b));
  return same_here && are_same_places(a->children, b->children, heights) &&
         are_same_places(a->overflowing, b->overflowing, heights) &&
         std::equal(a->floats.begin(), a->floats.end(), b->floats.begin(), b->floats.end(),
                    [&](const FloatRest& x, const FloatRest& y) {
                      return is_same_place(x.token.get(), y.token.get(), heights);
                    });
}

}  // namespace gongwen::layout
