// SheetBuilder: one table of the template becomes one sheet.
#pragma once

#include "sheet/build_context.h"
#include "sheet/cell_reader.h"
#include "sheet/column_widths.h"
#include "sheet/span_grid.h"
#include "sheet/table_parts.h"

#include <vector>

namespace gongwen::sheet {

class SheetBuilder {
 public:
  /// `index` is the place of the sheet in the workbook.
  SheetBuilder(dom::NodeId table, std::size_t index, BuildContext& context);

  /// Reports: sheet/…
  Sheet build(std::string name);

 private:
  /// What a cell is besides its content.
  struct Placing {
    CellRange range;
    LookKey look;
    dom::NodeId node;
  };

  void set_up_page();
  void add_columns();
  void add_column(dom::NodeId node);
  void count_columns();
  void add_captions(const std::vector<dom::NodeId>& captions);
  void add_rows();
  Row& begin_row();
  void add_row_cells(const TableRowPart& part);
  std::optional<CellRange> place_cell(dom::NodeId cell, const TableRowPart& part, std::uint32_t column);
  CellEdges edges_of(const CellRange& range, const TableRowPart& part) const;
  DataType default_type(dom::NodeId cell, const TableRowPart& part, std::uint32_t column) const;
  void add_cell(Placing placing, ReadCell read);
  void measure(const CellRange& range, const Placing& placing, const ReadCell& read, const CellLook& look);
  void add_link(const ReadCell& read, const Placing& placing);
  void add_field(const ReadCell& read, const CellRange& range);
  void complete_captions();
  void set_print_ranges();
  void set_filter();
  void add_chart();
  void count_page_breaks();
  std::uint32_t row_index() const { return static_cast<std::uint32_t>(sheet_.rows.size() - 1); }

  dom::NodeId table_;
  std::size_t index_;
  BuildContext& context_;
  TableParts parts_;
  Sheet sheet_;
  CellReader reader_;
  SpanGrid grid_;
  std::vector<ColumnPlan> plans_;
  std::vector<std::uint32_t> looks_;       // of each cell of the sheet
  std::vector<std::size_t> caption_rows_;  // rows to be merged over all columns
  std::uint32_t title_rows_ = 0;
  std::size_t column_count_ = 0;  // by the columns stated and the first row
  bool reported_columns_ = false;
};

}  // namespace gongwen::sheet
