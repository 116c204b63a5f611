#include "sheet/xlsx/detail/sheet_writers.h"

#include "base/format.h"
#include "base/utf8.h"
#include "sheet/limits.h"
#include "sheet/page_setup.h"
#include "sheet/text_estimate.h"
#include "sheet/xlsx/detail/cell_writer.h"

#include <algorithm>
#include <array>
#include <deque>
#include <limits>

namespace gongwen::xlsx {
namespace {

using sheet::Chart;
using sheet::ChartKind;

// The library's default chart size, which scale factors refer to.
constexpr double kDefaultWidthPx = 480;
constexpr double kDefaultHeightPx = 288;
// The library anchors a chart to the cells under its corners and underestimates column widths: it assumes digits of 7
// px instead of 8.
constexpr double kLibraryPixels = 7.0 / 8;

lxw_chart_font font_of_size(double size) {
  lxw_chart_font font{};
  font.size = size;
  font.bold = LXW_EXPLICIT_FALSE;
  return font;
}

lxw_chart_type library_type(ChartKind kind) {
  switch (kind) {
    case ChartKind::Bar: return LXW_CHART_BAR;
    case ChartKind::Column: return LXW_CHART_COLUMN;
    case ChartKind::StackedBar: return LXW_CHART_BAR_STACKED;
    case ChartKind::StackedColumn: return LXW_CHART_COLUMN_STACKED;
    case ChartKind::Line: return LXW_CHART_LINE;
    case ChartKind::Pie: return LXW_CHART_PIE;
    case ChartKind::Ring: return LXW_CHART_DOUGHNUT;
  }
  return LXW_CHART_COLUMN;
}

// Dashes and markers tell series apart in black and white; those of the first series are the defaults.
constexpr std::array kLineDashes{LXW_CHART_LINE_DASH_SOLID,     LXW_CHART_LINE_DASH_DASH,
                                 LXW_CHART_LINE_DASH_ROUND_DOT, LXW_CHART_LINE_DASH_DASH_DOT,
                                 LXW_CHART_LINE_DASH_LONG_DASH, LXW_CHART_LINE_DASH_LONG_DASH_DOT};
constexpr std::array kMarkers{LXW_CHART_MARKER_CIRCLE,  LXW_CHART_MARKER_SQUARE, LXW_CHART_MARKER_TRIANGLE,
                              LXW_CHART_MARKER_DIAMOND, LXW_CHART_MARKER_X,      LXW_CHART_MARKER_PLUS};
constexpr std::array kPatterns{LXW_CHART_PATTERN_NONE,       LXW_CHART_PATTERN_WIDE_UPWARD_DIAGONAL,
                               LXW_CHART_PATTERN_NONE,       LXW_CHART_PATTERN_WIDE_DOWNWARD_DIAGONAL,
                               LXW_CHART_PATTERN_SMALL_GRID, LXW_CHART_PATTERN_NARROW_HORIZONTAL};

/// Series without a pattern differ in tone: the first is dark, the third light.
void set_pattern(std::size_t index, lxw_color_t color, lxw_chart_series* series) {
  lxw_chart_pattern pattern{};
  pattern.type = static_cast<std::uint8_t>(kPatterns[index % kPatterns.size()]);
  if (pattern.type == LXW_CHART_PATTERN_NONE) return;
  pattern.fg_color = color;
  pattern.bg_color = 0xFFFFFF;
  chart_series_set_pattern(series, &pattern);
  lxw_chart_line outline{};
  outline.color = color;
  chart_series_set_line(series, &outline);
}

void set_series_look(const Chart& chart, std::size_t index, lxw_chart_series* series) {
  const lxw_color_t color = color_number(sheet::series_color(index));
  lxw_chart_font font = font_of_size(9);
  if (chart.kind == ChartKind::Line) {
    lxw_chart_line line{};
    line.color = color;
    line.width = 2.25F;
    line.dash_type = static_cast<std::uint8_t>(kLineDashes[index % kLineDashes.size()]);
    chart_series_set_line(series, &line);
    chart_series_set_marker_type(series, static_cast<std::uint8_t>(kMarkers[index % kMarkers.size()]));
    lxw_chart_fill marker{};
    marker.color = color;
    chart_series_set_marker_fill(series, &marker);
  } else if (!shows_shares(chart.kind)) {
    lxw_chart_fill fill{};
    fill.color = color;
    chart_series_set_fill(series, &fill);
    set_pattern(index, color, series);
  }
  // With several lines, numbers would cover each other.
  if (chart.kind == ChartKind::Line && chart.series.size() > 1) return;
  chart_series_set_labels(series);
  if (shows_shares(chart.kind)) {
    chart_series_set_labels_options(series, LXW_FALSE, LXW_TRUE, LXW_TRUE);
    chart_series_set_labels_percentage(series);
  }
  // The labels of a ring have one position, on it.
  if (chart.kind == ChartKind::Pie) chart_series_set_labels_position(series, LXW_CHART_LABEL_POSITION_OUTSIDE_END);
  if (is_stacked(chart.kind)) font.color = index % 2 == 0 && index < 2 ? 0xFFFFFF : LXW_COLOR_BLACK;
  chart_series_set_labels_font(series, &font);
}

void add_series(const Chart& chart, std::size_t index, const std::string& sheet_name, lxw_chart* drawn,
                Outcome& outcome) {
  const sheet::ChartSeries& model = chart.series[index];
  // The library copies values into the chart, for programs that do not calculate, but 0 for formulas and empty cells.
  // It copies nothing from a range in brackets, so programs read the cells.
  const bool has_copies = !model.has_formulas && !model.has_gaps;
  const std::string values = "=(" + absolute_reference(sheet_name, model.values) + ")";
  lxw_chart_series* const series = chart_add_series(drawn, nullptr, has_copies ? nullptr : values.c_str());
  if (series == nullptr) return outcome.check(LXW_ERROR_MEMORY_MALLOC_FAILED);
  const char* const name = sheet_name.c_str();
  chart_series_set_categories(series, name, row_number(chart.labels.first.row),
                              column_number(chart.labels.first.column), row_number(chart.labels.last.row),
                              column_number(chart.labels.last.column));
  if (has_copies) {
    chart_series_set_values(series, name, row_number(model.values.first.row), column_number(model.values.first.column),
                            row_number(model.values.last.row), column_number(model.values.last.column));
  }
  chart_series_set_name_range(series, name, row_number(model.name.row), column_number(model.name.column));
  set_series_look(chart, index, series);
}

void set_look(const Chart& chart, lxw_chart* drawn) {
  lxw_chart_font title = font_of_size(12);
  lxw_chart_font small = font_of_size(9);
  chart_title_set_name(drawn, chart.title.c_str());
  chart_title_set_name_font(drawn, &title);
  const bool has_legend = chart.series.size() > 1;
  chart_legend_set_position(drawn, has_legend ? LXW_CHART_LEGEND_BOTTOM : LXW_CHART_LEGEND_NONE);
  if (has_legend) chart_legend_set_font(drawn, &small);
  if (shows_shares(chart.kind)) return;
  if (chart.kind != ChartKind::Line) chart_set_series_gap(drawn, 60);
  if (chart.has_negative) {
    chart_axis_set_label_position(lies(chart.kind) ? drawn->y_axis : drawn->x_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
  }
  chart_axis_set_num_font(drawn->x_axis, &small);
  chart_axis_set_num_font(drawn->y_axis, &small);
  // The library calls the horizontal axis x even in bar charts, where it is the value axis.
  lxw_chart_axis* const values = lies(chart.kind) ? drawn->x_axis : drawn->y_axis;
  if (chart.whole_numbers) chart_axis_set_num_format(values, "#,##0");
  if (!chart.needs_axis) {
    chart_axis_off(values);
    chart_axis_major_gridlines_set_visible(values, LXW_FALSE);
    chart_axis_set_min(values, 0);
  }
  if (!lies(chart.kind)) return;
  // Programs count horizontal bars from the bottom: reverse the order, but keep the value axis at the foot.
  chart_axis_set_reverse(drawn->y_axis);
  chart_axis_set_crossing_max(drawn->y_axis);
}

/// The library anchors the lower edge of a chart by the row heights that it knows. For rows that it no longer keeps, it
/// assumes its default height.
double library_height_px(const Chart& chart, const sheet::Sheet& sheet, Keeping keeping) {
  constexpr double kRowPx = 20;  // the library's default
  double left = chart.height.to_px();
  double height = 0;
  for (std::size_t row = chart.place.row; row < sheet.rows.size() && left > 0; ++row) {
    const double own = sheet.rows[row].height.to_px();
    const double known = keeping == Keeping::Rows ? kRowPx : own;
    if (own > 0) height += known * std::min(left / own, 1.0);
    left -= own;
  }
  return height + std::max(left, 0.0);
}

void write_chart(const Chart& chart, const sheet::Sheet& sheet, lxw_workbook* workbook, lxw_worksheet* worksheet,
                 Keeping keeping, Outcome& outcome) {
  lxw_chart* const drawn = workbook_add_chart(workbook, library_type(chart.kind));
  if (drawn == nullptr) return outcome.check(LXW_ERROR_MEMORY_MALLOC_FAILED);
  for (std::size_t i = 0; i < chart.series.size(); ++i) add_series(chart, i, sheet.name, drawn, outcome);
  set_look(chart, drawn);
  lxw_chart_options options{};
  options.x_scale = chart.width.to_px() * kLibraryPixels / kDefaultWidthPx;
  options.y_scale = library_height_px(chart, sheet, keeping) / kDefaultHeightPx;
  options.description = optional_text(chart.description);
  outcome.check(worksheet_insert_chart_opt(worksheet, row_number(chart.place.row), column_number(chart.place.column),
                                           drawn, &options));
}

}  // namespace

void write_charts(const sheet::Sheet& sheet, lxw_workbook* workbook, lxw_worksheet* worksheet, Keeping keeping,
                  Outcome& outcome) {
  for (const Chart& chart : sheet.charts) {
    if (!outcome.failed()) write_chart(chart, sheet, workbook, worksheet, keeping, outcome);
  }
}

namespace {

/// Maximum UTF-16 code units per cell: below the limit of cells, for programs that count XML escapes as well.
constexpr std::size_t kMaxChunkUnits = 32'000;

/// Characters that some program on the way changes or drops: controls, blanks other than U+0020, characters not allowed
/// in XML, a byte order mark, `_` because of SpreadsheetML escapes, and `=` because openpyxl reads a text that starts
/// with it as a formula.
bool is_at_risk(char32_t c) {
  return c < 0x20 || c == U'_' || c == U'=' || (c >= 0x7F && c <= 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
         sheet::is_forbidden_character(c);
}

/// The same JSON value without such characters. They occur only inside strings, where they can be escaped.
std::string safe_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const auto& decoded : base::CodePoints(json)) {
    if (is_at_risk(decoded.code_point)) {
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(decoded.code_point));
    } else {
      base::append_utf8(out, decoded.code_point);
    }
  }
  return out;
}

class FormSheetWriter {
 public:
  FormSheetWriter(const sheet::Workbook& model, lxw_worksheet* worksheet, Outcome& outcome)
      : model_(model), worksheet_(worksheet), outcome_(outcome) {}

