#include "style/writing_modes.h"

#include <utility>

namespace gongwen::style {
namespace {

/// Four values of a style, by the sides of paper.
template <typename Value>
struct Sides {
  Value& top;
  Value& right;
  Value& bottom;
  Value& left;
};

template <typename Value>
void rename(Sides<Value> sides, WritingMode flow) {
  Value top = std::move(sides.top);
  Value right = std::move(sides.right);
  Value bottom = std::move(sides.bottom);
  Value left = std::move(sides.left);
  const bool from_right = begins_at_right(flow);
  const bool upwards = flow == WritingMode::SidewaysLr;
  sides.top = from_right ? std::move(right) : std::move(left);
  sides.bottom = from_right ? std::move(left) : std::move(right);
  sides.left = upwards ? std::move(bottom) : std::move(top);
  sides.right = upwards ? std::move(top) : std::move(bottom);
}

void rename_sizes(ComputedStyle& style) {
  std::swap(style.width, style.height);
  std::swap(style.min_width, style.min_height);
  std::swap(style.max_width, style.max_height);
  std::swap(style.contain_intrinsic_width, style.contain_intrinsic_height);
  std::swap(style.aspect_ratio.width, style.aspect_ratio.height);
  std::swap(style.border_spacing.horizontal, style.border_spacing.vertical);
  std::swap(style.overflow_x, style.overflow_y);
}

void rename_sides(ComputedStyle& style, WritingMode flow) {
  rename<Margin>({style.top, style.right, style.bottom, style.left}, flow);
  rename<Margin>({style.margin_top, style.margin_right, style.margin_bottom, style.margin_left}, flow);
  rename<LengthPercentage>({style.padding_top, style.padding_right, style.padding_bottom, style.padding_left}, flow);
  rename<LayoutUnit>(
      {style.border_top_width, style.border_right_width, style.border_bottom_width, style.border_left_width}, flow);
  rename<BorderStyle>(
      {style.border_top_style, style.border_right_style, style.border_bottom_style, style.border_left_style}, flow);
  rename<ColorValue>(
      {style.border_top_color, style.border_right_color, style.border_bottom_color, style.border_left_color}, flow);
}

/// Corners are where two sides meet; those that face each other change places with the sides.
void rename_corners(ComputedStyle& style, WritingMode flow) {
  const auto turned = [](CornerRadius radius) {
    std::swap(radius.horizontal, radius.vertical);
    return radius;
  };
  const CornerRadius top_left = turned(style.border_top_left_radius);
  const CornerRadius top_right = turned(style.border_top_right_radius);
  const CornerRadius bottom_right = turned(style.border_bottom_right_radius);
  const CornerRadius bottom_left = turned(style.border_bottom_left_radius);
  switch (flow) {
    case WritingMode::HorizontalTb: break;
    case WritingMode::VerticalRl:
    case WritingMode::SidewaysRl:
      style.border_top_left_radius = top_right;
      style.border_top_right_radius = bottom_right;
      style.border_bottom_right_radius = bottom_left;
      style.border_bottom_left_radius = top_left;
      break;
    case WritingMode::VerticalLr:
      style.border_top_left_radius = top_left;
      style.border_top_right_radius = bottom_left;
      style.border_bottom_right_radius = bottom_right;
      style.border_bottom_left_radius = top_right;
      break;
    case WritingMode::SidewaysLr:
      style.border_top_left_radius = bottom_left;
      style.border_top_right_radius = top_left;
      style.border_bottom_right_radius = top_right;
      style.border_bottom_left_radius = bottom_right;
      break;
  }
}

}  // namespace

ComputedStyle along_lines(const ComputedStyle& style, WritingMode flow) {
  ComputedStyle out = style;
  out.writing_mode = flow;
  if (!is_vertical(flow)) return out;
  rename_sizes(out);
  rename_sides(out, flow);
  rename_corners(out, flow);
  return out;
}

}  // namespace gongwen::style
