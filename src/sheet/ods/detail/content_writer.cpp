#include "sheet/ods/detail/content_writer.h"

#include "base/format.h"
#include "diagnostics/catalogue/sheet.h"
#include "diagnostics/catalogue/texts/sheet.h"
#include "sheet/ods/detail/document_xml.h"
#include "sheet/ods/detail/mark_formats.h"
#include "sheet/ods/detail/number_styles.h"
#include "sheet/ods/detail/open_formula.h"
#include "sheet/ods/detail/validation_writer.h"
#include "sheet/serial_date.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gongwen::ods {
namespace {

namespace texts = diagnostics::texts;
using base::XmlWriter;
using sheet::CellFormat;
using sheet::CellPlace;
using sheet::NumberLook;
using sheet::Sheet;

constexpr std::size_t kStretch = std::size_t{512} << 10;

std::string cell_style(std::size_t index) { return fmt::format("ce{}", index + 1); }
// Sizes of columns and rows for which the model states none.
constexpr base::LayoutUnit kUsualWidth = base::LayoutUnit::from_px(64);
constexpr base::LayoutUnit kUsualHeight = base::LayoutUnit::from_px(20);

int raw_length(base::LayoutUnit length) { return static_cast<int>(std::lround(length.to_px() * 64)); }

std::string border_text(const sheet::BorderLine& line) {
  using sheet::LineKind;
  const auto with = [&](std::string_view look) {
    return std::string(look) + " " + color_text(line.color);
  };
  switch (line.kind) {
    case LineKind::None: return "none";
    case LineKind::Thin: return with("0.74pt solid");
    case LineKind::Medium: return with("1.76pt solid");
    case LineKind::Thick: return with("2.49pt solid");
    case LineKind::Double: return with("2.49pt double");
    case LineKind::Dotted: return with("0.74pt dotted");
    case LineKind::Dashed: return with("0.74pt dashed");
    case LineKind::MediumDashed: return with("1.76pt dashed");
  }
  return "none";
}

}  // namespace

ContentWriter::ContentWriter(const sheet::Workbook& workbook, const EmbeddedFiles& files,
                             diagnostics::DiagnosticSink& sink)
    : workbook_(workbook), files_(files), sink_(sink) {}

void ContentWriter::report_left_out(diagnostics::OriginId origin, const diagnostics::BilingualText& what) {
  sink_.report(diagnostics::messages::SheetOdsLeftOut, origin, what.english, what.chinese);
}

void ContentWriter::flush(std::size_t at_least) {
  if (out_.size() < at_least) return;
  (*take_)(out_);
  out_.clear();
}

void ContentWriter::write(const TakeXml& take) {
  take_ = &take;
  open_document(out_, xml_, "office:document-content");
  write_fonts(xml_, workbook_);
  write_styles();
  xml_.open("office:body").open("office:spreadsheet");
  write_validations(xml_, workbook_);
  for (std::size_t i = 0; i < workbook_.sheets.size(); ++i) write_sheet(i);
  write_names();
  write_lists();
  xml_.close().close().close();
  flush(0);
}

void ContentWriter::write_styles() {
  xml_.open("office:automatic-styles");
  write_sizes();
  xml_.open("style:style").attribute("style:name", kFrameStyle).attribute("style:family", "graphic");
  xml_.open("style:graphic-properties").attribute("draw:stroke", "none").attribute("draw:fill", "none").close().close();
  write_number_styles();
  for (std::size_t i = 0; i < workbook_.formats.size(); ++i) write_cell_style(i);
  for (std::size_t i = 0; i < workbook_.sheets.size(); ++i) {
    xml_.open("style:style").attribute("style:name", fmt::format("ta{}", i + 1)).attribute("style:family", "table");
    xml_.attribute("style:master-page-name", fmt::format("mp{}", i + 1));
    const Sheet& sheet = workbook_.sheets[i];
    xml_.open("style:table-properties").attribute("table:display", sheet.is_hidden ? "false" : "true");
    if (sheet.view.tab_color) xml_.attribute("table:tab-color", color_text(*sheet.view.tab_color));
    xml_.close().close();
    for (std::size_t runs = 0; runs < sheet.rich_texts.size(); ++runs) {
      for (std::size_t run = 0; run < sheet.rich_texts[runs].size(); ++run) {
        xml_.open("style:style").attribute("style:name", fmt::format("T{}-{}-{}", i, runs, run));
        xml_.attribute("style:family", "text");
        write_font(xml_, sheet.rich_texts[runs][run].font);
        xml_.close();
      }
    }
  }
  xml_.close();
}

