// BreakToken: where layout continues on the next page, or in the next column. Tokens form a tree that mirrors the
// unfinished boxes: to resume, layout walks down this tree again (css-break-3).
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

/// The side of the sheet that the next page must be on.
enum class PageDemand : std::uint8_t { Any, Left, Right };

/// What a forced break ends; the end of a page also ends the columns on it.
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

/// Payloads: data that only the algorithm that made a token understands.
struct InlineRest {
  std::uint32_t first_unit = 0;    // first of the remaining line units
  std::uint32_t floats_until = 0;  // floats before this unit are placed, even if their line comes later
};
/// For a cell whose children have heights in percent: the height of its rows in one piece, which these refer to.
struct CellRest {
  base::LayoutUnit rows_height;
};
struct TableRest {
  std::uint32_t row = 0;    // row at which the table continues, counted over the whole grid
  std::uint32_t begun = 0;  // the rows before this one began on earlier pages
};
/// The items on one line of a flex container, as a range in the container's order.
struct FlexLineRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(const FlexLineRange&, const FlexLineRange&) = default;
};
struct FlexRest {
  /// The lines that have started but not ended: in a row container at most one, none if the next line starts on the
  /// next page; in a column container all of them. The other items are divided into lines again if the container is
  /// wider or narrower on the next page.
  std::vector<FlexLineRange> lines;
};
struct GridPlacement;
struct GridRest {
  std::uint32_t row = 0;  // the row that continues, or the one that comes next
  bool has_begun = false;
  base::LayoutUnit passed;  // height of a continued row that earlier pages have used up
  /// The places of the items, found on the first page: they do not change on pages of another width.
  std::shared_ptr<const GridPlacement> placement;
};
/// For a flex item that has not started: how much of the space above it earlier pages have used up.
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
  /// The box itself has ended; only its overflow continues, beside the following content (css-break-3 section 2.1).
  bool box_done = false;
  /// The marker of a list item is on an earlier page.
  bool marker_shown = false;
  PageDemand demand = PageDemand::Any;
  Forced forced = Forced::No;
  BreakPayload payload;
  std::vector<BreakTokenPtr> children;
  /// Children that have ended but whose overflow continues: each is a flow parallel to that of `children`.
  std::vector<BreakTokenPtr> overflowing;
  /// The unfinished floats, if the box establishes a block formatting context.
  std::vector<FloatRest> floats;

  bool is_forced() const { return forced != Forced::No; }
  /// The payload of an algorithm; a default one if the token is from another algorithm.
  template <typename Payload>
  Payload rest() const {
    const Payload* const found = std::get_if<Payload>(&payload);
    return found == nullptr ? Payload() : *found;
  }
};

/// Whether a token continues inside its box; tokens may be null.
inline bool goes_on_inside(const BreakToken* token) {
  return token != nullptr && token->where == BreakToken::Where::Inside;
}

/// A token for a box that has not started, or that continues as before; `resume` may be null.
BreakTokenPtr token_to_begin(boxes::BoxId box, const BreakToken* resume = nullptr);
/// A token for a box that a forced break moves to the next page.
BreakTokenPtr forced_token_before(boxes::BoxId box, Forced forced, PageDemand demand);
/// Returns the token of this box; null if absent.
const BreakToken* token_of(boxes::BoxId box, const std::vector<BreakTokenPtr>& tokens);

/// Whether content or floats of a box continue, rather than the box alone.
inline bool has_content_left(const BreakToken& token) {
  return !token.children_done || !token.floats.empty() || !token.overflowing.empty();
}

/// Whether two tokens are at the same place, so that a page between them made no progress. Heights are compared only if
/// nothing but a box's own height continues, or the space above an item; tokens may be null.
enum class Heights : bool { Ignored, Told };
bool is_same_place(const BreakToken* a, const BreakToken* b, Heights heights = Heights::Told);

// The costs of ending a page: the one table of weights by which layout decides between leaving a page white and
// splitting what should stay together. No other place in layout refers to a half, a third or a quarter of a page.

