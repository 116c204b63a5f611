#include "sheet/detail/style_format.h"

#include "sheet/limits.h"
#include "style/apply_property.h"
#include "style/writing_modes.h"

#include <algorithm>

namespace gongwen::sheet {
namespace {

using css::Color;
using style::ComputedStyle;

/// css-color-4 §13.1: the colour over white paper.
Color over_white(Color color) {
  const auto blend = [&](std::uint8_t channel) {
    return static_cast<std::uint8_t>((channel * color.alpha + 255 * (255 - color.alpha) + 127) / 255);
  };
  return {blend(color.red), blend(color.green), blend(color.blue), 255};
}

/// Sizes go in half points; the programs allow 1 to 409 pt.
std::uint16_t half_points_of(base::FontSize size) {
  const auto rounded = static_cast<int>(size.to_pt() * 2 + 0.5);
  return static_cast<std::uint16_t>(std::clamp(rounded, 2, 818));
}

int weight(LineKind kind) {
  switch (kind) {
    case LineKind::None: return 0;
    case LineKind::Dotted: return 1;
    case LineKind::Dashed: return 2;
    case LineKind::Thin: return 3;
    case LineKind::MediumDashed: return 4;
    case LineKind::Medium: return 5;
    case LineKind::Double: return 6;
    case LineKind::Thick: return 7;
  }
  return 0;
}

HorizontalAlign horizontal_align(const ComputedStyle& style) {
  switch (style.text_align) {
    case style::TextAlign::Start: return HorizontalAlign::General;
    case style::TextAlign::Left: return HorizontalAlign::Left;
    case style::TextAlign::End:
    case style::TextAlign::Right: return HorizontalAlign::Right;
    case style::TextAlign::Center: return HorizontalAlign::Center;
    case style::TextAlign::Justify: return HorizontalAlign::Justify;
    case style::TextAlign::JustifyAll: return HorizontalAlign::Distributed;
  }
  return HorizontalAlign::General;
}

VerticalAlign vertical_align(const ComputedStyle& style) {
  switch (style.vertical_align.kind) {
    case style::VerticalAlign::Kind::Middle: return VerticalAlign::Center;
    case style::VerticalAlign::Kind::Bottom:
    case style::VerticalAlign::Kind::TextBottom: return VerticalAlign::Bottom;
    case style::VerticalAlign::Kind::Baseline:
    case style::VerticalAlign::Kind::Sub:
    case style::VerticalAlign::Kind::Super:
    case style::VerticalAlign::Kind::TextTop:
    case style::VerticalAlign::Kind::Top:
    case style::VerticalAlign::Kind::Length: return VerticalAlign::Top;
  }
  return VerticalAlign::Top;
}

/// What the padding on the side of the text has more than the other side, and the first line's indent, in whole steps:
/// equal padding on both sides is air, not an indent.
std::uint8_t indent_steps(const ComputedStyle& style, HorizontalAlign align) {
  const LayoutUnit excess = style.padding_left.length - style.padding_right.length;
  const LayoutUnit wanted = align == HorizontalAlign::Right ? -excess : excess + style.text_indent.length.length;
  const int steps = (wanted + kIndentStep / 2).raw() / kIndentStep.raw();
  return static_cast<std::uint8_t>(std::clamp(steps, 0, kMaxIndent));
}

}  // namespace

Font font_of(const ComputedStyle& style, const RunDecoration& decoration) {
  Font font;
  font.name = resolve_font_name(style.font_family);
  font.half_points = half_points_of(style.font_size);
  font.bold = style.font_weight >= 600;
  font.italic = style.font_style != style::FontStyle::Normal;
  font.underline = decoration.underline;
  font.strike = decoration.strike;
  font.script = decoration.script;
  font.color = over_white(style.color);
  return font;
}

BorderLine border_line(LayoutUnit width, style::BorderStyle border_style, Color color) {
  if (width <= LayoutUnit() || color.is_transparent()) return {};
  const bool heavy = width >= LayoutUnit::from_px(7) / 4;
  const auto solid = [&] {
    if (!heavy) return LineKind::Thin;
    return width < LayoutUnit::from_px(11) / 4 ? LineKind::Medium : LineKind::Thick;
  };
  switch (border_style) {
    case style::BorderStyle::None:
    case style::BorderStyle::Hidden: return {};
    case style::BorderStyle::Dotted: return {LineKind::Dotted, over_white(color)};
    case style::BorderStyle::Dashed: return {heavy ? LineKind::MediumDashed : LineKind::Dashed, over_white(color)};
    case style::BorderStyle::Double: return {LineKind::Double, over_white(color)};
    case style::BorderStyle::Solid:
    case style::BorderStyle::Groove:
    case style::BorderStyle::Ridge:
    case style::BorderStyle::Inset:
    case style::BorderStyle::Outset: break;
  }
  return {solid(), over_white(color)};
}

Borders borders_of(const ComputedStyle& style) {
  const auto line = [&](LayoutUnit width, style::BorderStyle border_style, const style::ColorValue& color) {
    return border_line(width, border_style, color.resolve(style.color));
  };
  return {line(style.border_top_width, style.border_top_style, style.border_top_color),
          line(style.border_right_width, style.border_right_style, style.border_right_color),
          line(style.border_bottom_width, style.border_bottom_style, style.border_bottom_color),
          line(style.border_left_width, style.border_left_style, style.border_left_color)};
}

BorderLine heavier(const BorderLine& first, const BorderLine& second) {
  return weight(second.kind) > weight(first.kind) ? second : first;
}

Color opaque_background(const ComputedStyle& style) {
  const Color color = style.background_color.resolve(style.color);
  return color.is_transparent() ? css::kTransparent : over_white(color);
}

/// Vertical text has its characters stacked in programs, or turned where all of them are.
Rotation rotation_of(const ComputedStyle& style) {
  const Rotation own{style.cell_rotation.stacked, style.cell_rotation.degrees};
  if (own != Rotation{}) return own;
  switch (style.writing_mode) {
    case style::WritingMode::HorizontalTb: break;
    case style::WritingMode::VerticalRl:
    case style::WritingMode::VerticalLr:
      if (style.text_orientation == style::TextOrientation::Sideways) return {false, -90};
      return {true, 0};
    case style::WritingMode::SidewaysRl: return {false, -90};
    case style::WritingMode::SidewaysLr: return {false, 90};
  }
  return {};
}

/// Along vertical lines `text-align` is from top to bottom, `vertical-align` across them.
void align_vertical_lines(const ComputedStyle& style, CellFormat& format) {
  const bool upwards = style.writing_mode == style::WritingMode::SidewaysLr;
  const bool from_left = upwards || style.writing_mode == style::WritingMode::VerticalLr;
  const HorizontalAlign along = horizontal_align(style);
  const bool is_at_end = along == HorizontalAlign::Right;
  const VerticalAlign across = vertical_align(style);
  if (along == HorizontalAlign::Center) {
    format.vertical = VerticalAlign::Center;
  } else {
    format.vertical = is_at_end != upwards ? VerticalAlign::Bottom : VerticalAlign::Top;
  }
  if (across == VerticalAlign::Center) {
    format.horizontal = HorizontalAlign::Center;
  } else {
    format.horizontal = (across == VerticalAlign::Bottom) != from_left ? HorizontalAlign::Left : HorizontalAlign::Right;
  }
}

CellFormat text_format(const ComputedStyle& style, const Font& font) {
  CellFormat format;
  format.font = font;
  format.horizontal = horizontal_align(style);
  format.vertical = vertical_align(style);
  format.wrap = style.text_wrap_mode == style::TextWrapMode::Wrap;
  format.shrink = style.text_control == style::TextControl::Shrinktofit;
  format.rotation = rotation_of(style);
  if (style::is_vertical(style.writing_mode)) align_vertical_lines(style, format);
  const bool may_indent = format.horizontal != HorizontalAlign::Center && format.rotation == Rotation{};
  format.indent = may_indent ? indent_steps(style, format.horizontal) : std::uint8_t{0};
  if (format.indent > 0 && format.horizontal != HorizontalAlign::Right) format.horizontal = HorizontalAlign::Left;
  // Text that is made smaller until it fits has no reason to wrap; stacked characters lose their alignment by it.
  if (format.shrink || format.rotation.stacked) format.wrap = false;
  return format;
}

TextSetting text_setting(const ComputedStyle& style, const CellFormat& format) {
  // The tallest of the faces that programs put in for office names they lack has lines of 1.45 em, with blanks at both
  // ends; 宋体 itself has 1.2. What a style asks for beyond that is kept.
  constexpr int kLineHeightPercent = 140;
  TextSetting setting;
  setting.half_points = format.font.half_points;
  const LayoutUnit least = LayoutUnit::scaled(em_of(setting.half_points), kLineHeightPercent, 100);
  const LayoutUnit asked = style::line_height_length(style.line_height, style.font_size);
  setting.line_height = std::max(least, asked);
  // Lines of Arial are 1.15 em, in Excel up to 1.28.
  constexpr int kLatinLineHeightPercent = 128;
  setting.latin_line_height =
      std::max(LayoutUnit::scaled(em_of(setting.half_points), kLatinLineHeightPercent, 100), asked);
  const bool is_latin = format.font.name == "Arial" || format.font.name == "Times New Roman";
  setting.letters = is_latin ? Letters::Proportional : Letters::HalfWide;
  setting.horizontal_padding = kCellPadding + kIndentStep * format.indent;
  setting.vertical_padding = std::max(LayoutUnit::from_px(2), style.padding_top.length + style.padding_bottom.length);
  setting.wrap = format.wrap;
  setting.rotation = format.rotation;
  return setting;
}

}  // namespace gongwen::sheet