void ContentWriter::write_number_styles() {
  for (const CellFormat& format : workbook_.formats) {
    const std::string& code = format.number_format;
    if (code.empty() || code == "General" || number_styles_.contains(code)) continue;
    const std::string name = fmt::format("N{}", 100 + number_styles_.size());
    const bool is_written = write_number_style(xml_, name, code);
    number_styles_[code] = is_written ? name : std::string();
    if (!is_written) sink_.report(diagnostics::messages::SheetOdsFormat, diagnostics::Origin{}, code);
  }
}

void ContentWriter::write_cell_style(std::size_t index) {
  using sheet::HorizontalAlign;
  const CellFormat& format = workbook_.formats[index];
  xml_.open("style:style").attribute("style:name", cell_style(index)).attribute("style:family", "table-cell");
  xml_.attribute("style:parent-style-name", "Default");
  const auto number = number_styles_.find(format.number_format);
  if (number != number_styles_.end() && !number->second.empty()) {
    xml_.attribute("style:data-style-name", number->second);
  }
  xml_.open("style:table-cell-properties");
  if (!format.background.is_transparent()) xml_.attribute("fo:background-color", color_text(format.background));
  const sheet::Borders& borders = format.borders;
  const auto edge = [&](std::string_view side, const sheet::BorderLine& line) {
    xml_.attribute("fo:border-" + std::string(side), border_text(line));
    if (line.kind == sheet::LineKind::Double) {
      xml_.attribute("style:border-line-width-" + std::string(side), "0.74pt 1.01pt 0.74pt");
    }
  };
  edge("top", borders.top);
  edge("right", borders.right);
  edge("bottom", borders.bottom);
  edge("left", borders.left);
  constexpr std::string_view kVertical[] = {"top", "middle", "bottom"};
  xml_.attribute("style:vertical-align", kVertical[static_cast<std::size_t>(format.vertical)]);
  if (format.wrap) xml_.attribute("fo:wrap-option", "wrap");
  if (format.shrink) xml_.attribute("style:shrink-to-fit", "true");
  if (format.rotation.stacked) xml_.attribute("style:direction", "ttb");
  if (format.rotation.degrees != 0) {
    xml_.attribute("style:rotation-angle", std::to_string((360 + format.rotation.degrees) % 360));
  }
  if (!format.locked) xml_.attribute("style:cell-protect", "none");
  if (format.horizontal != HorizontalAlign::General) {
    xml_.attribute("style:text-align-source", "fix").attribute("style:repeat-content", "false");
  }
  xml_.close();
  const auto align = [&]() -> std::string_view {
    switch (format.horizontal) {
      case HorizontalAlign::General: return "";
      case HorizontalAlign::Left: return "start";
      case HorizontalAlign::Center:
      case HorizontalAlign::CenterAcross: return "center";
      case HorizontalAlign::Right: return "end";
      case HorizontalAlign::Justify:
      case HorizontalAlign::Distributed: return "justify";
    }
    return "";
  };
  if (!align().empty() || format.indent > 0) {
    xml_.open("style:paragraph-properties");
    if (!align().empty()) xml_.attribute("fo:text-align", align());
    // A step is three blanks of the standard font, 9 pt.
    if (format.indent > 0) xml_.attribute("fo:margin-left", points(format.indent * 9.0));
    xml_.close();
  }
  write_font(xml_, format.font);
  xml_.close();
}

/// A style for each width of a column and each height of a row.
void ContentWriter::write_sizes() {
  const auto add_width = [this](base::LayoutUnit width) {
    const int key = raw_length(width);
    if (!widths_.try_emplace(key, fmt::format("co{}", widths_.size() + 1)).second) return;
    xml_.open("style:style").attribute("style:name", widths_[key]).attribute("style:family", "table-column");
    xml_.open("style:table-column-properties").attribute("style:column-width", points(width.to_pt()));
    xml_.close().close();
  };
  const auto add_height = [this](base::LayoutUnit height, bool breaks_page, bool fits_content) {
    const HeightKey key{raw_length(height), breaks_page, fits_content};
    if (!heights_.try_emplace(key, fmt::format("ro{}", heights_.size() + 1)).second) return;
    xml_.open("style:style").attribute("style:name", heights_[key]).attribute("style:family", "table-row");
    xml_.open("style:table-row-properties").attribute("style:row-height", points(height.to_pt()));
    xml_.attribute("style:use-optimal-row-height", fits_content ? "true" : "false");
    xml_.attribute("fo:break-before", breaks_page ? "page" : "auto");
    xml_.close().close();
  };
  add_width(kUsualWidth);
  add_height(kUsualHeight, false, false);
  for (const Sheet& sheet : workbook_.sheets) {
    for (const sheet::Column& column : sheet.columns) add_width(column.width);
    for (const sheet::Row& row : sheet.rows) add_height(row.height, row.breaks_page, row.fits_content);
  }
}

