// Builds one sheet from a table of a workbook template, with names of input cells, charts and page breaks.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "sheet/detail/cell_content.h"
#include "sheet/detail/cell_range.h"
#include "sheet/detail/cell_reader.h"
#include "sheet/detail/column_totals.h"
#include "sheet/detail/list_reader.h"
#include "sheet/detail/long_inputs.h"
#include "sheet/detail/page_ends.h"
#include "sheet/detail/sheet_attributes.h"
#include "sheet/detail/sheet_sizes.h"
#include "sheet/detail/span_grid.h"
#include "sheet/detail/table_parts.h"
#include "sheet/workbook.h"
#include "sheet/workbook_stream.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace gongwen::sheet {

class SheetBuilder {
 public:
  /// `index` is the index of the sheet in the workbook.
  SheetBuilder(dom::NodeId table, std::size_t index, BuildContext& context);

  /// Builds the whole sheet at once. Reports: sheet/…
  Sheet build(std::string name);

  // Alternatively, builds the table in parts if it has too many rows for memory: the start, then rows as they arrive,
  // then the rest. `group` is the row group that is still open. Each function returns false if something in the table
  // requires all of its rows at once; the result is then invalid.
  bool begin_stream(std::string name, dom::NodeId group);
  bool stream_rows();
  bool end_stream();
  /// Swaps out the rows of the last part, which start at `first_row`; swap them back before the next part.
  void swap_sheet(Sheet& sheet) { std::swap(sheet_, sheet); }
  std::uint32_t first_row() const { return first_row_; }
  StreamObstacle obstacle() const { return obstacle_; }

 private:
  /// Where a cell is and how it looks, apart from its content.
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
  void note_repeated(const TableRowPart& part);
  std::optional<CellRange> place_cell(dom::NodeId cell, const TableRowPart& part, std::uint32_t column);
  CellEdges edges_of(const CellRange& range, const TableRowPart& part) const;
  DataType default_type(dom::NodeId cell, const TableRowPart& part, std::uint32_t column) const;
  void add_cell(Placing placing, ReadCell read);
  std::string shown_text(const ReadCell& read, const CellLook& look) const;
  void measure(const CellRange& range, const Placing& placing, const ReadCell& read, const CellLook& look);
  void add_pictures(const ReadCell& read, const Placing& placing, FormatId format);
  void place_pictures();
  void set_groups();
  void set_marks(dom::NodeId streamed_group = {});
  std::string heading_of(std::uint32_t column) const;
  void add_link(const ReadCell& read, const Placing& placing);
  void add_field(const ReadCell& read, const CellRange& range);
  void complete_captions();
  void read_columns();
  void complete_formulas();
  void complete_part_formulas();
  void set_print_ranges();
  void set_table();
  ListRows list_rows() const;
  void set_filter();
  bool is_form() const;
  void spread_titles();
  void add_chart();
  void count_page_breaks();
  void add_head();
  void forget_rows();
  bool is_streamable();
  void begin_list();
  void complete_rows();
  void complete_totals();
  void end_list();
  std::uint32_t row_index() const { return first_row_ + static_cast<std::uint32_t>(sheet_.rows.size() - 1); }
  /// Rows of the table so far, without its captions.
  std::uint32_t table_row_count() const { return forgotten_rows_ + static_cast<std::uint32_t>(parts_.rows.size()); }

  dom::NodeId table_;
  std::size_t index_;
  BuildContext& context_;
  TableParts parts_;
  Sheet sheet_;
  CellReader reader_;
  SpanGrid grid_;
  std::vector<ColumnPlan> plans_;
  TableColumns columns_;                   // by heading
  std::vector<dom::NodeId> column_nodes_;  // <col> by column
  std::vector<std::pair<dom::NodeId, CellRange>> marked_cells_;
  struct PlacedPicture {
    CellRange range;
    FormatId format;
    Picture picture;
  };
  std::vector<PlacedPicture> pictures_;
  std::vector<std::uint32_t> looks_;       // by cell of the sheet
  std::vector<std::size_t> caption_rows_;  // rows to be merged over all columns
  std::vector<LongInput> long_inputs_;
  std::vector<RepeatedHead> heads_;  // in order; only for tables built at once
  std::uint32_t title_rows_ = 0;
  std::size_t column_count_ = 0;  // from <col> and the first row
  bool reported_columns_ = false;

  // For tables built in parts:
  dom::NodeId open_group_;
  std::uint32_t first_row_ = 0;       // sheet row of the current part's first row
  std::uint32_t forgotten_rows_ = 0;  // table rows of earlier parts
  std::size_t forgotten_links_ = 0;
  bool needs_all_rows_ = false;  // something requires all rows before it can be written
  bool knows_all_rows_ = false;  // their number, from the last part on
  std::optional<ListTable> list_;
  ColumnTotals totals_;
  StreamObstacle obstacle_ = StreamObstacle::None;
};

}  // namespace gongwen::sheet
