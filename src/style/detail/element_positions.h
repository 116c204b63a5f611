// The positions of elements among their siblings, for :nth-child() and its relatives. Computed on first use for a whole
// tree at once, so that the cost per element does not grow with the length of a table.
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
    std::int32_t type_from_start = 0;  // among siblings with the same name
    std::int32_t type_from_end = 0;
  };
  const Position& of(dom::NodeId element);

  /// Call it after the tree has changed; `dropped` elements before the first child of `parent` have been removed.
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