/// How good a break is by the rules of css-break-3 section 4.4; higher is better.
enum class BreakAppeal : std::uint8_t { LastResort, ViolatesAvoid, ViolatesOrphansWidows, Perfect };

/// Thousandths of a page that stays white. Of two places the page ends at the one with the lower sum of white space and
/// of violated rules; at the later one if they are equal.
class BreakCost {
 public:
  constexpr BreakCost() = default;
  explicit constexpr BreakCost(std::int32_t thousandths) : thousandths_(thousandths) {}
  /// The cost of `white` on a page of height `page`, which must not be zero.
  static BreakCost of_white(base::LayoutUnit white, base::LayoutUnit page);

  /// Whether `white` costs more than this.
  bool is_exceeded_by(base::LayoutUnit white, base::LayoutUnit page) const { return of_white(white, page) > *this; }
  friend constexpr BreakCost operator+(BreakCost a, BreakCost b) { return BreakCost(a.thousandths_ + b.thousandths_); }
  friend constexpr auto operator<=>(const BreakCost&, const BreakCost&) = default;

 private:
  std::int32_t thousandths_ = 0;
};

/// The weights.
namespace break_costs {

// css-break-3 section 4.5: rules are given up one after the other, the last one only if nothing else is possible. White
// space cannot outweigh this order, so each weight exceeds the one before it by more than a page.
inline constexpr BreakCost kFewLines{2000};    // fewer lines than `orphans` and `widows`
inline constexpr BreakCost kKeptParted{4000};  // what `avoid` keeps together is split
inline constexpr BreakCost kLastResort{8000};  // a break inside a box that must not be split

// A row of a table is read across, so its cells stay on one page, unless the reader would take the white space at the
// foot of the page for the end of the table, as from a quarter of a page on.
inline constexpr BreakCost kRowParted{250};
// A group of rows that a spanning cell holds together counts as a single row.
inline constexpr BreakCost kGroupParted{250};
// A head or foot that takes half of each page leaves less for the rows than it takes itself, so it is not repeated
// (css-tables-3 section 6.1 leaves the limit open).
inline constexpr BreakCost kRepeatedHead{500};

// Boxes of forms (`-gw-blank-room: give`). A form is read page by page, and an answer is expected below its question: a
// box with its answer is split only if half of a page would be white otherwise. A label or a signature separated from
// its text looks like an oversight, so that costs more, but less than an almost empty page.
inline constexpr BreakCost kFormBoxParted{500};
inline constexpr BreakCost kFormPairParted{667};

}  // namespace break_costs

/// The cost of splitting what `avoid` of a box keeps together: `-gw-avoid-limit`, otherwise `usual`.
BreakCost cost_of_parting(const style::ComputedStyle& style, BreakCost usual);
/// The cost of a break by itself; `avoided` is the cost of violating `avoid` there.
BreakCost cost_of(BreakAppeal appeal, BreakCost avoided);

// Blank room costs nothing, since readers do not miss the empty lines of a form. It is given up only if a further page
// would be needed otherwise, and only as much of it as saves that page.

/// How much of its blank room a form gives up, in parts of 255.
class BlankShare {
 public:
  constexpr BlankShare() = default;
  static constexpr BlankShare none() { return BlankShare(0); }
  static constexpr BlankShare all() { return BlankShare(kAll); }
  base::LayoutUnit of(base::LayoutUnit blank) const { return base::LayoutUnit::scaled(blank, parts_, kAll); }
  friend constexpr auto operator<=>(const BlankShare&, const BlankShare&) = default;

  /// Searches for the smallest sufficient share between none, which is known to be too little, and all, which is
  /// enough; calls `does(share)` eight times.
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

/// Whether a forced break before a form's box is ignored, so that a form is split only if each part fits on a page by
/// itself. It is for a box that gives up blank room if the box before it continues from an earlier page; `before` is
/// the token from which it continues there, or null.
bool waives_forced_break(const style::ComputedStyle& style, const BreakToken* before);

}  // namespace gongwen::layout
