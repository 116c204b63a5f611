// PaperFlows: where on paper what overflows a page or a column goes on: the pages, and the columns of each multi-column
// container, in the order in which content fills them. For boxes that are placed when the pages are filled.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

#include <map>
#include <vector>

namespace gongwen::layout {

/// A page or a column: number `slot` of a flow.
struct FlowPlace {
  std::size_t flow = 0;
  std::size_t slot = 0;
  friend bool operator==(const FlowPlace&, const FlowPlace&) = default;
};

/// The page that something stands on, the column of that page, the column in that column …
using FlowPath = std::vector<FlowPlace>;

struct PaperSlot {
  std::size_t page = 0;
  Rect rect;      // from the page's corner
  FlowPath path;  // ends in the slot itself
};

class PaperFlows {
 public:
  explicit PaperFlows(const LayoutContext& context) : context_(context) { flows_.emplace_back(); }

  void add_page(std::size_t page, const Rect& area, Size paper);
  /// The columns of a fragment stand at a place on paper. What is repeated has a flow of its own each time.
  void add_columns(const Fragment& container, Point position, const FlowPath& around, bool is_repeated);
  /// The path of child number `index` of the fragment whose columns were added last.
  static std::size_t column_of(const Fragment& container, std::size_t index);
  /// Where the columns that were added last begin in their flow.
  FlowPlace last_columns() const { return last_columns_; }

  /// The pages are flow 0.
  static bool is_columns(const FlowPlace& place) { return place.flow != 0; }
  bool has(const FlowPlace& place) const;
  /// Columns beyond the last one stand beside it: those that the last row has room for, and more where a height of its
  /// own limits the container (css-multicol-1 section 8.2).
  PaperSlot slot(const FlowPlace& place) const;
  /// The page of a number; that of its content which comes last before it where it is blank.
  FlowPlace page_place(std::size_t page) const;
  /// How far from the begin of a flow a height in one of its slots is.
  LayoutUnit distance(const FlowPlace& place, LayoutUnit y) const;
  /// What is left in a slot from a height on.
  Fragmentainer room(const FlowPlace& place, LayoutUnit from) const;

 private:
  struct Flow {
    std::vector<PaperSlot> slots;
    LayoutUnit pitch;              // from one column to the next
    LayoutUnit paper_right;        // no columns are added beyond it
    std::size_t most_columns = 0;  // with those that may be added
  };

  const LayoutContext& context_;
  std::vector<Flow> flows_;
  std::vector<Size> papers_;                     // of the pages
  std::map<std::uint32_t, std::size_t> by_box_;  // flows of columns
  FlowPlace last_columns_;
};

}  // namespace gongwen::layout
