// The converters of what is painted around and under content: backgrounds, transforms, outlines, shadows, images of
// borders, and what pages have around them.
#include "style/detail/converters.h"
#include "style/detail/paint_values.h"

#include <algorithm>
#include <span>

namespace gongwen::style {
namespace {

using css::Keyword;
using css::Value;
using css::ValueKind;
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

/// css-transforms-2 §5: what is closer than a px counts as one.
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

/// One to four values, as of margins.
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

}  // namespace gongwen::style