  void write() {
    const forms::FormStamp& stamp = *model_.stamp;
    write_row({"kind", stamp.kind});
    write_row({"edition", stamp.edition});
    write_row({"hash", stamp.hash});
    write_row({"name", "pointer", "type", "sheet", "cell", "label", "value"});
    for (const sheet::DefinedName& name : model_.names) {
      if (name.pointer.empty()) continue;
      std::vector<std::string_view> row{name.name, name.pointer, name.type, model_.sheets[name.sheet].name};
      const std::string cell = to_text(name.range.first);
      row.push_back(cell);
      for (const forms::FieldChoice& choice : name.choices) row.insert(row.end(), {choice.label, choice.value});
      write_row(row);
    }
    for (const std::vector<std::string>& row : model_.layout_rows) write_row({row.begin(), row.end()});
    if (!model_.given.empty()) write_given(safe_json(model_.given));
  }

 private:
  void write_row(const std::vector<std::string_view>& texts) {
    for (std::size_t column = 0; column < texts.size(); ++column) {
      outcome_.check(worksheet_write_string(worksheet_, row_, static_cast<lxw_col_t>(column),
                                            text_.encode(texts[column]), nullptr));
    }
    ++row_;
  }

  void write_given(std::string_view json) {
    std::vector<std::string_view> row{"given"};
    while (!json.empty()) {
      row.push_back(sheet::first_utf16_units(json, kMaxChunkUnits));
      json.remove_prefix(row.back().size());
    }
    write_row(row);
  }

