#include "store/publish/detail/table_grid.h"

#include "base/utf8.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

namespace gongwen::publish {
namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;

class GridReader {
 public:
  explicit GridReader(const dom::Tree& tree) : tree_(tree) {}

  TableGrid read(NodeId table) {
    for (NodeId node = table; node; node = tree_.next_in_order(node, table)) {
      if (tree_.is_element(node, ElementName::Tr)) read_row(node);
    }
    return std::move(grid_);
  }

 private:
  struct Pending {
    NodeId cell;
    std::int32_t rows = 0;
  };

  std::int32_t span(NodeId cell, AttributeName name) const {
    return std::clamp(tree_.integer_attribute(cell, name).value_or(1), 1, 100);
  }

  void read_row(NodeId row) {
    std::vector<NodeId> cells;
    const auto fill_pending = [&] {
      for (auto open = pending_.find(cells.size()); open != pending_.end(); open = pending_.find(cells.size())) {
        cells.push_back(open->second.cell);
        if (--open->second.rows == 0) pending_.erase(open);
      }
    };
    for (NodeId cell = tree_.node(row).first_child; cell; cell = tree_.node(cell).next_sibling) {
      if (!tree_.is_element(cell, ElementName::Td) && !tree_.is_element(cell, ElementName::Th)) continue;
      fill_pending();
      for (std::int32_t i = 0; i < span(cell, AttributeName::Colspan); ++i) {
        const std::int32_t rows = span(cell, AttributeName::Rowspan) - 1;
        if (rows > 0) pending_[cells.size()] = {cell, rows};
        cells.push_back(cell);
      }
    }
    fill_pending();
    if (!tree_.is_element(tree_.node(row).parent, ElementName::Thead)) {
      grid_.rows.push_back(std::move(cells));
      return;
    }
    grid_.heads.resize(std::max(grid_.heads.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string text(base::trim_ascii_space(tree_.text_content(cells[i])));
      if (grid_.heads[i].ends_with(text)) continue;
      grid_.heads[i] += (grid_.heads[i].empty() ? "" : " ") + text;
    }
  }

  const dom::Tree& tree_;
  std::map<std::size_t, Pending> pending_;  // cells that reach into further rows, by column
  TableGrid grid_;
};

}  // namespace

TableGrid read_grid(const dom::Tree& tree, NodeId table) { return GridReader(tree).read(table); }

}  // namespace gongwen::publish