void ContentWriter::write_sheet(std::size_t index) {
  const Sheet& sheet = workbook_.sheets[index];
  merge_ = link_ = 0;
  open_merges_.clear();
  find_places(sheet);
  xml_.open("table:table")
      .attribute("table:name", sheet.name)
      .attribute("table:style-name", fmt::format("ta{}", index + 1));
  // Without a range, everything is printed, also rows that people add.
  if (!sheet.print.may_grow) xml_.attribute("table:print-ranges", range_address(sheet.name, sheet.print.area));
  if (sheet.is_protected) xml_.attribute("table:protected", "true");
  write_columns(sheet);
  write_rows(sheet);
  write_rows_below(sheet);
  write_mark_formats(xml_, workbook_, index, sink_);
  xml_.close();
  for (const sheet::HeaderLine* const line : {&sheet.print.header, &sheet.print.footer}) {
    const bool has_pictures = std::any_of(line->begin(), line->end(),
                                          [](const sheet::HeaderText& text) { return find_picture(text) != nullptr; });
    if (has_pictures) report_left_out(sheet.origin, texts::SheetOdsHeaderPictures);
  }
  if (sheet.view.sums_above) report_left_out(sheet.origin, texts::SheetOdsSumsAbove);
  validations_ += sheet.validations.size();
}

void ContentWriter::find_places(const Sheet& sheet) {
  frames_.clear();
  notes_.clear();
  for (const sheet::Picture& picture : sheet.pictures) frames_.insert(picture.place);
  for (const sheet::Chart& chart : sheet.charts) frames_.insert(chart.place);
  for (const sheet::CellNote& note : sheet.notes) notes_.emplace(note.place, &note);
}

namespace {

/// Whether the group of this level that starts at `first` is folded.
template <typename Lines>
bool is_folded(const Lines& lines, std::size_t first, std::uint8_t level) {
  for (std::size_t i = first; i < lines.size() && lines[i].outline_level >= level; ++i) {
    if (!lines[i].hidden) return false;
  }
  return true;
}

/// Writes the elements around rows or columns that are repeated on each page, and around groups that can be folded.
class LineGroups {
 public:
  LineGroups(XmlWriter& xml, std::string_view head, std::string_view group) : xml_(xml), head_(head), group_(group) {}

  /// Call this before writing a line. Repeated lines belong to no group.
  template <typename Lines>
  void begin_line(const Lines& lines, std::size_t index, bool is_head) {
    const std::uint8_t wanted = is_head ? 0 : lines[index].outline_level;
    for (; level_ > wanted; --level_) xml_.close();
    if (in_head_ && !is_head) xml_.close();
    if (!in_head_ && is_head) xml_.open(head_);
    in_head_ = is_head;
    for (; level_ < wanted; ++level_) {
      xml_.open(group_);
      if (is_folded(lines, index, level_ + 1)) xml_.attribute("table:display", "false");
    }
  }

  void end() {
    for (; level_ > 0; --level_) xml_.close();
    if (in_head_) xml_.close();
  }

 private:
  XmlWriter& xml_;
  std::string_view head_;
  std::string_view group_;
  std::uint8_t level_ = 0;
  bool in_head_ = false;
};

}  // namespace

void ContentWriter::write_columns(const Sheet& sheet) {
  LineGroups groups(xml_, "table:table-header-columns", "table:table-column-group");
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
    const sheet::Column& column = sheet.columns[i];
    groups.begin_line(sheet.columns, i, i < sheet.print.repeated_columns);
    xml_.open("table:table-column").attribute("table:style-name", widths_[raw_length(column.width)]);
    if (column.hidden) xml_.attribute("table:visibility", "collapse");
    if (column.format) xml_.attribute("table:default-cell-style-name", cell_style(column.format->index()));
    xml_.close();
  }
  groups.end();
  // Charts may cover further columns, which make the page wider.
  const auto count = static_cast<std::uint32_t>(sheet.columns.size());
  const std::uint32_t end = std::max<std::uint32_t>(sheet.print.area.last.column + 1, 1);
  if (end <= count) return;
  xml_.open("table:table-column").attribute("table:style-name", widths_[raw_length(kUsualWidth)]);
  xml_.attribute("table:number-columns-repeated", std::to_string(end - count)).close();
}

