// The places of elements among their siblings, for :nth-child() and its relatives. Worked out for a whole tree at once,
// when first asked, so that long tables cost no more than short ones.
#pragma once

#include "dom/tree.h"

#include <cstdint>
#include <vector>

namespace gongwen::style {

class ElementPositions {
 public:
  explicit ElementPositions(const dom::Tree& tree) : tree_(tree) {}

  struct Position {
    std::int32_t from_start = 0;  // 1 for the first element
    std::int32_t from_end = 0;
    std::int32_t type_from_start = 0;  // among siblings of the same name
    std::int32_t type_from_end = 0;
  };
  const Position& of(dom::NodeId element);

  /// The tree has changed; `dropped` elements in front of the first child of `parent` are no longer in it.
  void restart(dom::NodeId parent, std::int32_t dropped);

 private:
  void compute();
  void compute_children(dom::NodeId parent);

  const dom::Tree& tree_;
  std::vector<Position> positions_;
  dom::NodeId dropped_from_;
  std::int32_t dropped_ = 0;
};

}  // namespace gongwen::style
