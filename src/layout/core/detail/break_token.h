// BreakToken: where layout continues on the next page, or in the next column. Tokens form a tree that mirrors the boxes
// which are not finished: resuming means walking down it again (css-break-3).
#pragma once

#include "base/geometry.h"
#include "layout/boxes/box.h"
#include "style/computed_style.h"

#include <compare>
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
  std::uint32_t row = 0;    // counted over the whole grid
  std::uint32_t begun = 0;  // the rows before this one began on earlier pages
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

// What the end of a page costs: the one table of weights by which layout decides between leaving a page white and
// parting what should stay together. No other place knows a half, a third or a quarter of a page.

/// How good a break is by the rules of css-break-3 section 4.4; more is better.
enum class BreakAppeal : std::uint8_t { LastResort, ViolatesAvoid, ViolatesOrphansWidows, Perfect };

/// In thousandths of a page that stays white: of two places the page ends at the one that costs less, white room and
/// what is given up there added up; at the later of equals.
class BreakCost {
 public:
  constexpr BreakCost() = default;
  explicit constexpr BreakCost(std::int32_t thousandths) : thousandths_(thousandths) {}
  /// Of so much white on a page of this height, which is not zero.
  static BreakCost of_white(base::LayoutUnit white, base::LayoutUnit page);

  /// Whether more than this stays white.
  bool is_exceeded_by(base::LayoutUnit white, base::LayoutUnit page) const { return of_white(white, page) > *this; }
  friend constexpr BreakCost operator+(BreakCost a, BreakCost b) { return BreakCost(a.thousandths_ + b.thousandths_); }
  friend constexpr auto operator<=>(const BreakCost&, const BreakCost&) = default;

 private:
  std::int32_t thousandths_ = 0;
};

/// The weights.
namespace break_costs {

// css-break-3 section 4.5: rules are given up one after the other, the last one only where nothing else is possible. No
// white page is worth as much, so each is more than the one before it and a page.
inline constexpr BreakCost kFewLines{2000};    // fewer lines than `orphans` and `widows`
inline constexpr BreakCost kKeptParted{4000};  // what `avoid` keeps together
inline constexpr BreakCost kLastResort{8000};  // a break inside a box that cannot be parted

// A row of a table is read across: its cells are found together on one page, unless the reader would take the white
// foot of the page for the end of the table. From a quarter on they do.
inline constexpr BreakCost kRowParted{250};
// A group of rows that a spanning cell holds together is a row of rows.
inline constexpr BreakCost kGroupParted{250};
// A head or foot that takes half of each page leaves the rows less than it takes itself: it is not repeated
// (css-tables-3 section 6.1 leaves the limit open).
inline constexpr BreakCost kRepeatedHead{500};

// Boxes of forms (`-gw-blank-room: give`). A form is read page by page, and an answer is looked for below its question:
// a box with its answer is parted only where half of a page would be white without it. A label or a signature parted
// from its text looks like an oversight, so that costs more, though not a page with next to nothing on it.
inline constexpr BreakCost kFormBoxParted{500};
inline constexpr BreakCost kFormPairParted{667};

}  // namespace break_costs

/// What `avoid` of a box keeps together costs when it is parted: `-gw-avoid-limit`, otherwise `usual`.
BreakCost cost_of_parting(const style::ComputedStyle& style, BreakCost usual);
/// What a break costs by itself; `avoided` is what `avoid` costs there.
BreakCost cost_of(BreakAppeal appeal, BreakCost avoided);

// Blank room costs nothing: nobody misses the empty lines of a form. It is given up where a page more would be needed
// without, and only as much of it as saves that page.

/// How much of its blank room a form gives up, in parts of 255.
class BlankShare {
 public:
  constexpr BlankShare() = default;
  static constexpr BlankShare none() { return BlankShare(0); }
  static constexpr BlankShare all() { return BlankShare(kAll); }
  base::LayoutUnit of(base::LayoutUnit blank) const { return base::LayoutUnit::scaled(blank, parts_, kAll); }
  friend constexpr auto operator<=>(const BlankShare&, const BlankShare&) = default;

  /// The smallest share between none, which is known not to do, and all, which does; `does(share)` is asked eight
  /// times.
  template <typename Does>
  static void find_least(const Does& does) {
    for (int less = 0, enough = kAll; enough - less > 1;) {
      const int middle = (less + enough) / 2;
      (does(BlankShare(static_cast<std::uint8_t>(middle))) ? enough : less) = middle;
    }
  }

 private:
  static constexpr int kAll = 255;
  explicit constexpr BlankShare(int parts) : parts_(static_cast<std::uint8_t>(parts)) {}
  std::uint8_t parts_ = 0;
};

inline bool gives_blank_room(const style::ComputedStyle& style) { return style.blank_room == style::BlankRoom::Give; }

/// A form is parted in pages only while each part has room on its own: a break is not forced before a box that gives up
/// blank room where what comes before it has moved on to this page; `before` is where that continued from, or null.
bool waives_forced_break(const style::ComputedStyle& style, const BreakToken* before);

}  // namespace gongwen::layout