  const sheet::Workbook& model_;
  lxw_worksheet* worksheet_;
  Outcome& outcome_;
  CellText text_;
  lxw_row_t row_ = 0;
};

}  // namespace

void write_stamp_properties(const forms::FormStamp& stamp, lxw_workbook* workbook, Outcome& outcome) {
  const auto set = [&](const char* name, const std::string& value) {
    outcome.check(workbook_set_custom_property_string(workbook, name, value.c_str()));
  };
  set("gongwen.kind", stamp.kind);
  set("gongwen.edition", stamp.edition);
  set("gongwen.hash", stamp.hash);
  // Stored apart from what it speaks of, since both might otherwise be lost together.
  if (!stamp.given.empty()) set("gongwen.given", stamp.given);
  if (!stamp.receipt.empty()) set("gongwen.receipt", stamp.receipt);
}

void write_form_sheet(const sheet::Workbook& model, lxw_workbook* workbook, Outcome& outcome) {
  const std::string name(sheet::kFormSheetName);
  lxw_worksheet* const worksheet = workbook_add_worksheet(workbook, name.c_str());
  if (worksheet == nullptr) {
    outcome.check(LXW_ERROR_MEMORY_MALLOC_FAILED);
    return;
  }
  worksheet_hide(worksheet);
  worksheet_protect(worksheet, nullptr, nullptr);
  FormSheetWriter(model, worksheet, outcome).write();
}

