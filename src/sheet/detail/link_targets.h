// LinkTargets: the cells that links inside the workbook lead to. A link names an element by its id; what it leads to is
// the cell, row or table that the element is in.
#pragma once

#include "dom/tree.h"
#include "sheet/detail/cell_range.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gongwen::sheet {

struct TargetPlace {
  std::size_t sheet = 0;
  CellPlace place;
};

class LinkTargets {
 public:
  /// Looks for links and for what they name.
  explicit LinkTargets(const dom::Tree& tree);

  /// Records where a cell, row or table was placed.
  void settle(dom::NodeId node, const TargetPlace& place);
  /// Where the element with this id was placed.
  std::optional<TargetPlace> find(std::string_view id) const;

 private:
  std::unordered_map<std::string_view, dom::NodeId> nodes_;             // by id: the cell, row or table around
  std::unordered_map<dom::NodeId, std::optional<TargetPlace>> places_;  // only nodes that a link leads to
};

}  // namespace gongwen::sheet
