// TableWriter: writes a table with the tags of its rows and cells.
#pragma once

#include "adopt/detail/table_css.h"
#include "adopt/detail/tag_scopes.h"
#include "adopt/detail/word_page.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gongwen::adopt {

class TableWriter {
 public:
  TableWriter(WordPage& page, const word::Table& table);

  void write(const Surroundings& around);

 private:
  bool is_deleted(std::size_t row) const { return table_.rows[row].change == word::Change::Deleted; }
  void write_row(std::size_t row, const Surroundings& around);
  void write_cell(std::size_t row, const GridCell& cell, const Surroundings& around);
  /// Reports that the number of rows of a merged cell cannot be known.
  void refuse_merged(const PlacedTag& tag, const Surroundings& around);
  /// Counts the rows of a cell that continues over repeated rows: one more for each pass of their loop. Returns the
  /// expression of the count; empty, after a report, if loops or conditions begin or end within the cell.
  std::string count_rows(std::size_t row, const GridCell& cell, const Surroundings& around);

  WordPage& page_;
  const word::Table& table_;
  std::vector<ScopedTags> tags_;             // by row; none for deleted rows
  std::vector<bool> has_only_tags_;          // by row
  std::vector<std::vector<GridCell>> grid_;  // by row
  TableLooks looks_;
};

}  // namespace gongwen::adopt
