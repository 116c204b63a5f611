// LinkTargets: the cells that links inside the workbook lead to. A link names an element by its id; what it leads to is
// the cell, row or table that the element is in.
#pragma once

#include "dom/tree.h"
#include "sheet/detail/cell_range.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gongwen::sheet {

/// Rows that came in before a row that is counted without them.
struct RowsAdded {
  std::uint32_t before = 0;
  std::uint32_t count = 0;
};

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
  /// Moves what was placed on a sheet after rows that came in later, in ascending order.
  void move_down(std::size_t sheet, std::span<const RowsAdded> added);
  /// Where the element with this id was placed.
  std::optional<TargetPlace> find(std::string_view id) const;

 private:
  std::unordered_map<std::string_view, dom::NodeId> nodes_;             // by id: the cell, row or table around
  std::unordered_map<dom::NodeId, std::optional<TargetPlace>> places_;  // only nodes that a link leads to
};

}  // namespace gongwen::sheet
