// What a layout algorithm gets and what it gives. The result depends on the input alone; the context (context.h) only
// lends fonts and remembers.
#pragma once

#include "layout/core/detail/break_token.h"
#include "layout/core/detail/float_space.h"
#include "layout/core/fragment.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace gongwen::layout {

// LayoutCache: the cache of one algorithm for the document that is being laid out. Each algorithm has its own type,
// which other algorithms do not know; the context keeps one of each.

class LayoutCache {
 public:
  virtual ~LayoutCache() = default;
  /// Forgets what must not reach another round of layout: fragments, and content that depends on page references.
  virtual void begin_round() = 0;
  /// Forgets the fragments of finished pages; caches without fragments override it to do nothing.
  virtual void drop_fragments() { begin_round(); }
  /// Whether the content depends on page references; facts about styles and the box tree do not.
  virtual bool depends_on_pages() const { return true; }
};

/// Facts that hold for the whole document.
class DocumentFacts : public LayoutCache {
 public:
  void begin_round() override {}
  bool depends_on_pages() const override { return false; }
};

/// Sizes and widths, which hold for one round and contain no fragments.
class RoundFacts : public LayoutCache {
 public:
  void drop_fragments() override {}
};

/// One cache of each type that has been requested.
class LayoutCaches {
 public:
  template <typename Cache>
  Cache& get() {
    static const std::size_t slot = next_slot();
    if (slot >= caches_.size()) caches_.resize(slot + 1);
    std::unique_ptr<LayoutCache>& cache = caches_[slot];
    if (cache == nullptr) cache = std::make_unique<Cache>();
    return static_cast<Cache&>(*cache);
  }
  void begin_round();
  void drop_fragments();
  /// Swaps the caches that depend on page references with those of another set.
  void exchange_content(LayoutCaches& other);

 private:
  static std::size_t next_slot();

  std::vector<std::unique_ptr<LayoutCache>> caches_;
};

/// During its lifetime, caches that depend on page references are set aside: content that differs from page to page
/// must neither use nor fill them.
class WithoutMemory {
 public:
  explicit WithoutMemory(LayoutCaches& caches) : caches_(caches) { exchange(); }
  ~WithoutMemory() { exchange(); }
  WithoutMemory(const WithoutMemory&) = delete;
  WithoutMemory& operator=(const WithoutMemory&) = delete;

 private:
  void exchange() { caches_.exchange_content(set_aside_); }

  LayoutCaches& caches_;
  LayoutCaches set_aside_;
};

/// Adjoining margins, not yet added up (CSS 2.2 section 8.3.1): the largest positive and the most negative of them.
struct MarginStrut {
  LayoutUnit positive;
  LayoutUnit negative;
  /// The margins adjoin an unforced break and vanish (css-break-3 section 5.2).
  bool vanishes = false;

  void add(LayoutUnit margin) {
    if (vanishes) return;
    positive = std::max(positive, margin);
    negative = std::min(negative, margin);
  }
  LayoutUnit sum() const { return positive + negative; }
  friend bool operator==(const MarginStrut&, const MarginStrut&) = default;
};

enum class FragmentainerKind : std::uint8_t { Page, Column };

/// The space that a box is laid out in, in block direction: a page, or a column of a multi-column container
/// (css-break-3 section 2).
struct Fragmentainer {
  /// Space left in it from where the box may start; unlimited if there are no pages or columns.
  LayoutUnit remaining = LayoutUnit::max();
  /// Height of the whole page or column: a row that is lower than it is kept whole.
  LayoutUnit height = LayoutUnit::max();
  /// Nothing has been placed in it yet, so the next content must be placed even if it does not fit.
  bool at_top = false;
  FragmentainerKind kind = FragmentainerKind::Page;
  /// Whether it is a page, or a column on one, so that pages may end in it.
  bool in_pages = true;
  /// The share of their blank room that boxes give up, so that what follows them fits here, too.
  BlankShare blank_given = {};
  /// Another page may have more space: for the row of a cell that is cut, or without the notes of this page.
  bool more_elsewhere = false;

