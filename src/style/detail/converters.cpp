#include "style/detail/converters.h"

#include "base/utf8.h"
#include "style/detail/paint_values.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

// The converters that need more than a keyword or a length: one function for each property, named by properties.def,
// grouped by boxes, painting, and text.
namespace gongwen::style {

// Properties of positioned, floating and flexible boxes, of images and of decorations.

namespace {

using css::Keyword;
using css::Value;
using css::ValueKind;

Position position_of(const Value& value) {
  if (value.is_function(Keyword::Running)) return {PositionKind::Running, value.arguments.front().text};
  return {from_keyword<PositionKind>(value.keyword), {}};
}

/// css-masking-1 §9: `auto`, or a rectangle whose sides may be separated by commas.
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

/// css-color-4 §3.2: numbers and percentages are clamped to 0 to 1.
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

/// `first` and `unsafe` are the defaults, so they change nothing.
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

// The converters of what is painted around and below content (backgrounds, transforms, outlines, shadows, images of
// borders) and of what pages have around their content.

namespace {

using ValueSpan = std::span<const Value>;

/// The parts between commas, each converted.
template <typename Convert>
auto converted_list(const std::vector<Value>& values, Convert convert) {
  std::vector<decltype(convert(ValueSpan()))> list;
  ValueSpan rest(values);
  while (!rest.empty()) {
    std::size_t count = 0;
    while (count < rest.size() && rest[count].kind != ValueKind::Comma) ++count;
    list.push_back(convert(rest.first(count)));
    rest = rest.subspan(std::min(rest.size(), count + 1));
  }
  return list;
}

template <typename Convert>
auto layers_of(const std::vector<Value>& values, Convert convert) {
  return Layers(converted_list(values, convert));
}

BackgroundRepeat repeat_of(ValueSpan values) {
  if (values.front().is(Keyword::RepeatX)) return {RepeatStyle::Repeat, RepeatStyle::NoRepeat};
  if (values.front().is(Keyword::RepeatY)) return {RepeatStyle::NoRepeat, RepeatStyle::Repeat};
  return {from_keyword<RepeatStyle>(values.front().keyword), from_keyword<RepeatStyle>(values.back().keyword)};
}

BackgroundSize background_size_of(ValueSpan values, const LengthContext& context) {
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

/// A number, or a percentage of 1.
double factor_of(const Value& value) {
  return value.kind == ValueKind::Percentage ? value.number / 100 : resolve_number(value);
}

TransformFunction translation(const Value& x, const Value* y, const LengthContext& context) {
  TransformFunction function;
  function.kind = TransformFunction::Kind::Translate;
  function.x = resolve_length_percentage(x, context);
  if (y != nullptr) function.y = resolve_length_percentage(*y, context);
  return function;
}

TransformFunction of_numbers(TransformFunction::Kind kind, double first, double second = 0, double third = 1) {
  TransformFunction function;
  function.kind = kind;
  function.numbers[0] = first;
  function.numbers[1] = second;
  if (kind == TransformFunction::Kind::Scale) function.numbers[2] = third;
  return function;
}

TransformFunction rotation_around(double x, double y, double z, double angle) {
  TransformFunction function;
  function.kind = TransformFunction::Kind::Rotate3d;
  std::copy_n(std::array{x, y, z, angle}.begin(), 4, function.numbers.begin());
  return function;
}

/// css-transforms-2 §5: distances below a px count as one px.
LayoutUnit perspective_of(const Value& value, const LengthContext& context) {
  return value.is(Keyword::None) ? LayoutUnit() : std::max(LayoutUnit::from_px(1), resolve_length(value, context));
}

/// css-transforms-1 §8, css-transforms-2 §12
TransformFunction transform_function_of(const Value& value, const LengthContext& context) {
  using Kind = TransformFunction::Kind;
  const Value& first = value.arguments.front();
  const Value* const second = value.arguments.size() > 2 ? &value.arguments[2] : nullptr;
  switch (value.keyword) {
    case Keyword::Translate: return translation(first, second, context);
    case Keyword::TranslateX: return translation(first, nullptr, context);
    case Keyword::TranslateY: {
      TransformFunction function = translation(first, nullptr, context);
      std::swap(function.x, function.y);
      return function;
    }
    case Keyword::Scale:
      return of_numbers(Kind::Scale, factor_of(first), factor_of(second == nullptr ? first : *second));
    case Keyword::ScaleX: return of_numbers(Kind::Scale, factor_of(first), 1);
    case Keyword::ScaleY: return of_numbers(Kind::Scale, 1, factor_of(first));
    case Keyword::Rotate: return of_numbers(Kind::Rotate, angle_of(first));
    case Keyword::Skew: return of_numbers(Kind::Skew, angle_of(first), second == nullptr ? 0 : angle_of(*second));
    case Keyword::SkewX: return of_numbers(Kind::Skew, angle_of(first));
    case Keyword::SkewY: return of_numbers(Kind::Skew, 0, angle_of(first));
    case Keyword::Translate3d: {
      TransformFunction function = translation(first, second, context);
      function.numbers[0] = resolve_length(value.arguments[4], context).to_px();
      return function;
    }
    case Keyword::TranslateZ: {
      TransformFunction function;
      function.kind = Kind::Translate;
      function.numbers[0] = resolve_length(first, context).to_px();
      return function;
    }
    case Keyword::Scale3d:
      return of_numbers(Kind::Scale, factor_of(first), factor_of(*second), factor_of(value.arguments[4]));
    case Keyword::ScaleZ: return of_numbers(Kind::Scale, 1, 1, factor_of(first));
    case Keyword::Rotate3d:
      return rotation_around(resolve_number(first), resolve_number(*second), resolve_number(value.arguments[4]),
                             angle_of(value.arguments[6]));
    case Keyword::RotateX: return rotation_around(1, 0, 0, angle_of(first));
    case Keyword::RotateY: return rotation_around(0, 1, 0, angle_of(first));
    case Keyword::RotateZ: return of_numbers(Kind::Rotate, angle_of(first));
    case Keyword::Perspective: return of_numbers(Kind::Perspective, perspective_of(first, context).to_px());
    default: break;  // matrix, matrix3d
  }
  TransformFunction function;
  const bool is_3d = value.keyword == Keyword::Matrix3d;
  if (is_3d) function.kind = Kind::Matrix3d;
  for (std::size_t i = 0; i < (is_3d ? 16U : 6U) && 2 * i < value.arguments.size(); ++i) {
    function.numbers[i] = resolve_number(value.arguments[2 * i]);
  }
  return function;
}

TransformList transform_of(const std::vector<Value>& values, const LengthContext& context) {
  TransformList list;
  for (const Value& value : values) {
    if (value.kind == ValueKind::Function) list.push_back(transform_function_of(value, context));
  }
  return list;
}

TransformList translate_of(const std::vector<Value>& values, const LengthContext& context) {
  if (values.front().is(Keyword::None)) return {};
  TransformFunction function = translation(values.front(), values.size() > 1 ? &values[1] : nullptr, context);
  if (values.size() > 2) function.numbers[0] = resolve_length(values[2], context).to_px();
  return {function};
}

/// The axis, a name or three numbers, may precede or follow the angle. Its numbers may be calculated.
TransformList rotate_of(const std::vector<Value>& values) {
  if (values.front().is(Keyword::None)) return {};
  if (values.size() == 1) return {of_numbers(TransformFunction::Kind::Rotate, angle_of(values.front()))};
  const auto is_number = [](const Value& value) {
    return value.kind == ValueKind::Number || value.kind == ValueKind::Integer;
  };
  const Value& last = values.back();
  const bool angle_is_first =
      values.front().kind == ValueKind::Dimension || last.kind == ValueKind::Keyword || is_number(last);
  const double angle = angle_of(angle_is_first ? values.front() : last);
  const ValueSpan axis = ValueSpan(values).subspan(angle_is_first ? 1 : 0, values.size() - 1);
  if (axis.size() == 3) {
    return {rotation_around(resolve_number(axis[0]), resolve_number(axis[1]), resolve_number(axis[2]), angle)};
  }
  const auto along = [&](Keyword name) {
    return axis.front().is(name) ? 1.0 : 0.0;
  };
  return {rotation_around(along(Keyword::X), along(Keyword::Y), along(Keyword::Z), angle)};
}

TransformList scale_of(const std::vector<Value>& values) {
  if (values.front().is(Keyword::None)) return {};
  const double x = factor_of(values.front());
  return {of_numbers(TransformFunction::Kind::Scale, x, values.size() > 1 ? factor_of(values[1]) : x,
                     values.size() > 2 ? factor_of(values[2]) : 1)};
}

TransformOrigin transform_origin_of(const std::vector<Value>& values, const LengthContext& context) {
  return {image_position_of(ValueSpan(values).first(std::min<std::size_t>(2, values.size())), context),
          values.size() > 2 ? resolve_length(values[2], context) : LayoutUnit()};
}

std::vector<Shadow> shadows_of(const std::vector<Value>& values, const LengthContext& context) {
  if (values.front().is(Keyword::None)) return {};
  return converted_list(values, [&](ValueSpan parts) {
    Shadow shadow;
    std::size_t lengths = 0;
    for (const Value& part : parts) {
      if (part.is(Keyword::Inset)) {
        shadow.is_inset = true;
      } else if (part.kind == ValueKind::Color || part.is(Keyword::Currentcolor)) {
        shadow.color = color_value_of(part);
      } else {
        LayoutUnit* const places[] = {&shadow.x, &shadow.y, &shadow.blur, &shadow.spread};
        if (lengths < 4) *places[lengths++] = resolve_length(part, context);
      }
    }
    // A calculated blur is not checked by the grammar.
    shadow.blur = std::max(shadow.blur, LayoutUnit());
    return shadow;
  });
}

/// One to four values, as for margins.
template <typename Side, typename Convert>
std::array<Side, 4> sides_of(ValueSpan values, Convert convert) {
  std::array<Side, 4> sides;
  const std::size_t count = values.size();
  const std::size_t from[] = {0, count > 1 ? 1U : 0U, count > 2 ? 2U : 0U, count > 3 ? 3U : count > 1 ? 1U : 0U};
  for (std::size_t i = 0; i < 4; ++i) sides[i] = convert(values[from[i]]);
  return sides;
}

BorderImageSlice slice_of(const std::vector<Value>& values) {
  BorderImageSlice slice;
  ValueSpan sides(values);
  if (sides.front().is(Keyword::Fill)) {
    sides = sides.subspan(1);
    slice.fills = true;
  } else if (sides.back().is(Keyword::Fill)) {
    sides = sides.first(sides.size() - 1);
    slice.fills = true;
  }
  slice.sides = sides_of<BorderImageSlice::Side>(sides, [](const Value& value) {
    const bool is_percentage = value.kind == ValueKind::Percentage;
    return BorderImageSlice::Side{is_percentage ? value.number : resolve_number(value), is_percentage};
  });
  return slice;
}

bool is_number(const Value& value) {
  if (value.kind == ValueKind::Number) return true;
  if (value.kind != ValueKind::Calc) return false;
  const std::optional<css::CalcType> type = css::type_of(*value.calc);
  return type && !type->length && !type->percentage;
}

BorderImageWidth border_image_width_of(const std::vector<Value>& values, const LengthContext& context) {
  using Kind = BorderImageWidth::Kind;
  return {sides_of<BorderImageWidth::Side>(values, [&](const Value& value) -> BorderImageWidth::Side {
    if (value.is(Keyword::Auto)) return {Kind::Auto, 0, {}};
    if (is_number(value)) return {Kind::Number, std::max(0.0, resolve_number(value)), {}};
    return {Kind::Length, 0, resolve_length_percentage(value, context)};
  })};
}

BorderImageOutset border_image_outset_of(const std::vector<Value>& values, const LengthContext& context) {
  return {sides_of<BorderImageOutset::Side>(values, [&](const Value& value) -> BorderImageOutset::Side {
    if (is_number(value)) return {true, std::max(0.0, resolve_number(value)), {}};
    return {false, 0, std::max(LayoutUnit(), resolve_length(value, context))};
  })};
}

PageMarks marks_of(const std::vector<Value>& values) {
  PageMarks marks;
  for (const Value& value : values) {
    marks.crop = marks.crop || value.is(Keyword::Crop);
    marks.cross = marks.cross || value.is(Keyword::Cross);
  }
  return marks;
}

}  // namespace

GONGWEN_CONVERT(BackgroundImage, layers_of(values, [&](ValueSpan layer) { return image_of(layer.front(), lengths); }))
GONGWEN_CONVERT(BackgroundRepeat, layers_of(values, repeat_of))
GONGWEN_CONVERT(BackgroundAttachment, layers_of(values, [](ValueSpan layer) {
                  return from_keyword<style::BackgroundAttachment>(layer.front().keyword);
                }))
GONGWEN_CONVERT(BackgroundPositionX,
                layers_of(values, [&](ValueSpan layer) { return axis_position_of(layer, lengths); }))
GONGWEN_CONVERT(BackgroundPositionY,
                layers_of(values, [&](ValueSpan layer) { return axis_position_of(layer, lengths); }))
GONGWEN_CONVERT(BackgroundSize, layers_of(values, [&](ValueSpan layer) { return background_size_of(layer, lengths); }))
GONGWEN_CONVERT(BackgroundOrigin, layers_of(values, [](ValueSpan layer) {
                  return OriginBox{from_keyword<BackgroundBox>(layer.front().keyword)};
                }))
GONGWEN_CONVERT(BackgroundClip, layers_of(values, [](ValueSpan layer) {
                  return ClipBox{from_keyword<BackgroundBox>(layer.front().keyword)};
                }))
GONGWEN_CONVERT(Transform, transform_of(values, lengths))
GONGWEN_CONVERT(TransformOrigin, transform_origin_of(values, lengths))
GONGWEN_CONVERT(Translate, translate_of(values, lengths))
GONGWEN_CONVERT(Rotate, rotate_of(values))
GONGWEN_CONVERT(Scale, scale_of(values))
GONGWEN_CONVERT(OutlineWidth, line_width_of(value, lengths))
GONGWEN_CONVERT(OutlineStyle, value.is(Keyword::Auto) ? BorderStyle::Solid : from_keyword<BorderStyle>(value.keyword))
GONGWEN_CONVERT(OutlineColor, value.is(Keyword::Auto) ? ColorValue{true, {}} : color_value_of(value))
GONGWEN_CONVERT(OutlineOffset, resolve_length(value, lengths))
GONGWEN_CONVERT(BoxShadow, shadows_of(values, lengths))
GONGWEN_CONVERT(BorderImageSource, image_of(value, lengths))
GONGWEN_CONVERT(ListStyleImage, image_of(value, lengths))
GONGWEN_CONVERT(TransformStyle, from_keyword<TransformStyle>(value.keyword))
GONGWEN_CONVERT(TransformBox, from_keyword<TransformBox>(value.keyword))
GONGWEN_CONVERT(BackfaceVisibility, from_keyword<BackfaceVisibility>(value.keyword))
GONGWEN_CONVERT(Perspective, perspective_of(value, lengths))
GONGWEN_CONVERT(PerspectiveOrigin, TransformOrigin{image_position_of(values, lengths), {}})
GONGWEN_CONVERT(BorderImageSlice, slice_of(values))
GONGWEN_CONVERT(BorderImageWidth, border_image_width_of(values, lengths))
GONGWEN_CONVERT(BorderImageOutset, border_image_outset_of(values, lengths))
GONGWEN_CONVERT(BorderImageRepeat,
                {from_keyword<BorderRepeat>(values.front().keyword), from_keyword<BorderRepeat>(values.back().keyword)})
GONGWEN_CONVERT(TextShadow, shadows_of(values, lengths))
GONGWEN_CONVERT(PageOrientation, from_keyword<style::PageOrientation>(value.keyword))
GONGWEN_CONVERT(Bleed, value.is(Keyword::Auto) ? std::nullopt : std::optional(resolve_length(value, lengths)))
GONGWEN_CONVERT(Marks, marks_of(values))

// Features of faces requested by the font-variant-* properties (css-fonts-4 section 6).

namespace {

/// One keyword of a font-variant-* property: its bit is its place in the property's list.
struct VariantFeature {
  Keyword keyword;
  std::array<base::FontFeature, 2> features;  // a feature without a tag is ignored
};

constexpr base::FontFeature on(std::string_view tag) { return {base::feature_tag(tag), 1}; }
constexpr base::FontFeature off(std::string_view tag) { return {base::feature_tag(tag), 0}; }

constexpr std::array kLigatures{
    VariantFeature{Keyword::CommonLigatures, {on("liga"), on("clig")}},
    VariantFeature{Keyword::NoCommonLigatures, {off("liga"), off("clig")}},
    VariantFeature{Keyword::DiscretionaryLigatures, {on("dlig")}},
    VariantFeature{Keyword::NoDiscretionaryLigatures, {off("dlig")}},
    VariantFeature{Keyword::HistoricalLigatures, {on("hlig")}},
    VariantFeature{Keyword::NoHistoricalLigatures, {off("hlig")}},
    VariantFeature{Keyword::Contextual, {on("calt")}},
    VariantFeature{Keyword::NoContextual, {off("calt")}},
};
constexpr std::array kAlternates{VariantFeature{Keyword::HistoricalForms, {on("hist")}}};
constexpr std::array kNumeric{
    VariantFeature{Keyword::LiningNums, {on("lnum")}},        VariantFeature{Keyword::OldstyleNums, {on("onum")}},
    VariantFeature{Keyword::ProportionalNums, {on("pnum")}},  VariantFeature{Keyword::TabularNums, {on("tnum")}},
    VariantFeature{Keyword::DiagonalFractions, {on("frac")}}, VariantFeature{Keyword::StackedFractions, {on("afrc")}},
    VariantFeature{Keyword::Ordinal, {on("ordn")}},           VariantFeature{Keyword::SlashedZero, {on("zero")}},
};
constexpr std::array kEastAsian{
    VariantFeature{Keyword::Jis78, {on("jp78")}},      VariantFeature{Keyword::Jis83, {on("jp83")}},
    VariantFeature{Keyword::Jis90, {on("jp90")}},      VariantFeature{Keyword::Jis04, {on("jp04")}},
    VariantFeature{Keyword::Simplified, {on("smpl")}}, VariantFeature{Keyword::Traditional, {on("trad")}},
    VariantFeature{Keyword::FullWidth, {on("fwid")}},  VariantFeature{Keyword::ProportionalWidth, {on("pwid")}},
    VariantFeature{Keyword::Ruby, {on("ruby")}},
};
constexpr std::array kPosition{VariantFeature{Keyword::Sub, {on("subs")}},
                               VariantFeature{Keyword::Super, {on("sups")}}};

template <std::size_t Count>
FontVariant variant_of(const std::vector<Value>& values, const std::array<VariantFeature, Count>& known) {
  FontVariant variant;
  for (const Value& value : values) {
    for (std::size_t i = 0; i < Count; ++i) {
      if (value.is(known[i].keyword)) variant.keywords |= 1U << i;
    }
  }
  return variant;
}

/// `none` forbids all four kinds.
FontVariant ligatures_of(const std::vector<Value>& values) {
  if (!values.front().is(Keyword::None)) return variant_of(values, kLigatures);
  FontVariant none;
  for (std::size_t i = 1; i < kLigatures.size(); i += 2) none.keywords |= 1U << i;
  return none;
}

template <std::size_t Count>
void add_features(FontVariant variant, const std::array<VariantFeature, Count>& known,
                  std::vector<base::FontFeature>& out) {
  if (variant.keywords == 0) return;
  for (std::size_t i = 0; i < Count; ++i) {
    if ((variant.keywords & 1U << i) == 0) continue;
    for (const base::FontFeature& feature : known[i].features) {
      if (feature.tag != 0) out.push_back(feature);
    }
  }
}

void add_caps(FontVariantCaps caps, std::vector<base::FontFeature>& out) {
  switch (caps) {
    case FontVariantCaps::Normal: break;
    case FontVariantCaps::AllSmallCaps: out.push_back(on("c2sc")); [[fallthrough]];
    case FontVariantCaps::SmallCaps: out.push_back(on("smcp")); break;
    case FontVariantCaps::AllPetiteCaps: out.push_back(on("c2pc")); [[fallthrough]];
    case FontVariantCaps::PetiteCaps: out.push_back(on("pcap")); break;
    case FontVariantCaps::Unicase: out.push_back(on("unic")); break;
    case FontVariantCaps::TitlingCaps: out.push_back(on("titl")); break;
  }
}

/// css-fonts-4 §6.12: tags of four ASCII characters, each with a number; others are not features and are left out.
base::FontFeatures feature_settings_of(const std::vector<Value>& values) {
  std::vector<base::FontFeature> features;
  for (const Value& value : values) {
    if (value.kind == css::ValueKind::String) {
      const bool is_tag = value.text.size() == 4 && std::all_of(value.text.begin(), value.text.end(),
                                                                [](char c) { return c >= 0x20 && c <= 0x7E; });
      features.push_back({is_tag ? base::feature_tag(value.text) : 0, 1});
    } else if (!features.empty() && value.kind == css::ValueKind::Integer) {
      features.back().value = static_cast<std::uint32_t>(std::min(value.number, 65535.0));
    } else if (!features.empty() && value.is(Keyword::Off)) {
      features.back().value = 0;
    }
  }
  std::erase_if(features, [](const base::FontFeature& feature) { return feature.tag == 0; });
  return base::FontFeatures(std::move(features));
}

TextOverflow text_overflow_of(const Value& value) {
  if (value.kind == css::ValueKind::String) return {TextOverflow::Kind::Text, value.text};
  const bool is_clip = value.is(Keyword::Clip) || value.is(Keyword::NoEllipsis);
  return {is_clip ? TextOverflow::Kind::Clip : TextOverflow::Kind::Ellipsis, {}};
}

LineClamp line_clamp_of(const std::vector<Value>& values) {
  if (values.front().is(Keyword::None)) return {};
  LineClamp clamp;
  clamp.lines = resolve_integer(values.front());
  if (values.size() > 1) clamp.ellipsis = text_overflow_of(values[1]);
  return clamp;
}

/// css-inline-3 §7.3: without a second number the letter sinks as deep as it is high; `raise` keeps it on the line.
InitialLetter initial_letter_of(const std::vector<Value>& values) {
  InitialLetter letter;
  bool is_raised = false;
  std::int32_t sink = 0;
  for (const Value& value : values) {
    if (value.is(Keyword::Normal)) return {};
    if (value.is(Keyword::Raise)) is_raised = true;
    if (value.kind == css::ValueKind::Integer) sink = resolve_integer(value);
    if (value.kind == css::ValueKind::Number || value.kind == css::ValueKind::Calc) letter.size = resolve_number(value);
  }
  letter.size = std::clamp(letter.size, 1.0, 100.0);
  const auto whole = static_cast<std::int32_t>(letter.size);
  letter.sink = std::clamp(is_raised ? 1 : sink > 0 ? sink : whole, 1, 100);
  return letter;
}

/// css-text-4 §6.1.1: `match-parent` takes the parent's value, but `start` and `end` become the sides they mean there.
TextAlignment parent_alignment(const ComputedStyle& parent) {
  TextAlignment alignment = parent.text_align;
  if (alignment.character != 0) return alignment;
  const bool is_rtl = parent.direction == Direction::Rtl;
  if (alignment.keyword == TextAlign::Start) alignment.keyword = is_rtl ? TextAlign::Right : TextAlign::Left;
  if (alignment.keyword == TextAlign::End) alignment.keyword = is_rtl ? TextAlign::Left : TextAlign::Right;
  return alignment;
}

TextAlignment text_alignment_of(const Value& value, const ComputedStyle& parent) {
  if (value.is(Keyword::MatchParent)) return parent_alignment(parent);
  if (value.kind != css::ValueKind::String) return {from_keyword<TextAlign>(value.keyword)};
  const base::CodePoints text(value.text);
  if (text.begin() == text.end()) return {};
  return {TextAlign::End, (*text.begin()).code_point};
}

}  // namespace

base::FontFeatures font_features(const ComputedStyle& style) {
  std::vector<base::FontFeature> features;
  add_features(style.font_variant_ligatures, kLigatures, features);
  add_features(style.font_variant_alternates, kAlternates, features);
  add_features(style.font_variant_numeric, kNumeric, features);
  add_features(style.font_variant_east_asian, kEastAsian, features);
  add_features(style.font_variant_position, kPosition, features);
  add_caps(style.font_variant_caps, features);
  if (features.empty()) return style.font_feature_settings;
  features.insert(features.end(), style.font_feature_settings.begin(), style.font_feature_settings.end());
  return base::FontFeatures(std::move(features));
}

GONGWEN_CONVERT(FontFeatureSettings, feature_settings_of(values))
GONGWEN_CONVERT(FontVariantLigatures, ligatures_of(values))
GONGWEN_CONVERT(FontVariantAlternates, variant_of(values, kAlternates))
GONGWEN_CONVERT(FontVariantNumeric, variant_of(values, kNumeric))
GONGWEN_CONVERT(FontVariantEastAsian, variant_of(values, kEastAsian))
GONGWEN_CONVERT(FontVariantPosition, variant_of(values, kPosition))
GONGWEN_CONVERT(FontVariantCaps, from_keyword<FontVariantCaps>(value.keyword))
GONGWEN_CONVERT(FontStretch, css::stretch_percent(value))
GONGWEN_CONVERT(FontSynthesisWeight, from_keyword<FontSynthesis>(value.keyword))
GONGWEN_CONVERT(FontSynthesisStyle, from_keyword<FontSynthesis>(value.keyword))
GONGWEN_CONVERT(FontSynthesisSmallCaps, from_keyword<FontSynthesis>(value.keyword))
GONGWEN_CONVERT(TextOverflow, text_overflow_of(value))
GONGWEN_CONVERT(LineClamp, line_clamp_of(values))
GONGWEN_CONVERT(InitialLetter, initial_letter_of(values))
GONGWEN_CONVERT(TextCombineUpright, TextCombine{from_keyword<TextCombineUpright>(value.keyword),
                                                static_cast<std::uint8_t>(values.size() > 1 ? values[1].number : 2)})
GONGWEN_CONVERT(TextAlign, text_alignment_of(value, context.parent))

}  // namespace gongwen::style