void ContentWriter::write_rows(const Sheet& sheet) {
  LineGroups groups(xml_, "table:table-header-rows", "table:table-row-group");
  const auto& repeated = sheet.print.repeated_rows;
  for (std::uint32_t number = 0; number < sheet.rows.size(); ++number) {
    base::tick(sink_.stop_check());
    const sheet::Row& row = sheet.rows[number];
    const bool is_head = repeated && number >= repeated->first && number <= repeated->last;
    groups.begin_line(sheet.rows, number, is_head);
    open_row(row);
    write_cells(sheet, number, row);
    xml_.close();
    flush(kStretch);
  }
  groups.end();
  if (sheet.rows.empty()) xml_.open("table:table-row").open("table:table-cell").close().close();
}

/// Writes the rows under frames, and those that hold only frames, notes, or cells to type into.
void ContentWriter::write_rows_below(const Sheet& sheet) {
  const auto end = std::max<std::uint32_t>(static_cast<std::uint32_t>(sheet.rows.size()), 1);
  std::set<std::uint32_t> starts{end};
  const auto add = [&](std::uint32_t first, std::uint32_t last) {
    if (last < end) return;
    starts.insert(std::max(first, end));
    starts.insert(last + 1);
  };
  for (const sheet::DataValidation& validation : sheet.validations) {
    add(validation.range.first.row, validation.range.last.row);
  }
  for (const CellPlace& place : frames_) add(place.row, place.row);
  add(end, sheet.print.area.last.row);
  for (const auto& [place, note] : notes_) add(place.row, place.row);
  for (auto start = starts.begin(); std::next(start) != starts.end(); ++start) {
    const std::uint32_t count = *std::next(start) - *start;
    xml_.open("table:table-row");
    xml_.attribute("table:style-name", heights_[{raw_length(kUsualHeight), false, false}]);
    if (count > 1) xml_.attribute("table:number-rows-repeated", std::to_string(count));
    write_cells(sheet, *start, {});
    xml_.close();
  }
}

void ContentWriter::open_row(const sheet::Row& row) {
  xml_.open("table:table-row");
  xml_.attribute("table:style-name", heights_[{raw_length(row.height), row.breaks_page, row.fits_content}]);
  if (row.hidden || row.height == base::LayoutUnit()) xml_.attribute("table:visibility", "collapse");
}

void ContentWriter::write_cells(const Sheet& sheet, std::uint32_t number, const sheet::Row& row) {
  while (merge_ < sheet.merges.size() && sheet.merges[merge_].range.first.row == number) {
    open_merges_.push_back(sheet.merges[merge_++]);
  }
  // A text centred across cells: OpenDocument merges them.
  const std::span<const sheet::Cell> cells = sheet.cells_of(row);
  const auto is_across = [&](std::size_t i) {
    return workbook_.format(cells[i].format).horizontal == sheet::HorizontalAlign::CenterAcross;
  };
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!is_across(i) || std::holds_alternative<sheet::Empty>(cells[i].value)) continue;
    std::uint32_t last = cells[i].column;
    for (std::size_t next = i + 1; next < cells.size() && cells[next].column == last + 1 && is_across(next) &&
                                   std::holds_alternative<sheet::Empty>(cells[next].value);
         ++next) {
      ++last;
    }
    if (last > cells[i].column) {
      open_merges_.push_back({{{number, cells[i].column}, {number, last}}, cells[i].format});
    }
  }
  const auto covering = [&](std::uint32_t column) -> const sheet::Merge* {
    for (const sheet::Merge& merge : open_merges_) {
      if (column >= merge.range.first.column && column <= merge.range.last.column) return &merge;
    }
    return nullptr;
  };
  std::uint32_t end = cells.empty() ? 0 : cells.back().column + 1;
  for (const sheet::Merge& merge : open_merges_) end = std::max(end, merge.range.last.column + 1);
  const CellPlace after{number + 1, 0};
  const auto frame = frames_.lower_bound(after);
  if (frame != frames_.begin() && std::prev(frame)->row == number) end = std::max(end, std::prev(frame)->column + 1);
  const auto note = notes_.lower_bound(after);
  if (note != notes_.begin() && std::prev(note)->first.row == number) {
    end = std::max(end, std::prev(note)->first.column + 1);
  }
  row_validations_.clear();
  for (std::size_t i = 0; i < sheet.validations.size(); ++i) {
    const sheet::CellRange& range = sheet.validations[i].range;
    if (number < range.first.row || number > range.last.row) continue;
    row_validations_.push_back(i);
    end = std::max(end, range.last.column + 1);
  }
  std::size_t next = 0;
  for (std::uint32_t column = 0; column < end; ++column) {
    const CellPlace place{number, column};
    const sheet::Merge* const merge = covering(column);
    const bool has_cell = next < cells.size() && cells[next].column == column;
    if (merge != nullptr && merge->range.first != place) {
      if (has_cell) ++next;
      xml_.open("table:covered-table-cell").attribute("table:style-name", cell_style(merge->format.index())).close();
      continue;
    }
    xml_.open("table:table-cell");
    if (merge != nullptr) {
      xml_.attribute("table:number-columns-spanned", std::to_string(merge->range.column_count()));
      xml_.attribute("table:number-rows-spanned", std::to_string(merge->range.row_count()));
    }
    if (has_cell || merge != nullptr) {
      xml_.attribute("table:style-name", cell_style((has_cell ? cells[next].format : merge->format).index()));
    }
    write_cell(sheet, place, has_cell ? &cells[next++] : nullptr);
    xml_.close();
  }
  if (end == 0) xml_.open("table:table-cell").close();
  std::erase_if(open_merges_, [number](const sheet::Merge& merge) { return merge.range.last.row <= number; });
}