ListSheet::ListSheet(const sheet::Workbook& model) : name_("_lists") {
  const auto is_taken = [&] {
    return std::any_of(model.sheets.begin(), model.sheets.end(),
                       [&](const sheet::Sheet& sheet) { return base::equals_ignoring_ascii_case(sheet.name, name_); });
  };
  while (is_taken()) name_ += "_";
}

std::string ListSheet::reference(const std::vector<std::string>& choices) {
  auto found = std::find(lists_.begin(), lists_.end(), choices);
  if (found == lists_.end()) found = lists_.insert(lists_.end(), choices);
  const auto column = static_cast<std::uint32_t>(found - lists_.begin());
  const auto last = static_cast<std::uint32_t>(choices.size() - 1);
  return "=" + sheet::absolute_reference(name_, {{0, column}, {last, column}});
}

void ListSheet::write(lxw_workbook* workbook, Outcome& outcome) const {
  if (lists_.empty()) return;
  lxw_worksheet* const worksheet = workbook_add_worksheet(workbook, name_.c_str());
  if (worksheet == nullptr) {
    outcome.check(LXW_ERROR_MEMORY_MALLOC_FAILED);
    return;
  }
  worksheet_hide(worksheet);
  worksheet_protect(worksheet, nullptr, nullptr);
  std::size_t rows = 0;
  for (const std::vector<std::string>& list : lists_) rows = std::max(rows, list.size());
  CellText text;
  // Row by row, because the library may keep only one row in memory.
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < lists_.size(); ++column) {
      if (row >= lists_[column].size()) continue;
      outcome.check(worksheet_write_string(worksheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                                           text.encode(lists_[column][row]), nullptr));
    }
  }
}

