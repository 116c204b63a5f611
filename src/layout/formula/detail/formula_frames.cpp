#include "layout/formula/detail/formula_frames.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::layout {

namespace {

constexpr std::array<std::string_view, 8> kDrawnNotations{
    "left", "right", "top", "bottom", "verticalstrike", "horizontalstrike", "updiagonalstrike", "downdiagonalstrike"};

}  // namespace

bool has_edges(const style::ComputedStyle& style) {
  const auto has_length = [](const style::LengthPercentage& value) {
    return !value.length.is_zero();
  };
  return has_length(style.padding_top) || has_length(style.padding_right) || has_length(style.padding_bottom) ||
         has_length(style.padding_left) || has_length(style.margin_top.value) || has_length(style.margin_right.value) ||
         has_length(style.margin_bottom.value) || has_length(style.margin_left.value) ||
         style.border_top_style != style::BorderStyle::None || style.border_right_style != style::BorderStyle::None ||
         style.border_bottom_style != style::BorderStyle::None || style.border_left_style != style::BorderStyle::None ||
         !style.background_color.resolve(style.color).is_transparent();
}

FormulaBox with_edges(const style::ComputedStyle& style, FormulaBox inner) {
  const auto width_of = [](LayoutUnit width, style::BorderStyle line) {
    const bool is_drawn = line != style::BorderStyle::None && line != style::BorderStyle::Hidden;
    return is_drawn ? TextLength::from(width) : TextLength();
  };
  const auto length = [](const style::LengthPercentage& value) {
    return TextLength::from(value.length);
  };
  const TextLength top = width_of(style.border_top_width, style.border_top_style);
  const TextLength right = width_of(style.border_right_width, style.border_right_style);
  const TextLength bottom = width_of(style.border_bottom_width, style.border_bottom_style);
  const TextLength left = width_of(style.border_left_width, style.border_left_style);
  const TextLength margin_left = length(style.margin_left.value);
  const TextLength margin_top = length(style.margin_top.value);
  const TextLength inner_x = margin_left + left + length(style.padding_left);
  const TextLength frame_ascent = inner.ascent + length(style.padding_top) + top;
  const TextLength frame_descent = inner.descent + length(style.padding_bottom) + bottom;
  const TextLength frame_width = left + length(style.padding_left) + inner.width + length(style.padding_right) + right;
  FormulaBox box;
  box.width = std::max(TextLength(), margin_left + frame_width + length(style.margin_right.value));
  box.ascent = frame_ascent + margin_top;
  box.descent = frame_descent + length(style.margin_bottom.value);
  if (inner.accent) box.accent = *inner.accent + inner_x;
  const bool is_visible = style.visibility == style::Visibility::Visible;
  const auto add = [&](TextLength x, TextLength y, TextLength width, TextLength height, css::Color color) {
    if (is_visible && !color.is_transparent() && width > TextLength() && height > TextLength())
      box.rules.push_back({x, y, width, height, color});
  };
  const TextLength height = frame_ascent + frame_descent;
  add(margin_left, -frame_ascent, frame_width, height, style.background_color.resolve(style.color));
  add(margin_left, -frame_ascent, frame_width, top, style.border_top_color.resolve(style.color));
  add(margin_left, frame_descent - bottom, frame_width, bottom, style.border_bottom_color.resolve(style.color));
  add(margin_left, -frame_ascent, left, height, style.border_left_color.resolve(style.color));
  add(margin_left + frame_width - right, -frame_ascent, right, height, style.border_right_color.resolve(style.color));
  box.draw(std::move(inner), inner_x, TextLength());
  return box;
}

