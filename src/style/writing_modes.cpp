#include "style/writing_modes.h"

#include <array>
#include <cstddef>
#include <functional>
#include <utility>

// Permutes the physical sides and corners of a style for a vertical flow, so that layout only sees horizontal ones.
namespace gongwen::style {
namespace {

/// Indices of sides of the paper (top, right, bottom, left) or of its corners (from the upper left on; corner i is
/// before side i).
using Places = std::array<std::size_t, 4>;

/// The side of the paper for each side of a flow.
constexpr Places sides_of(WritingMode flow) {
  switch (flow) {
    case WritingMode::HorizontalTb: break;
    case WritingMode::VerticalRl:
    case WritingMode::SidewaysRl: return {1, 2, 3, 0};
    case WritingMode::VerticalLr: return {3, 2, 1, 0};
    case WritingMode::SidewaysLr: return {3, 0, 1, 2};
  }
  return {0, 1, 2, 3};
}

/// The corner of the paper for each corner of a flow, where two sides meet.
constexpr Places corners_of(WritingMode flow) {
  const Places sides = sides_of(flow);
  Places corners{};
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t before = sides[(i + 3) % 4];
    corners[i] = (before + 1) % 4 == sides[i] ? sides[i] : before;
  }
  return corners;
}

template <typename Value>
using FourValues = std::array<std::reference_wrapper<Value>, 4>;

template <typename Value>
void rename(const FourValues<Value>& values, const Places& places) {
  std::array<Value, 4> old{std::move(values[0].get()), std::move(values[1].get()), std::move(values[2].get()),
                           std::move(values[3].get())};
  for (std::size_t i = 0; i < 4; ++i) values[i].get() = std::move(old[places[i]]);
}

void rename_sizes(ComputedStyle& style) {
  std::swap(style.width, style.height);
  std::swap(style.min_width, style.min_height);
  std::swap(style.max_width, style.max_height);
  std::swap(style.contain_intrinsic_width, style.contain_intrinsic_height);
  std::swap(style.aspect_ratio.width, style.aspect_ratio.height);
  std::swap(style.overflow_x, style.overflow_y);
}

void rename_sides(ComputedStyle& style, const Places& flow) {
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

void rename_corners(ComputedStyle& style, WritingMode flow) {
  const FourValues<CornerRadius> corners{style.border_top_left_radius, style.border_top_right_radius,
                                         style.border_bottom_right_radius, style.border_bottom_left_radius};
  rename(corners, corners_of(flow));
  for (CornerRadius& radius : corners) std::swap(radius.horizontal, radius.vertical);
}

/// All characters count as strong left-to-right characters.
void set_upright(ComputedStyle& style) {
  const bool isolates = style.unicode_bidi == UnicodeBidi::Isolate ||
                        style.unicode_bidi == UnicodeBidi::IsolateOverride ||
                        style.unicode_bidi == UnicodeBidi::Plaintext;
  style.unicode_bidi = isolates ? UnicodeBidi::IsolateOverride : UnicodeBidi::BidiOverride;
  style.direction = Direction::Ltr;
}

}  // namespace

ComputedStyle along_lines(const ComputedStyle& style, WritingMode flow) {
  ComputedStyle out = style;
  out.writing_mode = flow;
  if (!is_vertical(flow)) return out;
  rename_sizes(out);
  rename_sides(out, sides_of(flow));
  rename_corners(out, flow);
  if (is_set_upright(out)) set_upright(out);
  return out;
}

}  // namespace gongwen::style
