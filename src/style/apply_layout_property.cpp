// The properties of positioned, floating and flexible boxes, of images and of decorations.
#include "style/apply_property.h"

#include <algorithm>

namespace gongwen::style {
namespace {

using css::Keyword;
using css::PropertyId;
using css::Value;
using css::ValueKind;

Position position_of(const Value& value) {
  if (value.is_function(Keyword::Running)) return {PositionKind::Running, value.arguments.front().text};
  return {from_keyword<PositionKind>(value.keyword), {}};
}

/// css-color-4 §3.2: numbers and percentages outside of 0 to 1 are taken for the nearest of both.
double opacity_of(const Value& value) {
  if (value.kind == ValueKind::Percentage) return std::clamp(value.number / 100, 0.0, 1.0);
  return std::clamp(resolve_number(value), 0.0, 1.0);
}

AspectRatio aspect_ratio_of(const std::vector<Value>& values) {
  AspectRatio ratio;
  ratio.is_auto = false;
  bool height_given = false;
  for (const Value& value : values) {
    if (value.is(Keyword::Auto)) {
      ratio.is_auto = true;
    } else if (value.kind == ValueKind::Slash) {
      height_given = true;
    } else if (height_given) {
      ratio.height = resolve_number(value);
    } else {
      ratio.width = resolve_number(value);
      ratio.height = 1;
    }
  }
  return ratio;
}

/// `first` and `unsafe` say what holds without them.
template <typename Position>
Alignment<Position> alignment_of(const std::vector<Value>& values) {
  Alignment<Position> alignment;
  for (const Value& value : values) {
    switch (value.keyword) {
      case Keyword::Safe: alignment.is_safe = true; break;
      case Keyword::Last: alignment.is_last = true; break;
      case Keyword::First:
      case Keyword::Unsafe: break;
      default: alignment.position = from_keyword<Position>(value.keyword);
    }
  }
  return alignment;
}

CornerRadius corner_of(const std::vector<Value>& values, const LengthContext& context) {
  return {resolve_length_percentage(values.front(), context), resolve_length_percentage(values.back(), context)};
}

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

LengthPercentage from_side(Keyword side, LengthPercentage distance) {
  if (side != Keyword::Right && side != Keyword::Bottom) return distance;
  LengthPercentage from_start = -distance;
  from_start.percent += 100 * LengthPercentage::kUnitsPerPercent;
  return from_start;
}

/// css-values-4 §8.3: one, two or four values.
ImagePosition image_position_of(const std::vector<Value>& values, const LengthContext& context) {
  ImagePosition position{percent(50), percent(50)};
  if (values.size() == 4) {
    for (std::size_t i = 0; i < 4; i += 2) {
      const LengthPercentage distance = from_side(values[i].keyword, resolve_length_percentage(values[i + 1], context));
      (is_vertical_side(values[i]) ? position.y : position.x) = distance;
    }
    return position;
  }
  const auto coordinate = [&](const Value& value) {
    const auto side = value.kind == ValueKind::Keyword ? side_of(value.keyword) : std::nullopt;
    return side ? *side : resolve_length_percentage(value, context);
  };
  const bool swapped =
      is_vertical_side(values.front()) || values.back().is(Keyword::Left) || values.back().is(Keyword::Right);
  if (values.size() == 1) {
    (is_vertical_side(values.front()) ? position.y : position.x) = coordinate(values.front());
    return position;
  }
  position.x = coordinate(swapped ? values.back() : values.front());
  position.y = coordinate(swapped ? values.front() : values.back());
  return position;
}

BackgroundRepeat repeat_of(const std::vector<Value>& values) {
  if (values.front().is(Keyword::RepeatX)) return {RepeatStyle::Repeat, RepeatStyle::NoRepeat};
  if (values.front().is(Keyword::RepeatY)) return {RepeatStyle::NoRepeat, RepeatStyle::Repeat};
  return {from_keyword<RepeatStyle>(values.front().keyword), from_keyword<RepeatStyle>(values.back().keyword)};
}

BackgroundSize background_size_of(const std::vector<Value>& values, const LengthContext& context) {
  if (values.front().is(Keyword::Cover)) return {BackgroundSize::Kind::Cover, {}, {}};
  if (values.front().is(Keyword::Contain)) return {BackgroundSize::Kind::Contain, {}, {}};
  const auto length = [&](const Value& value) -> std::optional<LengthPercentage> {
    if (value.is(Keyword::Auto)) return std::nullopt;
    return resolve_length_percentage(value, context);
  };
  BackgroundSize size;
  size.width = length(values.front());
  if (values.size() > 1) size.height = length(values.back());
  return size;
}

BackgroundImage background_image_of(const Value& value) {
  return {value.is(Keyword::None) ? std::string() : value.text};
}

FlexBasis flex_basis_of(const Value& value, const LengthContext& context) {
  if (value.is(Keyword::Content)) return {true, {}};
  if (value.kind != ValueKind::Keyword) return {false, {Size::Kind::Length, resolve_length_percentage(value, context)}};
  switch (value.keyword) {
    case Keyword::MinContent: return {false, {Size::Kind::MinContent, {}}};
    case Keyword::MaxContent: return {false, {Size::Kind::MaxContent, {}}};
    case Keyword::FitContent: return {false, {Size::Kind::FitContent, {}}};
    default: return {};
  }
}

LengthPercentage gap_of(const Value& value, const LengthContext& context) {
  return value.is(Keyword::Normal) ? LengthPercentage{} : resolve_length_percentage(value, context);
}

OptionalLength optional_length_of(const Value& value, const LengthContext& context) {
  if (value.kind == ValueKind::Keyword) return {};
  return {false, resolve_length_percentage(value, context)};
}

}  // namespace

void apply_layout_property(PropertyId property, const std::vector<Value>& values, const ApplyContext& context,
                           ComputedStyle& style) {
  const Value& value = values.front();
  const LengthContext& lengths = context.lengths;
  switch (property) {
    case PropertyId::Position: style.position = position_of(value); break;
    case PropertyId::Top: style.top = resolve_margin(value, lengths); break;
    case PropertyId::Right: style.right = resolve_margin(value, lengths); break;
    case PropertyId::Bottom: style.bottom = resolve_margin(value, lengths); break;
    case PropertyId::Left: style.left = resolve_margin(value, lengths); break;
    case PropertyId::Float: style.float_value = from_keyword<Float>(value.keyword); break;
    case PropertyId::FloatReference: style.float_reference = from_keyword<FloatReference>(value.keyword); break;
    case PropertyId::FloatDefer: style.float_defer = from_keyword<FloatDefer>(value.keyword); break;
    case PropertyId::Clear: style.clear = from_keyword<Clear>(value.keyword); break;
    case PropertyId::ZIndex:
      style.z_index = value.is(Keyword::Auto) ? ZIndex{} : ZIndex{false, resolve_integer(value)};
      break;
    case PropertyId::Overflow: style.overflow = from_keyword<Overflow>(value.keyword); break;
    case PropertyId::Visibility: style.visibility = from_keyword<Visibility>(value.keyword); break;
    case PropertyId::Opacity: style.opacity = opacity_of(value); break;
    case PropertyId::AspectRatio: style.aspect_ratio = aspect_ratio_of(values); break;
    case PropertyId::BorderTopLeftRadius: style.border_top_left_radius = corner_of(values, lengths); break;
    case PropertyId::BorderTopRightRadius: style.border_top_right_radius = corner_of(values, lengths); break;
    case PropertyId::BorderBottomRightRadius: style.border_bottom_right_radius = corner_of(values, lengths); break;
    case PropertyId::BorderBottomLeftRadius: style.border_bottom_left_radius = corner_of(values, lengths); break;
    case PropertyId::BackgroundImage: style.background_image = background_image_of(value); break;
    case PropertyId::BackgroundRepeat: style.background_repeat = repeat_of(values); break;
    case PropertyId::BackgroundPosition: style.background_position = image_position_of(values, lengths); break;
    case PropertyId::BackgroundSize: style.background_size = background_size_of(values, lengths); break;
    case PropertyId::BackgroundOrigin: style.background_origin = from_keyword<BackgroundBox>(value.keyword); break;
    case PropertyId::BackgroundClip: style.background_clip = from_keyword<BackgroundBox>(value.keyword); break;
    case PropertyId::ObjectFit: style.object_fit = from_keyword<ObjectFit>(value.keyword); break;
    case PropertyId::ObjectPosition: style.object_position = image_position_of(values, lengths); break;
    case PropertyId::FlexDirection: style.flex_direction = from_keyword<FlexDirection>(value.keyword); break;
    case PropertyId::FlexWrap: style.flex_wrap = from_keyword<FlexWrap>(value.keyword); break;
    case PropertyId::FlexGrow: style.flex_grow = std::max(0.0, resolve_number(value)); break;
    case PropertyId::FlexShrink: style.flex_shrink = std::max(0.0, resolve_number(value)); break;
    case PropertyId::FlexBasis: style.flex_basis = flex_basis_of(value, lengths); break;
    case PropertyId::Order: style.order = resolve_integer(value); break;
    case PropertyId::JustifyContent: style.justify_content = alignment_of<ContentAlignment>(values); break;
    case PropertyId::AlignContent: style.align_content = alignment_of<ContentAlignment>(values); break;
    case PropertyId::AlignItems: style.align_items = alignment_of<ItemAlignment>(values); break;
    case PropertyId::AlignSelf: style.align_self = alignment_of<ItemAlignment>(values); break;
    case PropertyId::RowGap: style.row_gap = gap_of(value, lengths); break;
    case PropertyId::ColumnGap:
      style.column_gap =
          value.is(Keyword::Normal) ? std::nullopt : std::optional(resolve_length_percentage(value, lengths));
      break;
    case PropertyId::ColumnWidth:
      style.column_width = value.is(Keyword::Auto) ? std::nullopt : std::optional(resolve_length(value, lengths));
      break;
    case PropertyId::ColumnCount:
      style.column_count = value.is(Keyword::Auto) ? std::nullopt : std::optional(resolve_integer(value));
      break;
    case PropertyId::ColumnFill: style.column_fill = from_keyword<ColumnFill>(value.keyword); break;
    case PropertyId::ColumnSpan: style.column_span = from_keyword<ColumnSpan>(value.keyword); break;
    case PropertyId::TextDecorationStyle:
      style.text_decoration_style = from_keyword<TextDecorationStyle>(value.keyword);
      break;
    case PropertyId::TextDecorationThickness:
      style.text_decoration_thickness = optional_length_of(value, lengths);
      break;
    case PropertyId::TextUnderlineOffset: style.text_underline_offset = optional_length_of(value, lengths); break;
    case PropertyId::TextTransform: style.text_transform = from_keyword<TextTransform>(value.keyword); break;
    case PropertyId::FootnoteDisplay: style.footnote_display = from_keyword<FootnoteDisplay>(value.keyword); break;
    case PropertyId::FootnotePolicy: style.footnote_policy = from_keyword<FootnotePolicy>(value.keyword); break;
    default: apply_text_property(property, values, context, style); break;
  }
}

}  // namespace gongwen::style
