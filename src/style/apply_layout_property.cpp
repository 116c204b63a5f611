// The properties of positioned, floating and flexible boxes, of images and of decorations.
#include "base/ascii.h"
#include "style/detail/converters.h"
#include "style/detail/paint_values.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace gongwen::style {
namespace {

using css::Keyword;
using css::Value;
using css::ValueKind;

Position position_of(const Value& value) {
  if (value.is_function(Keyword::Running)) return {PositionKind::Running, value.arguments.front().text};
  return {from_keyword<PositionKind>(value.keyword), {}};
}

/// css-masking-1 §9: `auto`, or a rectangle whose sides may be parted by commas.
ClipRect clip_of(const Value& value, const LengthContext& context) {
  if (value.is(Keyword::Auto)) return {};
  ClipRect rect{false};
  const std::array sides{&rect.top, &rect.right, &rect.bottom, &rect.left};
  std::size_t next = 0;
  for (const Value& side : value.arguments) {
    if (side.kind != ValueKind::Comma) *sides.at(next++) = resolve_margin(side, context);
  }
  return rect;
}

Containment containment_of(const std::vector<Value>& values) {
  Containment contain;
  for (const Value& value : values) {
    const bool is_strict = value.is(Keyword::Strict);
    const bool is_content = is_strict || value.is(Keyword::Content);
    contain.size |= is_strict || value.is(Keyword::Size);
    contain.inline_size |= value.is(Keyword::InlineSize);
    contain.layout |= is_content || value.is(Keyword::Layout);
    contain.style |= is_content || value.is(Keyword::Style);
    contain.paint |= is_content || value.is(Keyword::Paint);
  }
  return contain;
}

TextTransform text_transform_of(const std::vector<Value>& values) {
  TextTransform transform;
  for (const Value& value : values) {
    if (value.is(Keyword::FullWidth)) {
      transform.full_width = true;
    } else if (value.is(Keyword::FullSizeKana)) {
      transform.full_size_kana = true;
    } else {
      transform.letters = from_keyword<LetterCase>(value.keyword);
    }
  }
  return transform;
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

FlexBasis flex_basis_of(const Value& value, const LengthContext& context) {
  if (value.is(Keyword::Content)) return {true, {}};
  if (value.kind != ValueKind::Keyword) return {false, {Size::Kind::Length, resolve_length_percentage(value, context)}};
  switch (value.keyword) {
    case Keyword::MinContent: return {false, {Size::Kind::MinContent, {}}};
    case Keyword::MaxContent: return {false, {Size::Kind::MaxContent, {}}};
    case Keyword::FitContent: return {false, {Size::Kind::FitContent, {}}};
    default: return {};  // auto, content
  }
}

std::optional<LengthPercentage> gap_of(const Value& value, const LengthContext& context) {
  return value.is(Keyword::Normal) ? std::nullopt : std::optional(resolve_length_percentage(value, context));
}

OptionalLength optional_length_of(const Value& value, const LengthContext& context) {
  if (value.kind == ValueKind::Keyword) return {};
  return {false, resolve_length_percentage(value, context)};
}

/// css-will-change-1 §2: names of other properties have no effect on paper.
WillChange will_change_of(const std::vector<Value>& values) {
  constexpr std::array<std::string_view, 9> kMoving{"transform",       "translate",   "rotate",
                                                    "scale",           "contain",     "filter",
                                                    "backdrop-filter", "perspective", "transform-style"};
  constexpr std::array<std::string_view, 8> kStacking{"opacity",   "isolation", "position",   "mix-blend-mode",
                                                      "clip-path", "mask",      "mask-image", "mask-border"};
  const auto is_one_of = [](const Value& value, std::span<const std::string_view> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return base::equals_ignoring_ascii_case(value.text, name); });
  };
  WillChange result;
  for (const Value& value : values) {
    result.stacks = result.stacks || is_one_of(value, kStacking);
    result.moves = result.moves || is_one_of(value, kMoving);
    result.orders = result.orders || base::equals_ignoring_ascii_case(value.text, "z-index");
  }
  return result;
}

}  // namespace

