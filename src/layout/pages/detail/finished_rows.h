// FinishedRows: the rows of a long table that no further page looks at, so that the memory of their boxes can be given
// back while later pages are laid out.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/break_token.h"

#include <optional>

namespace gongwen::layout {

/// Boxes in the order of their numbers, from `first` to before `end`.
struct BoxRange {
  BoxId first;
  BoxId end;
};

class FinishedRows {
 public:
  /// The next page starts at `rest`, between boxes, and nothing is remembered of what was laid out before.
  /// Returns: boxes that are not needed any more: rows of one group, with all that is in them. None if the page does
  /// not start between rows of a table of fixed columns in plain blocks.
  std::optional<BoxRange> advance(const BreakToken& rest, LayoutContext& context);

 private:
  BoxId group_;
  std::uint32_t row_ = 0;  // where a page started when this group was asked for last
  BoxId next_;             // the first box of the group that may be given back next; none: no row may
};

}  // namespace gongwen::layout
