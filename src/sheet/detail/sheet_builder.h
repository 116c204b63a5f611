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
#include "sheet/detail/sheet_attributes.h"
#include "sheet/detail/sheet_sizes.h"
#include "sheet/workbook.h"
#include "sheet/workbook_stream.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace gongwen::sheet {

// SpanGrid: which places of the grid are covered by cells that span rows and columns (HTML, section 4.9.12.1), and
// which lines the cells have drawn on their edges.

class SpanGrid {
 public:
  /// The first column from `column` on that no cell from above covers at `row`.
  std::uint32_t find_free(std::uint32_t row, std::uint32_t column) const;
  /// Number of free columns from `place` on, up to `wanted`.
  std::uint32_t count_free(CellPlace place, std::uint32_t wanted) const;
  void take(const CellRange& range);
  std::uint32_t column_count() const { return static_cast<std::uint32_t>(columns_.size()); }

  /// The lines that the cells above and left of a place have drawn on the edges that they share with it.
  BorderLine line_above(CellPlace place) const;
  BorderLine line_left(CellPlace place) const;
  void draw(const CellRange& range, const Borders& borders);

 private:
  struct Column {
    std::uint32_t free_from = 0;  // first row not covered by a cell
    BorderLine bottom;            // of the last cell in the column
    BorderLine right;
  };
  std::vector<Column> columns_;
};

// TableParts: the rows, columns and captions of a table element in display order, without those hidden by CSS. Spans
// are not resolved yet.

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
  std::vector<std::pair<dom::NodeId, std::string_view>> not_in_sheets;  // rows, and what sheets do not have of them
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

// Document properties from the head of the template: title, author, subject (its description), keywords, date.

/// The tree must have a root element. Reports: sheet/bad-date.
DocumentProperties read_properties(const dom::Tree& tree, diagnostics::DiagnosticSink& sink);

// Names of a form's input cells: they carry the field's pointer, type and choices.

/// A cell of the workbook being built.
struct NamedCell {
  std::size_t sheet = 0;  // index into Workbook::sheets
  CellRange range;
};

/// The defined name for a field's cell: derived from the field's pointer, or numbered if spreadsheets would reject
/// that.
DefinedName name_field(const forms::Field& field, const NamedCell& cell, const BuildContext& context);

// Charts of workbook templates: `data-chart` on a table draws two of its columns, which are identified by their heads.

/// Which rows of a finished sheet belong to its table.
struct ChartRows {
  std::uint32_t head = 0;  // row of the heads; the body starts below it
  std::uint32_t last = 0;  // last row of the body
  bool has_head = false;
};

/// Reads `data-chart` (`bar` or `column`), `data-chart-title`, `data-chart-labels` and `data-chart-values` of a table
/// and places the chart below all rows of the sheet. Returns nullopt without `data-chart`, without rows, or after an
/// error.
/// Reports: sheet/invalid-attribute, sheet/no-head, sheet/chart-column, sheet/chart-value.
std::optional<Chart> read_chart(dom::NodeId table, const Sheet& sheet, const ChartRows& rows, BuildContext& context);

/// Extends the print area of the sheet to include its chart.
void print_with_chart(const Chart& chart, Sheet& sheet);

/// Head rows inside a sheet. They are repeated at the top of each page that continues with rows below them, up to the
/// row `end`.
struct RepeatedHead {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::uint32_t end = 0;
};

// SheetBuilder: turns one table of the template into one sheet.

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

// Page breaks of a printed sheet, and the frames that a page break cuts through.

/// The scale at which a sheet that fits one page across is printed: whole per cent, up to 100.
int print_percent(const Sheet& sheet);

/// A sheet to be fitted onto one page is fitted to its width only, if its smallest type would be printed below 8 pt.
void keep_type_readable(Sheet& sheet, const FormatTable& formats);

/// How much row height fits on a page, unscaled. Leaves a reserve for programs that print rows higher.
LayoutUnit planned_page_height(const Sheet& sheet);

/// Lets rows give up their blank room (Row::gives_room) if their part of the sheet then takes fewer pages; room left
/// over on these pages is given back. Omits the page break before such a row if the preceding part already started on
/// an earlier page, as on PDF pages.
void give_up_blank_room(Sheet& sheet);

/// Moves a chart below the rows to the next page if a page break would cut it.
void keep_chart_on_page(const Chart& chart, Sheet& sheet);

/// Inserts page breaks into a sheet of boxes (forms), before rows that do not fit, and closes the box at the foot of
/// the page and at the head of the next: programs draw no line at their own page breaks. Rows that keep with the next
/// are not separated. Heads within the sheet (`heads`) are repeated after a break. A long text across a break continues
/// in a new row below it, from the next sentence on. Does nothing for sheets with repeated rows, whose cells have rules
/// all around, and for sheets that are not exactly one page wide.
/// `looks` are the looks of the sheet's cells, by index in `table`.
/// Returns how many new rows were inserted before which old row, in ascending order.
std::vector<RowsAdded> end_pages(Sheet& sheet, FormatTable& formats, std::vector<RepeatedHead> heads,
                                 std::vector<std::uint32_t> looks, const CellLooks& table);

}  // namespace gongwen::sheet