void ContentWriter::write_cell(const Sheet& sheet, const CellPlace& place, const sheet::Cell* cell) {
  for (const std::size_t i : row_validations_) {
    const sheet::CellRange& range = sheet.validations[i].range;
    if (place.column < range.first.column || place.column > range.last.column) continue;
    xml_.attribute("table:content-validation-name", validation_name(validations_ + i + 1));
    break;
  }
  if (cell != nullptr) write_value(sheet, *cell);
  write_note(place);
  if (cell != nullptr) write_text(sheet, place, *cell);
  if (frames_.contains(place)) files_.write_frames(xml_, sheet, place);
}

void ContentWriter::write_number(double value, sheet::FormatId format) {
  const std::string text = fmt::format("{}", value);
  switch (sheet::look_of(workbook_.format(format).number_format)) {
    case NumberLook::Percentage:
      xml_.attribute("office:value-type", "percentage").attribute("office:value", text);
      break;
    case NumberLook::Date:
      xml_.attribute("office:value-type", "date").attribute("office:date-value", sheet::iso_date(value));
      break;
    case NumberLook::Time: {
      const auto seconds = static_cast<std::int64_t>(std::llround(value * 86'400));
      xml_.attribute("office:value-type", "time");
      xml_.attribute("office:time-value",
                     fmt::format("PT{}H{:02}M{:02}S", seconds / 3'600, seconds / 60 % 60, seconds % 60));
      break;
    }
    case NumberLook::Number:
    case NumberLook::Text: xml_.attribute("office:value-type", "float").attribute("office:value", text); break;
  }
}

void ContentWriter::write_value(const Sheet& sheet, const sheet::Cell& cell) {
  struct Writer {
    ContentWriter& self;
    const Sheet& sheet;
    const sheet::Cell& cell;
    void operator()(const sheet::Empty&) const {}
    void operator()(const sheet::Text&) const { self.xml_.attribute("office:value-type", "string"); }
    void operator()(const sheet::RichText&) const { self.xml_.attribute("office:value-type", "string"); }
    void operator()(const sheet::Number& number) const { self.write_number(number.value, cell.format); }
    void operator()(const sheet::Boolean& boolean) const {
      self.xml_.attribute("office:value-type", "boolean");
      self.xml_.attribute("office:boolean-value", boolean.value ? "true" : "false");
    }
    void operator()(const sheet::Date& date) const {
      self.xml_.attribute("office:value-type", "date");
      self.xml_.attribute("office:date-value", sheet::iso_date(date.serial));
    }
    void operator()(const sheet::Formula& formula) const { self.write_formula(sheet, cell, formula); }
  };
  std::visit(Writer{*this, sheet, cell}, cell.value);
}

void ContentWriter::write_formula(const Sheet& sheet, const sheet::Cell& cell, const sheet::Formula& formula) {
  const sheet::FormulaText& text = sheet.formulas[formula.index];
  if (const auto expression = open_formula(text.expression, workbook_)) {
    xml_.attribute("table:formula", *expression);
  } else {
    report_left_out(text.origin, texts::SheetOdsTableFormulas);
  }
  if (text.fills_cells) {
    // An array in one cell: only the program that calculates it knows which cells the result takes.
    xml_.attribute("table:number-matrix-columns-spanned", "1").attribute("table:number-matrix-rows-spanned", "1");
    report_left_out(text.origin, texts::SheetOdsFilledCells);
  }
  if (text.text && (*text.text == "TRUE" || *text.text == "FALSE")) {
    xml_.attribute("office:value-type", "boolean");
    xml_.attribute("office:boolean-value", *text.text == "TRUE" ? "true" : "false");
  } else if (text.text) {
    xml_.attribute("office:value-type", "string").attribute("office:string-value", *text.text);
  } else if (text.result) {
    write_number(*text.result, cell.format);
  }
}

void ContentWriter::write_note(const CellPlace& place) {
  const auto note = notes_.find(place);
  if (note == notes_.end()) return;
  xml_.open("office:annotation");
  for_each_line(note->second->text, [&](std::string_view line) { xml_.element("text:p", line); });
  xml_.close();
}

void ContentWriter::write_text(const Sheet& sheet, const CellPlace& place, const sheet::Cell& cell) {
  while (link_ < sheet.links.size() && sheet.links[link_].place < place) ++link_;
  const bool is_link = link_ < sheet.links.size() && sheet.links[link_].place == place;
  const std::string address = is_link ? link_address(sheet.links[link_].address) : std::string();
  const auto open_link = [&] {
    if (is_link) xml_.open("text:a").attribute("xlink:href", address).attribute("xlink:type", "simple");
  };
  if (const auto* text = std::get_if<sheet::Text>(&cell.value)) {
    for_each_line(text->text, [&](std::string_view line) {
      xml_.open("text:p");
      open_link();
      write_line(xml_, line);
      if (is_link) xml_.close();
      xml_.close();
    });
  } else if (const auto* rich = std::get_if<sheet::RichText>(&cell.value)) {
    const auto sheet_index = static_cast<std::size_t>(&sheet - workbook_.sheets.data());
    const sheet::TextRuns& runs = sheet.rich_texts[rich->index];
    xml_.open("text:p");
    for (std::size_t run = 0; run < runs.size(); ++run) {
      bool is_first = true;
      for_each_line(runs[run].text, [&](std::string_view line) {
        if (!std::exchange(is_first, false)) xml_.close().open("text:p");
        if (line.empty()) return;
        open_link();
        xml_.open("text:span").attribute("text:style-name", fmt::format("T{}-{}-{}", sheet_index, rich->index, run));
        write_line(xml_, line);
        xml_.close();
        if (is_link) xml_.close();
      });
    }
    xml_.close();
  } else if (is_link) {
    report_left_out(sheet.links[link_].origin, texts::SheetOdsNumberLinks);
  }
}

void ContentWriter::write_names() {
  if (workbook_.names.empty()) return;
  xml_.open("table:named-expressions");
  for (const sheet::DefinedName& name : workbook_.names) {
    const std::string& sheet = workbook_.sheets[name.sheet].name;
    xml_.open("table:named-range").attribute("table:name", name.name);
    xml_.attribute("table:cell-range-address", range_address(sheet, name.range)).close();
  }
  xml_.close();
}

/// Tables and filters. The total row is left to the cells, so that sorting and filtering do not touch it.
void ContentWriter::write_lists() {
  const auto has_list = [](const Sheet& sheet) {
    return sheet.filter || sheet.table;
  };
  if (std::none_of(workbook_.sheets.begin(), workbook_.sheets.end(), has_list)) return;
  xml_.open("table:database-ranges");
  const auto write_list = [&](const std::string& name, const Sheet& sheet, const sheet::CellRange& range) {
    xml_.open("table:database-range").attribute("table:name", name);
    xml_.attribute("table:target-range-address", range_address(sheet.name, range));
    xml_.attribute("table:contains-header", "true").attribute("table:display-filter-buttons", "true").close();
  };
  for (std::size_t i = 0; i < workbook_.sheets.size(); ++i) {
    const Sheet& sheet = workbook_.sheets[i];
    if (sheet.table) write_list(sheet.table->name, sheet, sheet.table->filtered());
    // LibreOffice knows the filter of a sheet by this name if people gave it none.
    if (sheet.filter) write_list(fmt::format("__Anonymous_Sheet_DB__{}", i), sheet, *sheet.filter);
  }
  xml_.close();
}

}  // namespace gongwen::ods
