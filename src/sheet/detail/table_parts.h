// TableParts: the rows, columns and captions of a table element in display order, without those hidden by CSS. Spans
// are not resolved yet.
#pragma once

#include "dom/tree.h"
#include "sheet/detail/cell_content.h"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::sheet {

enum class Section : std::uint8_t { Head, Body, Foot };

struct TableRowPart {
  dom::NodeId row;
  dom::NodeId group;
  Section section = Section::Body;
  std::uint32_t rows_left = 1;  // in its group, including itself
  bool begins_group = false;
  bool breaks_page = false;  // CSS asks for a page break before the row
};

struct TableParts {
  std::vector<dom::NodeId> titles;   // captions above; one row for each block of a caption
  std::vector<dom::NodeId> notes;    // captions below
  std::vector<dom::NodeId> columns;  // <col>, and <colgroup> without <col>
  std::vector<std::pair<dom::NodeId, std::string_view>> not_in_sheets;  // rows and their unsupported features
  std::vector<TableRowPart> rows;  // the first head, the bodies, the first foot (CSS 2.2 §17.2)
  std::uint32_t head_rows = 0;
  std::uint32_t foot_rows = 0;
  bool breaks_pages = false;  // CSS asks for some page break before or after a row or group
};

TableParts read_table(dom::NodeId table, const ContentSource& source);

/// Reads the rows of a single row group that started earlier.
TableParts read_rows(dom::NodeId group, const ContentSource& source);

/// The cells of a row, without hidden ones.
std::vector<dom::NodeId> cells_of_row(dom::NodeId row, const ContentSource& source);

}  // namespace gongwen::sheet
