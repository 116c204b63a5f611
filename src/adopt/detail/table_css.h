// Borders, shading and merged cells of a table, with its style and that style's conditional formats (17.7.6).
#pragma once

#include "adopt/detail/table_grid.h"
#include "word/document.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gongwen::adopt {

/// The formats of a table: those of its style, then its own.
class TableLooks {
 public:
  /// `tags`: for each row of the table, whether it has nothing but tags.
  TableLooks(const word::Document& document, const word::Table& table, const std::vector<bool>& tags);

  /// The declarations of the table. If it floats, the box around it has its place. `adapts`: its columns share its
  /// width in proportion to the widths that their cells request.
  std::string table_css(bool floats = false, bool adapts = false) const;
  /// The width that a cell requests; empty if that is not known.
  std::string width_css(const GridCell& cell) const;
  /// The margin to the left of the text in the first column, in twips.
  word::Twips left_margin() const;
  /// The declarations of a cell; `rows` is the number of rows that it covers.
  std::string cell_css(std::size_t row, const GridCell& cell) const;
  static std::string row_css(const word::Row& row);
  /// The widths of the columns in points; 0: not known.
  std::vector<double> column_widths() const;

 private:
  /// The conditional formats that apply to a cell, the weakest first.
  std::vector<const word::ConditionalFormat*> conditions(std::size_t row, const word::Cell& cell) const;

  /// The lines of the table from its style and the file.
  word::Borders table_borders() const;

  const word::Document& document_;
  const word::Table& table_;
  std::vector<const word::Style*> styles_;  // the style and those it is based on, the basis first
  word::TableFormat format_;
  std::size_t columns_ = 0;
  std::size_t first_row_ = 0;  // the first row that is not deleted
  std::size_t last_row_ = 0;
  bool begins_with_tags_ = false;
  bool ends_with_tags_ = false;
};

}  // namespace gongwen::adopt
