// TableParts: the rows, columns and captions of a table element in the order in which they are shown, without what CSS
// hides. No spans are resolved yet.
#pragma once

#include "dom/tree.h"
#include "sheet/detail/cell_content.h"

#include <cstdint>
#include <vector>

namespace gongwen::sheet {

enum class Section : std::uint8_t { Head, Body, Foot };

struct TableRowPart {
  dom::NodeId row;
  dom::NodeId group;
  Section section = Section::Body;
  std::uint32_t rows_left = 1;  // of its group, with itself
  bool begins_group = false;
  bool breaks_page = false;  // CSS asks for a page break before the row
};

struct TableParts {
  std::vector<dom::NodeId> titles;   // captions above; a caption made of blocks gives one row for each
  std::vector<dom::NodeId> notes;    // captions below
  std::vector<dom::NodeId> columns;  // <col>, and <colgroup> without <col>
  std::vector<TableRowPart> rows;    // the first head, the bodies, the first foot (CSS 2.2 §17.2)
  std::uint32_t head_rows = 0;
  std::uint32_t foot_rows = 0;
  bool breaks_pages = false;  // CSS asks for a page break before or after some row or group
};

TableParts read_table(dom::NodeId table, const ContentSource& source);

/// The rows of one row group alone, the first of which does not start it.
TableParts read_rows(dom::NodeId group, const ContentSource& source);

/// The cells of a row.
std::vector<dom::NodeId> cells_of_row(dom::NodeId row, const ContentSource& source);

}  // namespace gongwen::sheet