namespace {

using sheet::Paper;
using sheet::PrintSetup;
using sheet::Sheet;

/// paperSize, ECMA-376-1 §18.3.1.63.
std::uint8_t paper_code(Paper paper) {
  switch (paper) {
    case Paper::Letter: return 1;
    case Paper::Ledger: return 3;  // portrait, which the standard calls tabloid
    case Paper::Legal: return 5;
    case Paper::A3: return 8;
    case Paper::A4: return 9;
    case Paper::A5: return 11;
    case Paper::B4: return 12;
    case Paper::B5: return 13;
  }
  return 9;
}

/// Column widths are in digits of the standard font, 8 px wide, plus 5 px of padding.
double width_in_characters(base::LayoutUnit width) {
  constexpr double kDigitPx = 8;
  constexpr double kPaddingPx = 5;
  return std::max((width.to_px() - kPaddingPx) / kDigitPx, 0.5);
}

void write_page(const PrintSetup& print, lxw_worksheet* worksheet) {
  worksheet_set_paper(worksheet, paper_code(print.paper));
  if (print.orientation == sheet::Orientation::Landscape) worksheet_set_landscape(worksheet);
  worksheet_set_margins(worksheet, inches(print.margins.left), inches(print.margins.right), inches(print.margins.top),
                        inches(print.margins.bottom));
  if (print.center_horizontally) worksheet_center_horizontally(worksheet);
  if (print.center_vertically) worksheet_center_vertically(worksheet);
  if (!print.fit && print.scale != 100) worksheet_set_print_scale(worksheet, print.scale);
  if (print.fit) worksheet_fit_to_pages(worksheet, print.fit->wide, print.fit->tall);
}

/// The library would replace a distance of 0 by its default.
lxw_header_footer_options options_for(base::LayoutUnit distance) {
  constexpr double kMinInches = 0.05;
  lxw_header_footer_options options{};
  options.margin = std::max(inches(distance), kMinInches);
  return options;
}

/// The paths of the pictures in the three texts of a line; lives until the library has copied them.
class LinePictures {
 public:
  LinePictures(const sheet::HeaderLine& line, HeaderFiles& files) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (const sheet::HeaderPicture* const picture = find_picture(line[i])) paths_[i] = files.add(picture->file);
    }
  }
  void set(lxw_header_footer_options& options) const {
    options.image_left = optional_text(paths_[0]);
    options.image_center = optional_text(paths_[1]);
    options.image_right = optional_text(paths_[2]);
  }

 private:
  std::array<std::string, 3> paths_;
};

void write_header_and_footer(const PrintSetup& print, lxw_worksheet* worksheet, HeaderFiles& files, Outcome& outcome) {
  const std::string header = sheet::header_code(print.header);
  const std::string footer = sheet::header_code(print.footer);
  lxw_header_footer_options header_options = options_for(print.header_distance);
  lxw_header_footer_options footer_options = options_for(print.footer_distance);
  const LinePictures header_pictures(print.header, files);
  const LinePictures footer_pictures(print.footer, files);
  header_pictures.set(header_options);
  footer_pictures.set(footer_options);
  if (!header.empty()) outcome.check(worksheet_set_header_opt(worksheet, header.c_str(), &header_options));
  if (!footer.empty()) outcome.check(worksheet_set_footer_opt(worksheet, footer.c_str(), &footer_options));
}

void write_print_ranges(const PrintSetup& print, lxw_worksheet* worksheet, Outcome& outcome) {
  const sheet::CellRange& area = print.area;
  if (!print.may_grow) {
    outcome.check(worksheet_print_area(worksheet, row_number(area.first.row), column_number(area.first.column),
                                       row_number(area.last.row), column_number(area.last.column)));
  }
  if (print.repeated_rows) {
    outcome.check(worksheet_repeat_rows(worksheet, row_number(print.repeated_rows->first),
                                        row_number(print.repeated_rows->last)));
  }
  if (print.repeated_columns > 0) {
    outcome.check(worksheet_repeat_columns(worksheet, 0, column_number(print.repeated_columns - 1)));
  }
}

void write_view(const Sheet& sheet, lxw_worksheet* worksheet) {
  const sheet::SheetView& view = sheet.view;
  if (view.tab_color) worksheet_set_tab_color(worksheet, color_number(*view.tab_color));
  if (view.zoom != 100) worksheet_set_zoom(worksheet, view.zoom);
  if (!view.gridlines) worksheet_gridlines(worksheet, LXW_HIDE_ALL_GRIDLINES);
}

