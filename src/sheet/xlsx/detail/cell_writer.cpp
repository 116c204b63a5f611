#include "sheet/xlsx/detail/cell_writer.h"

#include "base/format.h"
#include "sheet/limits.h"
#include "sheet/xlsx/detail/row_heights.h"

#include <algorithm>

namespace gongwen::xlsx {
namespace {

using sheet::BorderLine;
using sheet::CellFormat;
using sheet::HorizontalAlign;
using sheet::LineKind;
using sheet::VerticalAlign;

std::uint8_t border_code(LineKind kind) {
  switch (kind) {
    case LineKind::None: return LXW_BORDER_NONE;
    case LineKind::Thin: return LXW_BORDER_THIN;
    case LineKind::Medium: return LXW_BORDER_MEDIUM;
    case LineKind::Thick: return LXW_BORDER_THICK;
    case LineKind::Double: return LXW_BORDER_DOUBLE;
    case LineKind::Dotted: return LXW_BORDER_DOTTED;
    case LineKind::Dashed: return LXW_BORDER_DASHED;
    case LineKind::MediumDashed: return LXW_BORDER_MEDIUM_DASHED;
  }
  return LXW_BORDER_NONE;
}

std::uint8_t align_code(HorizontalAlign align) {
  switch (align) {
    case HorizontalAlign::General: return LXW_ALIGN_NONE;
    case HorizontalAlign::Left: return LXW_ALIGN_LEFT;
    case HorizontalAlign::Center: return LXW_ALIGN_CENTER;
    case HorizontalAlign::Right: return LXW_ALIGN_RIGHT;
    case HorizontalAlign::Justify: return LXW_ALIGN_JUSTIFY;
    case HorizontalAlign::Distributed: return LXW_ALIGN_DISTRIBUTED;
    case HorizontalAlign::CenterAcross: return LXW_ALIGN_CENTER_ACROSS;
  }
  return LXW_ALIGN_NONE;
}

std::uint8_t align_code(VerticalAlign align) {
  switch (align) {
    case VerticalAlign::Top: return LXW_ALIGN_VERTICAL_TOP;
    case VerticalAlign::Center: return LXW_ALIGN_VERTICAL_CENTER;
    case VerticalAlign::Bottom: return LXW_ALIGN_VERTICAL_BOTTOM;
  }
  return LXW_ALIGN_VERTICAL_BOTTOM;
}

void set_font(lxw_format* format, const sheet::Font& font) {
  format_set_font_name(format, font.name.c_str());
  format_set_font_size(format, font.half_points / 2.0);
  if (font.bold) format_set_bold(format);
  if (font.italic) format_set_italic(format);
  if (font.underline) format_set_underline(format, LXW_UNDERLINE_SINGLE);
  if (font.strike) format_set_font_strikeout(format);
  if (font.script == sheet::Script::Superscript) format_set_font_script(format, LXW_FONT_SUPERSCRIPT);
  if (font.script == sheet::Script::Subscript) format_set_font_script(format, LXW_FONT_SUBSCRIPT);
  // Black is left as the automatic colour, which programs show in white on dark backgrounds.
  if (font.color != css::kBlack) format_set_font_color(format, color_number(font.color));
}

void set_borders(lxw_format* format, const sheet::Borders& borders) {
  const auto set = [format](const BorderLine& line, void (*set_style)(lxw_format*, std::uint8_t),
                            void (*set_color)(lxw_format*, lxw_color_t)) {
    if (line.kind == LineKind::None) return;
    set_style(format, border_code(line.kind));
    if (line.color != css::kBlack) set_color(format, color_number(line.color));
  };
  set(borders.top, format_set_top, format_set_top_color);
  set(borders.right, format_set_right, format_set_right_color);
  set(borders.bottom, format_set_bottom, format_set_bottom_color);
  set(borders.left, format_set_left, format_set_left_color);
}

void set_alignment(lxw_format* format, const CellFormat& model) {
  format_set_align(format, align_code(model.horizontal));
  format_set_align(format, align_code(model.vertical));
  if (model.wrap) format_set_text_wrap(format);
  if (model.shrink) format_set_shrink(format);
  if (model.indent > 0) format_set_indent(format, model.indent);
  constexpr std::int16_t kStacked = 270;  // the library's code for stacked upright characters
  if (model.rotation.stacked) {
    format_set_rotation(format, kStacked);
  } else if (model.rotation.degrees != 0) {
    format_set_rotation(format, model.rotation.degrees);
  }
}

}  // namespace

namespace {

std::string library_address(const sheet::Hyperlink& link) {
  return link.address.starts_with('#') ? "internal:" + link.address.substr(1) : link.address;
}

}  // namespace

void FormatWriter::extend(const sheet::Workbook& model) {
  formats_.reserve(model.formats.size());
  while (formats_.size() < model.formats.size()) formats_.push_back(make(model.formats[formats_.size()]));
}

lxw_format* FormatWriter::make(const CellFormat& model) {
  lxw_format* const format = workbook_add_format(workbook_);
  set_font(format, model.font);
  set_borders(format, model.borders);
  set_alignment(format, model);
  if (!model.background.is_transparent()) format_set_bg_color(format, color_number(model.background));
  if (!model.number_format.empty()) format_set_num_format(format, model.number_format.c_str());
  if (!model.locked) format_set_unlocked(format);
  return format;
}

lxw_format* FormatWriter::mark_format(const sheet::MarkLook& look) {
  if (look == sheet::MarkLook{}) return nullptr;
  lxw_format* const format = workbook_add_format(workbook_);
  if (look.color) format_set_font_color(format, color_number(*look.color));
  if (look.background) format_set_bg_color(format, color_number(*look.background));
  if (look.bold) format_set_bold(format);
  if (look.italic) format_set_italic(format);
  if (look.strike) format_set_font_strikeout(format);
  return format;
}

lxw_format* FormatWriter::run_format(const sheet::Font& font) {
  const auto found =
      std::find_if(run_formats_.begin(), run_formats_.end(), [&](const auto& known) { return known.first == font; });
  if (found != run_formats_.end()) return found->second;
  lxw_format* const format = workbook_add_format(workbook_);
  set_font(format, font);
  run_formats_.emplace_back(font, format);
  return format;
}

void CellWriter::write(const base::StopCheck* stop_check) {
  std::uint32_t number = 0;
  for (const sheet::Row& row : sheet_.rows) {
    if (outcome_.failed()) return;
    base::tick(stop_check);
    write_row(number++, row);
  }
}

void CellWriter::write_row(std::uint32_t number, const sheet::Row& row) {
  set_row(number, row);
  if (keeping_ == Keeping::Cells) write_merges(number);
  for (const sheet::Cell& cell : sheet_.cells_of(row)) write_cell(number, cell);
}

void CellWriter::set_row(std::uint32_t number, const sheet::Row& row) {
  // Programs fit rows for which the file states no height.
  const bool is_plain = row.outline_level == 0 && !row.is_collapsed;
  if (row.fits_content && is_plain && !is_fitting_row(row)) return;
  const double height = row.height.to_pt();
  if (is_plain) {
    outcome_.check(worksheet_set_row(worksheet_, row_number(number), height, nullptr));
    return;
  }
  lxw_row_col_options options{};
  options.level = row.outline_level;
  options.hidden = row.hidden ? 1 : 0;
  options.collapsed = row.is_collapsed ? 1 : 0;
  outcome_.check(worksheet_set_row_opt(worksheet_, row_number(number), height, nullptr, &options));
}

/// Must precede the cells: merging fills the range with empty cells, and the first one is then overwritten.
void CellWriter::write_merges(std::uint32_t row) {
  for (; next_merge_ < sheet_.merges.size() && sheet_.merges[next_merge_].range.first.row == row; ++next_merge_) {
    const sheet::Merge& merge = sheet_.merges[next_merge_];
    outcome_.check(worksheet_merge_range(worksheet_, row_number(row), column_number(merge.range.first.column),
                                         row_number(merge.range.last.row), column_number(merge.range.last.column), "",
                                         formats_.format(merge.format)));
  }
}

void CellWriter::write_cell(std::uint32_t row, const sheet::Cell& cell) {
  const Target target{row_number(row), column_number(cell.column), formats_.format(cell.format)};
  const bool is_link = keeping_ == Keeping::Cells && next_link_ < sheet_.links.size() &&
                       sheet_.links[next_link_].place == sheet::CellPlace{row, cell.column};
  outcome_.check(is_link ? write_link(target, sheet_.links[next_link_++], cell.value)
                         : write_value(target, cell.value));
}

/// The library writes a link with its own text, which the value then replaces.
lxw_error CellWriter::write_link(const Target& target, const sheet::Hyperlink& link, const sheet::CellValue& value) {
  const std::string address = library_address(link);
  const auto* const text = std::get_if<sheet::Text>(&value);
  const char* const shown = text == nullptr ? " " : text_.encode(text->text);
  const lxw_error error =
      worksheet_write_url_opt(worksheet_, target.row, target.column, address.c_str(), target.format, shown, nullptr);
  return error != LXW_NO_ERROR || text != nullptr ? error : write_value(target, value);
}

lxw_error CellWriter::write_value(const Target& target, const sheet::CellValue& value) {
  struct Writer {
    CellWriter& self;
    const Target& at;
    lxw_error operator()(const sheet::Empty&) const {
      return worksheet_write_blank(self.worksheet_, at.row, at.column, at.format);
    }
    lxw_error operator()(const sheet::Text& text) const {
      return worksheet_write_string(self.worksheet_, at.row, at.column, self.text_.encode(text.text), at.format);
    }
    lxw_error operator()(const sheet::RichText& rich) const {
      return self.write_runs(at, self.sheet_.rich_texts[rich.index]);
    }
    lxw_error operator()(const sheet::Number& number) const {
      return worksheet_write_number(self.worksheet_, at.row, at.column, number.value, at.format);
    }
    lxw_error operator()(const sheet::Boolean& boolean) const {
      return worksheet_write_boolean(self.worksheet_, at.row, at.column, boolean.value ? 1 : 0, at.format);
    }
    lxw_error operator()(const sheet::Date& date) const {
      return worksheet_write_number(self.worksheet_, at.row, at.column, date.serial, at.format);
    }
    lxw_error operator()(const sheet::Formula& formula) const {
      return self.write_formula(at, self.sheet_.formulas[formula.index]);
    }
  };
  return std::visit(Writer{*this, target}, value);
}

lxw_error CellWriter::write_runs(const Target& target, const sheet::TextRuns& runs) {
  std::vector<std::string> texts;
  texts.reserve(runs.size());
  for (const sheet::TextRun& run : runs) texts.emplace_back(text_.encode(run.text));
  std::vector<lxw_rich_string_tuple> fragments;
  fragments.reserve(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    fragments.push_back({formats_.run_format(runs[i].font), mutable_text(texts[i])});
  }
  std::vector<lxw_rich_string_tuple*> list;
  list.reserve(fragments.size() + 1);
  for (lxw_rich_string_tuple& fragment : fragments) list.push_back(&fragment);
  list.push_back(nullptr);
  return worksheet_write_rich_string(worksheet_, target.row, target.column, list.data(), target.format);
}

/// An unknown result is written as an empty text. Programs then calculate the formula when they open the file; a
/// placeholder number would be displayed as it is. The library has no call that writes none.
lxw_error CellWriter::write_formula(const Target& target, const sheet::FormulaText& formula) {
  std::string stored = stored_in_table(target, formula);
  if (names_ != nullptr) stored = names_->name_columns(stored);
  const char* const expression = stored.c_str();
  if (formula.fills_cells) {
    return worksheet_write_dynamic_formula_num(worksheet_, target.row, target.column, expression, target.format,
                                               formula.result.value_or(0));
  }
  return formula.result ? worksheet_write_formula_num(worksheet_, target.row, target.column, expression, target.format,
                                                      *formula.result)
                        : worksheet_write_formula_str(worksheet_, target.row, target.column, expression, target.format,
                                                      formula.text ? text_.encode(*formula.text) : "");
}

void write_merges_and_links(const sheet::Sheet& sheet, lxw_worksheet* worksheet, const FormatWriter& formats,
                            Outcome& outcome) {
  for (const sheet::Merge& merge : sheet.merges) {
    outcome.check(worksheet_merge_range(worksheet, row_number(merge.range.first.row),
                                        column_number(merge.range.first.column), row_number(merge.range.last.row),
                                        column_number(merge.range.last.column), "", nullptr));
  }
  for (const sheet::Hyperlink& link : sheet.links) {
    // Without a format, the library would number its own.
    outcome.check(worksheet_write_url_opt(worksheet, row_number(link.place.row), column_number(link.place.column),
                                          library_address(link).c_str(), formats.format(sheet::FormatId(0)), " ",
                                          nullptr));
  }
}

/// In a table, formulas are stored as programs write them: a cell whose formula differs from that of its column would
/// be marked as a mistake.
std::string CellWriter::stored_in_table(const Target& target, const sheet::FormulaText& formula) const {
  if (!sheet_.table) return formula.expression;
  const sheet::ListTable& table = *sheet_.table;
  const sheet::CellRange& range = table.range;
  if (target.row <= range.first.row || target.row > range.last.row || target.column < range.first.column ||
      target.column > range.last.column) {
    return formula.expression;
  }
  const std::size_t index = target.column - range.first.column;
  if (index >= table.columns.size()) return formula.expression;
  const sheet::TableColumn& column = table.columns[index];
  const bool is_total = table.has_total && target.row == range.last.row;
  if (is_total && column.total != sheet::TotalFunction::None) {
    return fmt::format("=SUBTOTAL({},{})", static_cast<int>(column.total),
                       sheet::column_reference(table.name, column.head));
  }
  return is_total || column.formula.empty() ? formula.expression : column.formula;
}

const char* CellText::encode(std::string_view text) {
  buffer_.clear();
  for (std::size_t escape = text.find("_x"); escape != std::string_view::npos; escape = text.find("_x")) {
    buffer_ += text.substr(0, escape);
    if (sheet::begins_with_cell_escape(text.substr(escape))) buffer_ += "_x005F";
    buffer_ += '_';
    text.remove_prefix(escape + 1);
  }
  buffer_ += text;
  return buffer_.c_str();
}

}  // namespace gongwen::xlsx