GONGWEN_CONVERT(Position, position_of(value))
GONGWEN_CONVERT(Top, resolve_margin(value, lengths))
GONGWEN_CONVERT(Right, resolve_margin(value, lengths))
GONGWEN_CONVERT(Bottom, resolve_margin(value, lengths))
GONGWEN_CONVERT(Left, resolve_margin(value, lengths))
GONGWEN_CONVERT(Float, from_keyword<Float>(value.keyword))
GONGWEN_CONVERT(FloatReference, from_keyword<FloatReference>(value.keyword))
GONGWEN_CONVERT(FloatDefer, from_keyword<FloatDefer>(value.keyword))
GONGWEN_CONVERT(Clear, from_keyword<Clear>(value.keyword))
GONGWEN_CONVERT(ZIndex, value.is(Keyword::Auto) ? ZIndex{} : ZIndex{false, resolve_integer(value)})
GONGWEN_CONVERT(OverflowX, from_keyword<Overflow>(value.keyword))
GONGWEN_CONVERT(OverflowY, from_keyword<Overflow>(value.keyword))
GONGWEN_CONVERT(Clip, clip_of(value, lengths))
GONGWEN_CONVERT(Contain, containment_of(values))
GONGWEN_CONVERT(ContainIntrinsicWidth, value.is(Keyword::None) ? LayoutUnit() : resolve_length(value, lengths))
GONGWEN_CONVERT(ContainIntrinsicHeight, value.is(Keyword::None) ? LayoutUnit() : resolve_length(value, lengths))
GONGWEN_CONVERT(Isolation, from_keyword<Isolation>(value.keyword))
GONGWEN_CONVERT(WillChange, will_change_of(values))
GONGWEN_CONVERT(Visibility, from_keyword<Visibility>(value.keyword))
GONGWEN_CONVERT(Opacity, opacity_of(value))
GONGWEN_CONVERT(AspectRatio, aspect_ratio_of(values))
GONGWEN_CONVERT(BorderTopLeftRadius, corner_of(values, lengths))
GONGWEN_CONVERT(BorderTopRightRadius, corner_of(values, lengths))
GONGWEN_CONVERT(BorderBottomRightRadius, corner_of(values, lengths))
GONGWEN_CONVERT(BorderBottomLeftRadius, corner_of(values, lengths))
GONGWEN_CONVERT(ObjectFit, from_keyword<ObjectFit>(value.keyword))
GONGWEN_CONVERT(ObjectPosition, image_position_of(values, lengths))
GONGWEN_CONVERT(FlexDirection, from_keyword<FlexDirection>(value.keyword))
GONGWEN_CONVERT(FlexWrap, from_keyword<FlexWrap>(value.keyword))
GONGWEN_CONVERT(FlexGrow, std::max(0.0, resolve_number(value)))
GONGWEN_CONVERT(FlexShrink, std::max(0.0, resolve_number(value)))
GONGWEN_CONVERT(FlexBasis, flex_basis_of(value, lengths))
GONGWEN_CONVERT(Order, resolve_integer(value))
GONGWEN_CONVERT(JustifyContent, alignment_of<ContentAlignment>(values))
GONGWEN_CONVERT(AlignContent, alignment_of<ContentAlignment>(values))
GONGWEN_CONVERT(AlignItems, alignment_of<ItemAlignment>(values))
GONGWEN_CONVERT(AlignSelf, alignment_of<ItemAlignment>(values))
GONGWEN_CONVERT(JustifyItems, alignment_of<ItemAlignment>(values))
GONGWEN_CONVERT(JustifySelf, alignment_of<ItemAlignment>(values))
GONGWEN_CONVERT(RowGap, gap_of(value, lengths))
GONGWEN_CONVERT(ColumnGap, gap_of(value, lengths))
GONGWEN_CONVERT(ColumnWidth, value.is(Keyword::Auto) ? std::nullopt : std::optional(resolve_length(value, lengths)))
GONGWEN_CONVERT(ColumnCount, value.is(Keyword::Auto) ? std::nullopt : std::optional(resolve_integer(value)))
GONGWEN_CONVERT(ColumnFill, from_keyword<ColumnFill>(value.keyword))
GONGWEN_CONVERT(ColumnSpan, from_keyword<ColumnSpan>(value.keyword))
GONGWEN_CONVERT(TextDecorationStyle, from_keyword<TextDecorationStyle>(value.keyword))
GONGWEN_CONVERT(TextDecorationThickness, optional_length_of(value, lengths))
GONGWEN_CONVERT(TextUnderlineOffset, optional_length_of(value, lengths))
GONGWEN_CONVERT(TextTransform, text_transform_of(values))
GONGWEN_CONVERT(FootnoteDisplay, from_keyword<FootnoteDisplay>(value.keyword))
GONGWEN_CONVERT(FootnotePolicy, from_keyword<FootnotePolicy>(value.keyword))

}  // namespace gongwen::style
