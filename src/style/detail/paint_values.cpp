#include "style/detail/paint_values.h"

#include <algorithm>
#include <cmath>
#include <numbers>

// Positions (css-values-4), gradients (css-images-3 section 3), colours and widths of lines, for backgrounds, borders
// and images.
namespace gongwen::style {
namespace {

using css::Keyword;
using css::Value;
using css::ValueKind;

LengthPercentage percent(std::int32_t value) { return {{}, value * LengthPercentage::kUnitsPerPercent}; }

std::optional<LengthPercentage> side_of(Keyword keyword) {
  switch (keyword) {
    case Keyword::Left:
    case Keyword::Top: return percent(0);
    case Keyword::Center: return percent(50);
    case Keyword::Right:
    case Keyword::Bottom: return percent(100);
    default: return std::nullopt;
  }
}

bool is_vertical_side(const Value& value) { return value.is(Keyword::Top) || value.is(Keyword::Bottom); }
bool is_horizontal_side(const Value& value) { return value.is(Keyword::Left) || value.is(Keyword::Right); }

LengthPercentage from_side(Keyword side, LengthPercentage distance) {
  if (side != Keyword::Right && side != Keyword::Bottom) return distance;
  // `right 10px` is 100% - 10px from the left.
  LengthPercentage from_start = -distance;
  from_start.percent += 100 * LengthPercentage::kUnitsPerPercent;
  return from_start;
}

}  // namespace

LengthPercentage axis_position_of(std::span<const Value> values, const LengthContext& context) {
  const Value& first = values.front();
  if (values.size() == 2) return from_side(first.keyword, resolve_length_percentage(values.back(), context));
  const auto side = first.kind == ValueKind::Keyword ? side_of(first.keyword) : std::nullopt;
  return side ? *side : resolve_length_percentage(first, context);
}

ImagePosition image_position_of(std::span<const Value> values, const LengthContext& context) {
  // Two values have one for each direction, four values two for each: `right 10px top 20%`.
  const std::size_t half = std::max<std::size_t>(1, values.size() / 2);
  const std::span<const Value> first = values.first(half);
  const std::span<const Value> second = values.subspan(half);
  // Keywords may be in either order: `top left` is `left top`.
  const bool swapped = is_vertical_side(first.front()) || (!second.empty() && is_horizontal_side(second.front()));
  ImagePosition position{percent(50), percent(50)};
  (swapped ? position.y : position.x) = axis_position_of(first, context);
  if (!second.empty()) (swapped ? position.x : position.y) = axis_position_of(second, context);
  return position;
}

namespace {

double degrees_of(const Value& value) { return value.number * css::degrees_per(value.unit); }

/// Around a centre: a share of the whole turn.
LengthPercentage turn_of(const Value& value, const LengthContext& context) {
  if (value.kind != ValueKind::Dimension && value.kind != ValueKind::Number) {
    return resolve_length_percentage(value, context);
  }
  // Angles of conic gradients are kept as percentages of a turn, so that stops of all gradients have one type.
  constexpr double kTurn = 360;
  const double percent = std::clamp(degrees_of(value) / kTurn * 100, -1e5, 1e5);
  LengthPercentage turn;
  turn.percent = static_cast<std::int32_t>(std::lround(percent * LengthPercentage::kUnitsPerPercent));
  return turn;
}

GradientStop stop_of(const Value& color, const std::optional<LengthPercentage>& position) {
  return {false, color_value_of(color), position};
}

/// css-images-3 §3.4: colours with up to two places each, and hints; a colour with two places stands for two stops.
template <typename Place>
void add_stops(std::span<const Value> values, std::vector<GradientStop>& stops, Place place_of) {
  while (!values.empty()) {
    const auto comma =
        std::find_if(values.begin(), values.end(), [](const Value& value) { return value.kind == ValueKind::Comma; });
    const auto count = static_cast<std::size_t>(comma - values.begin());
    const Value* color = nullptr;
    std::vector<LengthPercentage> places;
    for (const Value& value : values.first(count)) {
      if (value.kind == ValueKind::Color || value.is(Keyword::Currentcolor)) {
        color = &value;
      } else {
        places.push_back(place_of(value));
      }
    }
    if (color == nullptr) {
      stops.push_back({true, {}, places.front()});
    } else if (places.empty()) {
      stops.push_back(stop_of(*color, std::nullopt));
    } else {
      for (const LengthPercentage& place : places) stops.push_back(stop_of(*color, place));
    }
    values = values.subspan(std::min(values.size(), count + 1));
  }
}

bool is_color(const Value& value) { return value.kind == ValueKind::Color || value.is(Keyword::Currentcolor); }

/// The part before the colours: everything up to the first comma, or nothing.
std::span<const Value> head_of(std::span<const Value> values) {
  std::size_t count = 0;
  while (count < values.size() && values[count].kind != ValueKind::Comma) ++count;
  const auto head = values.first(count);
  return std::any_of(head.begin(), head.end(), is_color) ? std::span<const Value>() : head;
}

void read_direction(std::span<const Value> head, GradientValue& gradient) {
  if (head.front().kind == ValueKind::Dimension) {
    gradient.degrees = degrees_of(head.front());
    return;
  }
  int x = 0;
  int y = 0;
  for (const Value& value : head) {
    x += value.is(Keyword::Right) ? 1 : value.is(Keyword::Left) ? -1 : 0;
    y += value.is(Keyword::Bottom) ? 1 : value.is(Keyword::Top) ? -1 : 0;
  }
  if (x != 0 && y != 0) {
    gradient.to_x = static_cast<std::int8_t>(x);
    gradient.to_y = static_cast<std::int8_t>(y);
  } else {
    gradient.degrees = x > 0 ? 90 : x < 0 ? 270 : y < 0 ? 0 : 180;
  }
}

void read_shape(std::span<const Value> head, const LengthContext& context, GradientValue& gradient) {
  using Extent = GradientValue::Extent;
  std::vector<LengthPercentage> radii;
  bool is_ellipse = false;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const Value& value = head[i];
    if (value.is(Keyword::At)) {
      gradient.position = image_position_of(head.subspan(i + 1), context);
      break;
    }
    if (value.kind != ValueKind::Keyword) {
      radii.push_back(resolve_length_percentage(value, context));
      continue;
    }
    switch (value.keyword) {
      case Keyword::Circle: gradient.is_circle = true; break;
      case Keyword::Ellipse: is_ellipse = true; break;
      case Keyword::ClosestSide: gradient.extent = Extent::ClosestSide; break;
      case Keyword::FarthestSide: gradient.extent = Extent::FarthestSide; break;
      case Keyword::ClosestCorner: gradient.extent = Extent::ClosestCorner; break;
      default: gradient.extent = Extent::FarthestCorner; break;
    }
  }
  if (radii.empty()) return;
  gradient.extent = Extent::Lengths;
  gradient.radius_x = radii.front();
  gradient.radius_y = radii.back();
  gradient.is_circle = gradient.is_circle || (radii.size() == 1 && !is_ellipse);
}

void read_center(std::span<const Value> head, const LengthContext& context, GradientValue& gradient) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i].is(Keyword::From)) gradient.degrees = degrees_of(head[++i]);
    if (!head[i].is(Keyword::At)) continue;
    gradient.position = image_position_of(head.subspan(i + 1), context);
    return;
  }
}