void add_edges(const style::ComputedStyle& style, std::vector<SetPart>& parts) {
  if (parts.empty()) return;
  FormulaBox row;
  const TextLength start = parts.front().x - parts.front().before;
  row.width = parts.back().x + parts.back().box.width + parts.back().after - start;
  row.ascent = parts.front().box.ascent;
  row.descent = parts.front().box.descent;
  for (const SetPart& part : parts) {
    row.ascent = std::max(row.ascent, part.box.ascent);
    row.descent = std::max(row.descent, part.box.descent);
  }
  const TextLength inner_width = row.width;
  row.accent = TextLength();  // by how far the content was moved
  FormulaBox framed = with_edges(style, std::move(row));
  const TextLength left = *framed.accent;
  const TextLength first_x = left + parts.front().before;
  for (SetPart& part : parts) part.x += left;
  parts.front().before += left;
  parts.back().after += framed.width - inner_width - left;
  SetPart& first = parts.front();
  first.box.ascent = std::max(first.box.ascent, framed.ascent);
  first.box.descent = std::max(first.box.descent, framed.descent);
  for (FormulaRule& rule : framed.rules) rule.x -= first_x;
  first.box.rules.insert(first.box.rules.begin(), framed.rules.begin(), framed.rules.end());
}

bool is_drawn_notation(std::string_view notation) {
  return std::find(kDrawnNotations.begin(), kDrawnNotations.end(), notation) != kDrawnNotations.end();
}

FormulaBox with_lines(FormulaBox inner, const std::vector<std::string_view>& notations, TextLength thickness,
                      css::Color ink) {
  inner.width += std::exchange(inner.italic, TextLength());
  const TextLength gap = thickness * 4;
  const auto room = [&](std::string_view name) {
    const bool has = std::find(notations.begin(), notations.end(), name) != notations.end();
    return has ? gap + thickness : TextLength();
  };
  FormulaBox box;
  const TextLength left = room("left");
  box.width = left + inner.width + room("right");
  box.ascent = inner.ascent + room("top");
  box.descent = inner.descent + room("bottom");
  const TextLength height = box.height();
  const TextLength middle = (inner.descent - inner.ascent) / 2;
  box.draw(std::move(inner), left, TextLength());
  for (const std::string_view name : notations) {
    if (name == "left") {
      box.rules.push_back({TextLength(), -box.ascent, thickness, height, ink});
    } else if (name == "right") {
      box.rules.push_back({box.width - thickness, -box.ascent, thickness, height, ink});
    } else if (name == "top") {
      box.rules.push_back({TextLength(), -box.ascent, box.width, thickness, ink});
    } else if (name == "bottom") {
      box.rules.push_back({TextLength(), box.descent - thickness, box.width, thickness, ink});
    } else if (name == "horizontalstrike") {
      box.rules.push_back({TextLength(), middle - thickness / 2, box.width, thickness, ink});
    } else if (name == "verticalstrike") {
      box.rules.push_back({(box.width - thickness) / 2, -box.ascent, thickness, height, ink});
    } else if (name == "updiagonalstrike" || name == "downdiagonalstrike") {
      const LineSlope slope = name == "updiagonalstrike" ? LineSlope::Rising : LineSlope::Falling;
      box.rules.push_back({TextLength(), -box.ascent, box.width, height, ink, slope, thickness});
    }
  }
  return box;
}

FormulaBox in_error_frame(FormulaBox inner) {
  constexpr css::Color kRed{255, 0, 0};
  const TextLength line = TextLength::from(LayoutUnit::from_px(1));
  FormulaBox box;
  box.width = inner.width + line * 2;
  box.ascent = inner.ascent + line;
  box.descent = inner.descent + line;
  const TextLength height = box.height();
  box.draw(std::move(inner), line, TextLength());
  box.rules.push_back({TextLength(), -box.ascent, box.width, line, kRed});
  box.rules.push_back({TextLength(), box.descent - line, box.width, line, kRed});
  box.rules.push_back({TextLength(), -box.ascent, line, height, kRed});
  box.rules.push_back({box.width - line, -box.ascent, line, height, kRed});
  return box;
}

}  // namespace gongwen::layout
