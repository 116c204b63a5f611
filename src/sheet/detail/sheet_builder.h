// One table of a workbook template as a sheet, with names of input cells and charts.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "sheet/detail/cell_content.h"
#include "sheet/detail/cell_range.h"
#include "sheet/detail/cell_reader.h"
#include "sheet/detail/sheet_attributes.h"
#include "sheet/detail/sheet_sizes.h"
#include "sheet/workbook.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace gongwen::sheet {

// SpanGrid: which places of the grid are taken by cells that reach over several rows and columns (HTML, section
// 4.9.12.1), and what lines the cells have drawn around themselves.

class SpanGrid {
 public:
  /// The first column from `column` on that no cell from above reaches into at `row`.
  std::uint32_t find_free(std::uint32_t row, std::uint32_t column) const;
  /// The free columns from `place` on, up to `wanted`.
  std::uint32_t count_free(CellPlace place, std::uint32_t wanted) const;
  void take(const CellRange& range);
  std::uint32_t column_count() const { return static_cast<std::uint32_t>(columns_.size()); }

  /// The lines that the cells above and left of a place have drawn at the edges they share with it.
  BorderLine line_above(CellPlace place) const;
  BorderLine line_left(CellPlace place) const;
  void draw(const CellRange& range, const Borders& borders);

 private:
  struct Column {
    std::uint32_t free_from = 0;  // the first row that no cell reaches
    BorderLine bottom;            // of the last cell in the column
    BorderLine right;
  };
  std::vector<Column> columns_;
};

// TableParts: the rows, columns and captions of a table element in the order in which they are shown, without what CSS
// hides. No spans are resolved yet.

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

// The properties that a workbook has from the head of its template: title, author, subject, keywords, date.

/// Of a tree with a root element. Reports: sheet/bad-date.
DocumentProperties read_properties(const dom::Tree& tree, diagnostics::DiagnosticSink& sink);

// Names of the cells that a form is filled in, and what they say of their fields.

/// A cell of the workbook that is being built.
struct NamedCell {
  std::size_t sheet = 0;  // index into Workbook::sheets
  CellRange range;
};

/// The name of a field's cell, by the field's pointer, or by a number where that makes no name that spreadsheets take.
DefinedName name_field(const forms::Field& field, const NamedCell& cell, const BuildContext& context);

// Charts of workbook templates: `data-chart` on a table draws two of its columns, which are named by their heads.

/// Which rows of a finished sheet belong to its table.
struct ChartRows {
  std::uint32_t head = 0;  // the row of the heads; the body starts below
  std::uint32_t last = 0;  // the last row of the body
  bool has_head = false;
};

/// The chart that `data-chart` (`bar` or `column`), `data-chart-title`, `data-chart-labels` and `data-chart-values` of
/// a table ask for, below all rows of the sheet. Nothing without `data-chart`, without rows, or when it was reported.
/// Reports: sheet/invalid-attribute, sheet/no-head, sheet/chart-column, sheet/chart-value.
std::optional<Chart> read_chart(dom::NodeId table, const Sheet& sheet, const ChartRows& rows, BuildContext& context);

/// Lets the sheet's pages reach over its chart.
void print_with_chart(const Chart& chart, Sheet& sheet);

/// Rows that are written again at the head of each page on which the rows below them continue, before the row `end`.
struct RepeatedHead {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::uint32_t end = 0;
};

// SheetBuilder: one table of the template becomes one sheet.

class SheetBuilder {
 public:
  /// `index` is the place of the sheet in the workbook.
  SheetBuilder(dom::NodeId table, std::size_t index, BuildContext& context);

  /// Reports: sheet/…
  Sheet build(std::string name);

  // Or the same table in parts, if its rows are too many to be in memory at once: the start, then rows as often as they
  // come, then the rest. `group` is the row group that is still open. Each returns whether that can continue: not if
  // something of the table can only be known from all of its rows. After `false` the result is invalid.
  bool begin_stream(std::string name, dom::NodeId group);
  bool stream_rows();
  bool end_stream();
  /// Lends what a part gave, the rows from `first_row` on, and takes it back before the next.
  void swap_sheet(Sheet& sheet) { std::swap(sheet_, sheet); }
  std::uint32_t first_row() const { return first_row_; }

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
  void note_repeated(const TableRowPart& part);
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
  void add_head();
  void forget_rows();
  bool is_streamable() const;
  std::uint32_t row_index() const { return first_row_ + static_cast<std::uint32_t>(sheet_.rows.size() - 1); }
  /// The rows of the table without its captions, as far as they have come.
  std::uint32_t table_row_count() const { return forgotten_rows_ + static_cast<std::uint32_t>(parts_.rows.size()); }

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
  std::vector<RepeatedHead> heads_;        // in order, of a table that is there at once
  std::uint32_t title_rows_ = 0;
  std::size_t column_count_ = 0;  // by the columns stated and the first row
  bool reported_columns_ = false;

  // Of a table in parts.
  dom::NodeId open_group_;
  std::uint32_t first_row_ = 0;       // of the sheet, in the part that is there
  std::uint32_t forgotten_rows_ = 0;  // of the table
  std::size_t forgotten_links_ = 0;
  bool needs_all_rows_ = false;  // something was found that cannot be written before all rows are known
};

// Where the pages of a printed sheet end, and the frames that a page end cuts through.

/// The scale at which a sheet that is one page wide is printed: whole percents, up to 100.
int print_percent(const Sheet& sheet);

/// A sheet that is to fit one page is fitted to the width alone where its smallest type would be printed below 8 pt.
void keep_type_readable(Sheet& sheet, const FormatTable& formats);

/// How much of the rows there is room for on a page of such a sheet.
LayoutUnit planned_page_height(const Sheet& sheet);

/// Rows that give up their blank room do so where the part of the sheet that they are in takes fewer pages then;
/// what the pages have left stays with them. A page is not ended before such a row where the part before it started on
/// an earlier page, as on the pages of a PDF.
void give_up_blank_room(Sheet& sheet);

/// A chart below the rows that would be cut by the end of a page starts a page.
void keep_chart_on_page(const Chart& chart, Sheet& sheet);

/// Ends the pages of a sheet of boxes before the rows that do not fit, so that the box is closed at the foot of a page
/// and at the head of the next: programs draw no line where they end a page themselves. A row is not parted from the
/// next where it keeps it. Heads within the sheet are repeated where a page ends below them. Answers in ascending order
/// before which of the old rows how many are new. Does nothing for sheets with a head to repeat, which have rules
/// around each cell, and for sheets that are not exactly one page wide. A long text that reaches over the end of a page
/// continues in a separate row below it, from its next sentence on. `looks` are those of the sheet's cells in `table`.
std::vector<RowsAdded> end_pages(Sheet& sheet, FormatTable& formats, std::vector<RepeatedHead> heads,
                                 std::vector<std::uint32_t> looks, const CellLooks& table);

}  // namespace gongwen::sheet