GradientValue::Kind kind_of(Keyword function) {
  switch (function) {
    case Keyword::RadialGradient:
    case Keyword::RepeatingRadialGradient: return GradientValue::Kind::Radial;
    case Keyword::ConicGradient:
    case Keyword::RepeatingConicGradient: return GradientValue::Kind::Conic;
    default: return GradientValue::Kind::Linear;
  }
}

GradientValue gradient_of(const Value& function, const LengthContext& context) {
  GradientValue gradient;
  gradient.kind = kind_of(function.keyword);
  const bool is_conic = gradient.kind == GradientValue::Kind::Conic;
  if (is_conic) gradient.degrees = 0;
  gradient.is_repeating = function.keyword == Keyword::RepeatingLinearGradient ||
                          function.keyword == Keyword::RepeatingRadialGradient ||
                          function.keyword == Keyword::RepeatingConicGradient;
  std::span<const Value> values(function.arguments);
  const std::span<const Value> head = head_of(values);
  if (!head.empty()) {
    switch (gradient.kind) {
      case GradientValue::Kind::Linear: read_direction(head, gradient); break;
      case GradientValue::Kind::Radial: read_shape(head, context, gradient); break;
      case GradientValue::Kind::Conic: read_center(head, context, gradient); break;
    }
    values = values.subspan(head.size() + 1);
  }
  add_stops(values, gradient.stops, [&](const Value& value) {
    return is_conic ? turn_of(value, context) : resolve_length_percentage(value, context);
  });
  return gradient;
}

}  // namespace

ImageValue image_of(const Value& value, const LengthContext& context) {
  if (value.kind == ValueKind::Function) {
    return {{}, std::make_shared<const GradientValue>(gradient_of(value, context))};
  }
  return {value.is(Keyword::None) ? std::string() : value.text, nullptr};
}

ColorValue color_value_of(const Value& value) {
  if (value.is(Keyword::Currentcolor)) return {true, {}};
  return {false, value.color};
}

LayoutUnit line_width_of(const Value& value, const LengthContext& context) {
  if (value.is(Keyword::Thin)) return LayoutUnit::from_px(1);
  if (value.is(Keyword::Medium)) return LayoutUnit::from_px(3);
  if (value.is(Keyword::Thick)) return LayoutUnit::from_px(5);
  return resolve_length(value, context);
}

double angle_of(const Value& value) { return degrees_of(value) * std::numbers::pi / 180; }

}  // namespace gongwen::style
