// What the end of a page costs: the one table of weights by which layout decides between leaving a page white and
// parting what should stay together. No other place knows a half, a third or a quarter of a page.
#pragma once

#include "base/layout_unit.h"
#include "layout/core/detail/break_token.h"
#include "style/computed_style.h"

#include <compare>
#include <cstdint>
#include <optional>

namespace gongwen::layout {

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
inline constexpr BreakCost kLastResort{8000};  // a box that nothing may part

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