void write_page_breaks(const Sheet& sheet, lxw_worksheet* worksheet, Outcome& outcome) {
  std::vector<lxw_row_t> breaks;
  for (std::size_t row = 1; row < sheet.rows.size(); ++row) {
    if (sheet.rows[row].breaks_page) breaks.push_back(static_cast<lxw_row_t>(row));
  }
  if (breaks.empty()) return;
  breaks.push_back(0);  // terminates the list
  outcome.check(worksheet_set_h_pagebreaks(worksheet, breaks.data()));
}

void write_protection(const Sheet& sheet, lxw_worksheet* worksheet) {
  if (!sheet.is_protected) return;
  lxw_protection options{};
  // People may enlarge rows and columns for long answers, and filter a list.
  options.format_rows = 1;
  options.format_columns = 1;
  options.autofilter = sheet.filter || sheet.table ? 1 : 0;
  worksheet_protect(worksheet, nullptr, &options);
}

/// Sizes notes to fit their text, since programs do not enlarge them.
void write_notes(const Sheet& sheet, lxw_worksheet* worksheet, Outcome& outcome) {
  constexpr std::uint16_t kWidthPx = 260;
  constexpr std::uint16_t kLinePx = 17;
  constexpr std::uint16_t kHalfPoints = 18;
  static char font[] = "宋体";
  static char no_author[] = "";
  for (const sheet::CellNote& note : sheet.notes) {
    const std::uint32_t lines = sheet::estimate_lines(note.text, base::LayoutUnit::from_px(kWidthPx - 16), kHalfPoints);
    lxw_comment_options options{};
    options.author = no_author;
    options.font_name = font;
    options.font_size = kHalfPoints / 2.0;
    options.width = kWidthPx;
    options.height = static_cast<std::uint16_t>(std::min<std::uint32_t>(lines + 1, 40) * kLinePx);
    CellText text;
    outcome.check(worksheet_write_comment_opt(worksheet, row_number(note.place.row), column_number(note.place.column),
                                              text.encode(note.text), &options));
  }
}

/// Suppresses Excel's warning "number stored as text": codes are stored as text on purpose.
void allow_numbers_as_text(const Sheet& sheet, lxw_worksheet* worksheet, Outcome& outcome) {
  sheet::CellRange area = sheet.print.area;
  if (sheet.print.may_grow) area.last.row = std::min(area.last.row + sheet::kRowsTypedBelow, sheet::kMaxRows - 1);
  const std::string range = to_text(area);
  outcome.check(worksheet_ignore_errors(worksheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range.c_str()));
}

/// A table of the library, with the texts that it points to.
class LibraryTable {
 public:
  LibraryTable(const Sheet& sheet, std::uint32_t first_row) : table_(*sheet.table), first_row_(first_row) {
    columns_.reserve(table_.range.column_count());
    for (std::uint32_t i = 0; i < table_.range.column_count(); ++i) add_column(sheet, i);
    for (lxw_table_column& column : columns_) list_.push_back(&column);
    list_.push_back(nullptr);
    options_.name = mutable_text(table_.name);
    options_.total_row = table_.has_total ? LXW_TRUE : LXW_FALSE;
    options_.columns = list_.data();
    // Thin lines and light grey bands. Formats of the cells themselves take precedence.
    options_.style_type = LXW_TABLE_STYLE_TYPE_LIGHT;
    options_.style_type_number = 15;
  }

  lxw_error write(lxw_worksheet* worksheet) {
    const sheet::CellRange& range = table_.range;
    return worksheet_add_table(worksheet, row_number(range.first.row), column_number(range.first.column),
                               row_number(range.last.row), column_number(range.last.column), &options_);
  }

