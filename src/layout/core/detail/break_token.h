// BreakToken: where layout continues on the next page, or in the next column. Tokens form a tree that mirrors the boxes
// which are not finished: resuming means walking down it again (css-break-3).
#pragma once

#include "base/layout_unit.h"
#include "boxes/box.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gongwen::layout {

/// Which side of the sheet must come next.
enum class PageDemand : std::uint8_t { Any, Left, Right };

/// What a break was forced to end; a page ends the columns on it, too.
enum class Forced : std::uint8_t { No, Column, Page };

struct BreakToken;
using BreakTokenPtr = std::shared_ptr<const BreakToken>;

/// A float that continues on the next page, or waits for it.
struct FloatRest {
  BreakTokenPtr token;
  base::LayoutUnit container_left;  // of its containing block in the formatting context
  base::LayoutUnit container_width;
  std::optional<base::LayoutUnit> container_height;
};

/// What only the algorithm that made a token knows.
struct InlineRest {
  std::uint32_t first_unit = 0;    // of the line units that are left
  std::uint32_t floats_until = 0;  // floats before this unit are placed, also where their line is still to come
};
/// Of a cell whose children have heights in percent: what these refer to, the height of its rows in one piece.
struct CellRest {
  base::LayoutUnit rows_height;
};
struct TableRest {
  std::uint32_t row = 0;  // counted over the whole grid
};
/// Items of a flex container, counted in their order there, that are one of its lines.
struct FlexLineRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(const FlexLineRange&, const FlexLineRange&) = default;
};
struct FlexRest {
  /// The lines that have started and are not finished: one of a row container, empty if the next line starts on the
  /// next page; all of a column. The other items are divided into lines again if the container becomes wider or
  /// narrower there.
  std::vector<FlexLineRange> lines;
};
struct GridPlacement;
struct GridRest {
  std::uint32_t row = 0;  // the row that continues, or the one that comes next
  bool has_begun = false;
  base::LayoutUnit passed;  // of a row that continues: what earlier pages have of its height
  /// Where the items are, found on the first page: pages of another width change nothing in it.
  std::shared_ptr<const GridPlacement> placement;
};
/// Of a flex item that has not started: how much of the space above it earlier pages have used up.
struct WaitingItem {
  base::LayoutUnit passed;
};
using BreakPayload = std::variant<std::monostate, InlineRest, CellRest, TableRest, FlexRest, GridRest, WaitingItem>;

struct BreakToken {
  enum class Where : std::uint8_t { Before, Inside };
  boxes::BoxId box;
  Where where = Where::Inside;
  /// Block size of the box that earlier pages have used up, without borders and paddings.
  base::LayoutUnit consumed;
  /// All children are laid out; only the box's own height continues.
  bool children_done = false;
  /// The box itself has ended; only what overflows it continues, beside what follows (css-break-3 section 2.1).
  bool box_done = false;
  /// The marker of a list item is on an earlier page.
  bool marker_shown = false;
  PageDemand demand = PageDemand::Any;
  Forced forced = Forced::No;
  BreakPayload payload;
  std::vector<BreakTokenPtr> children;
  /// Children that have ended and have overflow to continue: each a flow parallel to that of `children`.
  std::vector<BreakTokenPtr> overflowing;
  /// Of a box that establishes a block formatting context: its floats that are not finished.
  std::vector<FloatRest> floats;

  bool is_forced() const { return forced != Forced::No; }
  /// The payload of an algorithm; its default where the token is of another one.
  template <typename Payload>
  Payload rest() const {
    const Payload* const found = std::get_if<Payload>(&payload);
    return found == nullptr ? Payload() : *found;
  }
};

/// Whether a token continues inside of its box; tokens may be null.
inline bool goes_on_inside(const BreakToken* token) {
  return token != nullptr && token->where == BreakToken::Where::Inside;
}

/// For a box that has not started, or that is to continue as it was: `resume` may be null.
BreakTokenPtr token_to_begin(boxes::BoxId box, const BreakToken* resume = nullptr);
/// For a box that starts on the next page because that was forced.
BreakTokenPtr forced_token_before(boxes::BoxId box, Forced forced, PageDemand demand);
/// The token of this box; null where there is none.
const BreakToken* token_of(boxes::BoxId box, const std::vector<BreakTokenPtr>& tokens);

/// Whether a box's content continues, its floats included, or only the box itself.
inline bool has_content_left(const BreakToken& token) {
  return !token.children_done || !token.floats.empty() || !token.overflowing.empty();
}

/// Whether a page between the two would have brought the document no further. Heights count only where nothing but a
/// box's own height continues, or what an item has above it; tokens may be null.
enum class Heights : bool { Ignored, Told };
bool is_same_place(const BreakToken* a, const BreakToken* b, Heights heights = Heights::Told);

}  // namespace gongwen::layout
