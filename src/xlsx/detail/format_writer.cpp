#include "xlsx/detail/format_writer.h"

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
  // Black is left to the program, which shows it white on a dark screen.
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
  constexpr std::int16_t kStacked = 270;  // what the library calls upright characters below each other
  if (model.rotation.stacked) {
    format_set_rotation(format, kStacked);
  } else if (model.rotation.degrees != 0) {
    format_set_rotation(format, model.rotation.degrees);
  }
}

}  // namespace

void FormatWriter::write(const sheet::Workbook& model) {
  set_standard_style();
  extend(model);
}

void FormatWriter::extend(const sheet::Workbook& model) {
  formats_.reserve(model.formats.size());
  while (formats_.size() < model.formats.size()) formats_.push_back(make(model.formats[formats_.size()]));
}

/// AD-HOC: the library has no call for it; the first of its formats is the standard style.
void FormatWriter::set_standard_style() {
  lxw_format* const standard = STAILQ_FIRST(workbook_->formats);
  format_set_font_name(standard, kStandardFont);
  format_set_font_size(standard, kStandardFontSize);
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

lxw_format* FormatWriter::run_format(const sheet::Font& font) {
  const auto found =
      std::find_if(run_formats_.begin(), run_formats_.end(), [&](const auto& known) { return known.first == font; });
  if (found != run_formats_.end()) return found->second;
  lxw_format* const format = workbook_add_format(workbook_);
  set_font(format, font);
  run_formats_.emplace_back(font, format);
  return format;
}

}  // namespace gongwen::xlsx