 private:
  void add_column(const Sheet& sheet, std::uint32_t index) {
    const std::uint32_t place = table_.range.first.column + index;
    const sheet::TableColumn model = index < table_.columns.size()
                                         ? table_.columns[index]
                                         : sheet::TableColumn{text_at(sheet, table_.range.first.row, place), {}, {}};
    lxw_table_column column{};
    column.header = keep(head_in_table(model.head));
    if (!model.formula.empty()) column.formula = keep(model.formula);
    column.total_function = static_cast<std::uint8_t>(model.total);
    if (table_.has_total && model.total == sheet::TotalFunction::None) {
      const std::string label = text_at(sheet, table_.range.last.row, place);
      if (!label.empty()) column.total_string = keep(label);
    }
    columns_.push_back(column);
  }

  char* keep(std::string text) { return texts_.emplace_back(std::move(text)).data(); }

  /// Line breaks of heads are escaped in the table, not in the cell.
  static std::string head_in_table(std::string_view head) {
    CellText text;
    std::string out;
    for (const char c : std::string_view(text.encode(head))) c == '\n' ? out += "_x000a_" : out += c;
    return out;
  }

  std::string text_at(const Sheet& sheet, std::uint32_t row, std::uint32_t column) const {
    for (const sheet::Cell& cell : sheet.cells_of(sheet.rows[row - first_row_])) {
      const auto* const text = std::get_if<sheet::Text>(&cell.value);
      if (cell.column == column && text != nullptr) return std::string(text->text);
    }
    return {};
  }

  const sheet::ListTable& table_;
  std::uint32_t first_row_;
  lxw_table_options options_{};
  std::vector<lxw_table_column> columns_;
  std::vector<lxw_table_column*> list_;
  std::deque<std::string> texts_;
};

}  // namespace

/// Settings of groups must precede the rows too.
void write_columns(const Sheet& sheet, lxw_worksheet* worksheet, const FormatWriter& formats, Outcome& outcome) {
  if (sheet.view.sums_above) worksheet_outline_settings(worksheet, LXW_TRUE, LXW_FALSE, LXW_TRUE, LXW_FALSE);
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    lxw_row_col_options options{};
    options.hidden = sheet.columns[i].hidden ? 1 : 0;
    options.level = sheet.columns[i].outline_level;
    options.collapsed = sheet.columns[i].is_collapsed ? 1 : 0;
    lxw_format* const format = sheet.columns[i].format ? formats.format(*sheet.columns[i].format) : nullptr;
    outcome.check(worksheet_set_column_opt(worksheet, column, column, width_in_characters(sheet.columns[i].width),
                                           format, &options));
  }
}

void write_outline(const Sheet& sheet, lxw_worksheet* worksheet, Outcome& outcome) {
  for (std::uint8_t level = 1; level <= sheet::kMaxOutlineLevel; ++level) {
    const bool is_used = std::any_of(sheet.rows.begin(), sheet.rows.end(),
                                     [level](const sheet::Row& row) { return row.outline_level == level; });
    if (!is_used) continue;
    lxw_row_col_options options{};
    options.level = level;
    // Each level is set on a row of its own; these rows are not kept.
    outcome.check(worksheet_set_row_opt(worksheet, level, LXW_DEF_ROW_HEIGHT, nullptr, &options));
  }
}

void write_table(const Sheet& sheet, lxw_worksheet* worksheet, Outcome& outcome, std::uint32_t first_row) {
  if (sheet.table) outcome.check(LibraryTable(sheet, first_row).write(worksheet));
}

std::string HeaderFiles::add(std::string_view bytes) {
  resources::MemoryFile file("header");
  if (!file.open(sink_) || !file.write(bytes, sink_)) return {};
  return files_.emplace_back(std::move(file)).path();
}

