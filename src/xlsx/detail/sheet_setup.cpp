#include "sheet/page_setup.h"
#include "sheet/text_estimate.h"
#include "xlsx/detail/cell_writer.h"
#include "xlsx/detail/sheet_writers.h"

#include <algorithm>

namespace gongwen::xlsx {
namespace {

using sheet::Paper;
using sheet::PrintSetup;
using sheet::Sheet;

/// ECMA-376-1 §18.3.1.63, paperSize.
std::uint8_t paper_code(Paper paper) {
  switch (paper) {
    case Paper::Letter: return 1;
    case Paper::Ledger: return 3;  // upright, which the standard calls tabloid
    case Paper::Legal: return 5;
    case Paper::A3: return 8;
    case Paper::A4: return 9;
    case Paper::A5: return 11;
    case Paper::B4: return 12;
    case Paper::B5: return 13;
  }
  return 9;
}

/// Widths are counted in digits of the standard font, 8 px wide, beside 5 px of padding.
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
  if (print.fit) worksheet_fit_to_pages(worksheet, print.fit->wide, print.fit->tall);
}

/// A distance of 0 would mean the library's own.
lxw_header_footer_options options_for(base::LayoutUnit distance) {
  constexpr double kMinInches = 0.05;
  lxw_header_footer_options options{};
  options.margin = std::max(inches(distance), kMinInches);
  return options;
}

void write_header_and_footer(const PrintSetup& print, lxw_worksheet* worksheet, Outcome& outcome) {
  const std::string header = sheet::header_code(print.header);
  const std::string footer = sheet::header_code(print.footer);
  lxw_header_footer_options header_options = options_for(print.header_distance);
  lxw_header_footer_options footer_options = options_for(print.footer_distance);
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
}

void write_page_breaks(const Sheet& sheet, lxw_worksheet* worksheet, Outcome& outcome) {
  std::vector<lxw_row_t> breaks;
  for (std::size_t row = 1; row < sheet.rows.size(); ++row) {
    if (sheet.rows[row].breaks_page) breaks.push_back(static_cast<lxw_row_t>(row));
  }
  if (breaks.empty()) return;
  breaks.push_back(0);  // ends the list
  outcome.check(worksheet_set_h_pagebreaks(worksheet, breaks.data()));
}

void write_protection(const Sheet& sheet, lxw_worksheet* worksheet) {
  if (!sheet.is_protected) return;
  lxw_protection options{};
  // People may make room for a long answer, and look for theirs in a list.
  options.format_rows = 1;
  options.format_columns = 1;
  options.autofilter = sheet.filter ? 1 : 0;
  worksheet_protect(worksheet, nullptr, &options);
}

/// As large as the text needs, since programs do not grow them.
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

/// Codes that are kept as texts on purpose shall not be marked as invalid numbers.
void allow_numbers_as_text(const Sheet& sheet, lxw_worksheet* worksheet, Outcome& outcome) {
  const std::string range = to_text(sheet.print.area);
  outcome.check(worksheet_ignore_errors(worksheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range.c_str()));
}

}  // namespace

void write_columns(const Sheet& sheet, lxw_worksheet* worksheet, const FormatWriter& formats, Outcome& outcome) {
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    lxw_row_col_options options{};
    options.hidden = sheet.columns[i].hidden ? 1 : 0;
    lxw_format* const format = sheet.columns[i].format ? formats.format(*sheet.columns[i].format) : nullptr;
    outcome.check(worksheet_set_column_opt(worksheet, column, column, width_in_characters(sheet.columns[i].width),
                                           format, &options));
  }
}

void write_setup(const Sheet& sheet, lxw_worksheet* worksheet, Outcome& outcome) {
  write_page(sheet.print, worksheet);
  write_header_and_footer(sheet.print, worksheet, outcome);
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

}  // namespace gongwen::xlsx