  bool is_limited() const { return remaining != LayoutUnit::max(); }
  LayoutUnit filled() const { return height - remaining; }
  bool is_column() const { return kind == FragmentainerKind::Column; }
  /// The rest of it below the space used up.
  Fragmentainer after(LayoutUnit used) const {
    Fragmentainer rest = *this;
    if (is_limited()) rest.remaining = remaining - used;
    return rest;
  }
  /// The same fragmentainer with this much space, in which something must be placed.
  Fragmentainer with_room(LayoutUnit room) const {
    Fragmentainer other = *this;
    other.remaining = room;
    other.at_top = other.more_elsewhere = true;
    return other;
  }
};

struct AvailableSize {
  LayoutUnit inline_size;                // width of the containing block
  std::optional<LayoutUnit> block_size;  // its height; nullopt if it is not definite
};

/// Border-box height set from outside: that of flex items.
struct FixedBlockSize {
  LayoutUnit size;
  bool is_definite = true;  // percentages inside refer to it
  /// The height came from the content, so it grows if content that pages spread needs more.
  bool may_grow = false;
};

struct SubgridTracks;

struct LayoutInput {
  BoxId box;
  AvailableSize available;
  Fragmentainer room;
  const BreakToken* resume = nullptr;
  /// Margins that adjoin the start of the box, its own included.
  MarginStrut strut;
  /// Border-box width set from outside: cells, shrink-to-fit boxes.
  std::optional<LayoutUnit> fixed_inline_size;
  std::optional<FixedBlockSize> fixed_block_size;
  /// Borders set from outside: those of cells whose borders collapse.
  std::optional<Edges> fixed_borders;
  /// Neither margins nor floats pass through the edges of the box.
  bool is_formatting_root = false;
  /// The margins at the start of the box and of its first children are counted already: the box starts right here.
  bool begin_is_resolved = false;
  /// The caller accepts a box that has ended while its overflow continues (css-break-3 section 2.1); otherwise the box
  /// continues too.
  bool takes_overflow = false;
  /// The box is a multi-column container of which only the content of one column is laid out, without borders and own
  /// height.
  bool is_column = false;
  /// Boxes over all columns end the layout: set in a column, for boxes that are in its formatting context.
  bool finds_spanners = false;
  /// Floats of the formatting context that the box takes part in, and where in it the containing block starts: its left
  /// edge, and the point that `room.remaining` counts from.
  FloatSpacePtr floats;
  Point context_offset;
  /// The tracks that a subgrid takes from the grid around it.
  std::shared_ptr<const SubgridTracks> subgrid;
};

/// A float found before the start of its container is known. It is placed as soon as the start is known.
struct PendingFloat {
  BoxId box;
  LayoutUnit container_left;  // in the formatting context
  LayoutUnit container_width;
  std::optional<LayoutUnit> container_height;  // if definite
};

enum class Outcome : std::uint8_t {
  Complete,
  Broken,       // `rest` continues on the next page
  BreakBefore,  // nothing fits here; no fragment
};

struct LayoutResult {
  Outcome outcome = Outcome::Complete;
  const Fragment* fragment = nullptr;
  /// Distance of the border box from the point that `room.remaining` was counted from: the margins above it.
  LayoutUnit offset;
  /// Whether the box has no height, so that margins pass through it.
  bool is_through = false;
  /// Margins that adjoin the end, without the box's own bottom margin.
  MarginStrut end_strut;
  /// Border-box height that the content needs, regardless of the box's own height and its limits; without pages.
  std::optional<LayoutUnit> content_height;
  /// The part that continues on the next page; of a complete box, its overflow.
  BreakTokenPtr rest;
  BreakAppeal appeal = BreakAppeal::Perfect;
  BreakCost avoid_cost = break_costs::kKeptParted;  // if the appeal is ViolatesAvoid
  /// The box over all columns at which a column ended; `rest` continues after it.
  BoxId spanner;
  /// The floats of the context after this box; unchanged by boxes that establish their own context.
  FloatSpacePtr floats;
  std::vector<PendingFloat> pending_floats;  // only of boxes through which margins pass
  std::vector<FloatRest> float_rests;
};

}  // namespace gongwen::layout
