// Tables as grids: rows of cells under the heads of their columns, for other layouts than a table.
#pragma once

#include "dom/tree.h"

#include <string>
#include <vector>

namespace gongwen::publish {

struct TableGrid {
  /// If there are several rows of heads, each column has all that are above it.
  std::vector<std::string> heads;
  /// A cell that covers several columns or rows is in each of them.
  std::vector<std::vector<dom::NodeId>> rows;
};

TableGrid read_grid(const dom::Tree& tree, dom::NodeId table);

}  // namespace gongwen::publish
