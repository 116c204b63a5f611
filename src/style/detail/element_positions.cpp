#include "style/detail/element_positions.h"

#include <array>

// Counts siblings of each kind in one pass over the tree; positions from the end are found by a second pass.
namespace gongwen::style {
namespace {

using dom::NodeId;
using dom::NodeKind;

/// The number of elements of each name seen so far among siblings.
using NameCounts = std::array<std::int32_t, 256>;

}  // namespace

const ElementPositions::Position& ElementPositions::of(NodeId element) {
  if (positions_.empty()) compute();
  return positions_[element.index()];
}

void ElementPositions::restart(NodeId parent, std::int32_t dropped) {
  positions_.clear();
  dropped_from_ = parent;
  dropped_ = dropped;
}

void ElementPositions::compute() {
  positions_.resize(tree_.size());
  for (std::size_t i = 0; i < tree_.size(); ++i) {
    if (tree_.node(NodeId(i)).first_child) compute_children(NodeId(i));
  }
}

void ElementPositions::compute_children(NodeId parent) {
  NameCounts counts{};
  std::int32_t count = parent == dropped_from_ ? dropped_ : 0;
  // Only rows are dropped.
  counts[static_cast<std::size_t>(dom::ElementName::Tr)] = count;
  for (NodeId child = tree_.node(parent).first_child; child; child = tree_.node(child).next_sibling) {
    if (tree_.node(child).kind != NodeKind::Element) continue;
    Position& position = positions_[child.index()];
    position.from_start = ++count;
    position.type_from_start = ++counts[static_cast<std::size_t>(tree_.node(child).name)];
  }
  counts.fill(0);
  count = 0;
  for (NodeId child = tree_.node(parent).last_child; child; child = tree_.node(child).previous_sibling) {
    if (tree_.node(child).kind != NodeKind::Element) continue;
    Position& position = positions_[child.index()];
    position.from_end = ++count;
    position.type_from_end = ++counts[static_cast<std::size_t>(tree_.node(child).name)];
  }
}

}  // namespace gongwen::style