void write_setup(const Sheet& sheet, lxw_worksheet* worksheet, HeaderFiles& pictures, Outcome& outcome) {
  write_page(sheet.print, worksheet);
  // The tint of input cells is for the screen: on paper a form is black and white.
  const bool has_inputs = sheet.is_protected && !sheet.validations.empty();
  if (has_inputs && worksheet_print_black_and_white != nullptr) worksheet_print_black_and_white(worksheet);
  write_view(sheet, worksheet);
  write_header_and_footer(sheet.print, worksheet, pictures, outcome);
  write_print_ranges(sheet.print, worksheet, outcome);
  write_page_breaks(sheet, worksheet, outcome);
  if (sheet.frozen != sheet::FrozenPanes{}) {
    worksheet_freeze_panes(worksheet, row_number(sheet.frozen.rows), column_number(sheet.frozen.columns));
  }
  if (sheet.filter) {
    outcome.check(worksheet_autofilter(worksheet, row_number(sheet.filter->first.row),
                                       column_number(sheet.filter->first.column), row_number(sheet.filter->last.row),
                                       column_number(sheet.filter->last.column)));
  }
  write_protection(sheet, worksheet);
  write_notes(sheet, worksheet, outcome);
  if (sheet.is_hidden) worksheet_hide(worksheet);
  allow_numbers_as_text(sheet, worksheet, outcome);
}

namespace {

using sheet::DataValidation;

constexpr double kLargestWhole = 999'999'999'999'999;  // 15 digits
constexpr double kFirstDay = 1;

/// A validation of the library, with the texts that it points to.
class Validation {
 public:
  Validation(const DataValidation& model, ListSheet& lists) : model_(model), lists_(lists) {
    library_.ignore_blank = model.allow_blank ? LXW_VALIDATION_DEFAULT : LXW_VALIDATION_OFF;
    library_.show_error = model.advisory ? LXW_VALIDATION_OFF : LXW_VALIDATION_DEFAULT;
    library_.input_title = optional_text(model.prompt.title);
    library_.input_message = optional_text(model.prompt.text);
    library_.error_title = optional_text(model.error.title);
    library_.error_message = optional_text(model.error.text);
    std::visit([this](const auto& rule) { set(rule); }, model.rule);
  }

  lxw_error write(lxw_worksheet* worksheet) {
    const sheet::CellRange& range = model_.range;
    return worksheet_data_validation_range(worksheet, row_number(range.first.row), column_number(range.first.column),
                                           row_number(range.last.row), column_number(range.last.column), &library_);
  }

 private:
  void set(const sheet::AnyRule&) { library_.validate = LXW_VALIDATION_TYPE_ANY; }

  /// Even short lists go to the separate sheet, because the library aborts on long ones in the validation.
  void set(const sheet::ListRule& rule) {
    library_.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    formula_ = rule.source.empty() ? lists_.reference(rule.choices) : rule.source;
    library_.value_formula = mutable_text(formula_);
  }

  void set(const sheet::NumberRule& rule) {
    library_.validate = rule.whole ? LXW_VALIDATION_TYPE_INTEGER : LXW_VALIDATION_TYPE_DECIMAL;
    // Without stated limits, limits are still needed to require a number.
    const double least = rule.whole ? -kLargestWhole : std::numeric_limits<float>::lowest();
    set_limits(rule.least, rule.most, least);
  }

  void set(const sheet::DateRule& rule) {
    library_.validate = LXW_VALIDATION_TYPE_DATE_NUMBER;
    set_limits(rule.earliest, rule.latest, kFirstDay);
  }

  void set(const sheet::LengthRule& rule) {
    library_.validate = LXW_VALIDATION_TYPE_LENGTH;
    set_limits(std::nullopt, rule.most, 0);
  }

  void set_limits(std::optional<double> least, std::optional<double> most, double otherwise_least) {
    if (least && most) {
      library_.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
      library_.minimum_number = *least;
      library_.maximum_number = *most;
    } else if (most) {
      library_.criteria = LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO;
      library_.value_number = *most;
    } else {
      library_.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
      library_.value_number = least.value_or(otherwise_least);
    }
  }

  const DataValidation& model_;
  ListSheet& lists_;
  lxw_data_validation library_{};
  std::string formula_;
};

}  // namespace

void write_validations(const sheet::Sheet& sheet, lxw_worksheet* worksheet, ListSheet& lists, Outcome& outcome) {
  for (const DataValidation& model : sheet.validations) outcome.check(Validation(model, lists).write(worksheet));
}

}  // namespace gongwen::xlsx
