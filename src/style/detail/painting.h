// The computed values of what is painted around and under content: images, gradients, shadows, transforms, and the
// holders that keep styles small where they are not used.
#pragma once

#include "css/color.h"
#include "style/detail/length.h"
#include "style/enums.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::style {

using css::Color;

/// A colour or `currentcolor`.
struct ColorValue {
  bool is_current = false;
  Color color;
  Color resolve(Color current) const { return is_current ? current : color; }
  friend bool operator==(const ColorValue&, const ColorValue&) = default;
};

/// A value that few boxes have: a null pointer where it is the initial one, shared by all styles that take it over.
template <typename T>
class Rare {
 public:
  Rare() = default;
  Rare(T value) : value_(value == T{} ? nullptr : std::make_shared<const T>(std::move(value))) {}
  /// Whether it is not the initial value.
  explicit operator bool() const { return value_ != nullptr; }
  const T& operator*() const {
    static const T initial{};
    return value_ == nullptr ? initial : *value_;
  }
  const T* operator->() const { return &**this; }
  friend bool operator==(const Rare& a, const Rare& b) { return a.value_ == b.value_ || *a == *b; }

 private:
  std::shared_ptr<const T> value_;
};

/// One value for each layer of a background (css-backgrounds-3 section 2.1): repeated where there are more images.
template <typename T>
class Layers {
 public:
  Layers() = default;
  explicit Layers(std::vector<T> values)
      : values_(values.size() == 1 && values.front() == T{}
                    ? nullptr
                    : std::make_shared<const std::vector<T>>(std::move(values))) {}
  std::size_t count() const { return values_ == nullptr ? 1 : values_->size(); }
  const T& operator[](std::size_t index) const {
    static const T initial{};
    return values_ == nullptr ? initial : (*values_)[index % values_->size()];
  }
  const T& last() const { return (*this)[count() - 1]; }
  friend bool operator==(const Layers& a, const Layers& b) {
    if (a.values_ == b.values_) return true;
    return a.values_ != nullptr && b.values_ != nullptr && *a.values_ == *b.values_;
  }

 private:
  std::shared_ptr<const std::vector<T>> values_;  // null: the initial one alone
};

/// background-position and object-position: percentages refer to the room that the image leaves.
struct ImagePosition {
  LengthPercentage x;
  LengthPercentage y;
  friend bool operator==(const ImagePosition&, const ImagePosition&) = default;
};

inline ImagePosition image_center() {
  constexpr std::int32_t kHalf = 50 * LengthPercentage::kUnitsPerPercent;
  return {{{}, kHalf}, {{}, kHalf}};
}

/// transform-origin and perspective-origin: percentages refer to the reference box.
struct TransformOrigin {
  ImagePosition position = image_center();
  LayoutUnit z;
  friend bool operator==(const TransformOrigin&, const TransformOrigin&) = default;
};

/// A colour on the line of a gradient, or between two of them the place of their middle.
struct GradientStop {
  bool is_hint = false;
  ColorValue color;
  std::optional<LengthPercentage> position;
  friend bool operator==(const GradientStop&, const GradientStop&) = default;
};

/// A linear, radial or conic gradient (css-images-3 section 3, css-images-4 section 3.3). The places of stops around a
/// centre are percentages of the whole turn.
struct GradientValue {
  enum class Extent : std::uint8_t { ClosestSide, FarthestSide, ClosestCorner, FarthestCorner, Lengths };
  enum class Kind : std::uint8_t { Linear, Radial, Conic };
  Kind kind = Kind::Linear;
  bool is_repeating = false;
  double degrees = 180;    // clockwise from upwards; linear: unless it leads to a corner; conic: where it starts
  std::int8_t to_x = 0;    // to a corner: -1 left, 1 right; both are set
  std::int8_t to_y = 0;    // -1 top, 1 bottom
  bool is_circle = false;  // radial
  Extent extent = Extent::FarthestCorner;
  LengthPercentage radius_x, radius_y;  // Lengths; of a circle the first
  ImagePosition position = image_center();
  std::vector<GradientStop> stops;
  friend bool operator==(const GradientValue&, const GradientValue&) = default;
};

/// An image of a style: the address as written, a gradient, or none.
struct ImageValue {
  std::string url;
  std::shared_ptr<const GradientValue> gradient;
  bool is_none() const { return url.empty() && gradient == nullptr; }
  friend bool operator==(const ImageValue& a, const ImageValue& b) {
    if (a.url != b.url || (a.gradient == nullptr) != (b.gradient == nullptr)) return false;
    return a.gradient == b.gradient || *a.gradient == *b.gradient;
  }
};

struct BackgroundRepeat {
  RepeatStyle horizontal = RepeatStyle::Repeat;
  RepeatStyle vertical = RepeatStyle::Repeat;
  friend bool operator==(const BackgroundRepeat&, const BackgroundRepeat&) = default;
};

struct BackgroundSize {
  enum class Kind : std::uint8_t { Lengths, Cover, Contain };
  Kind kind = Kind::Lengths;
  std::optional<LengthPercentage> width;  // none: auto
  std::optional<LengthPercentage> height;
  friend bool operator==(const BackgroundSize&, const BackgroundSize&) = default;
};

/// The boxes of `background-origin` and `background-clip`, whose initial values differ.
struct OriginBox {
  BackgroundBox box = BackgroundBox::PaddingBox;
  friend bool operator==(const OriginBox&, const OriginBox&) = default;
};
struct ClipBox {
  BackgroundBox box = BackgroundBox::BorderBox;
  friend bool operator==(const ClipBox&, const ClipBox&) = default;
};

/// box-shadow and text-shadow (css-backgrounds-3 section 6.1, css-text-decor-3 section 4).
struct Shadow {
  ColorValue color{true, {}};
  LayoutUnit x, y;
  LayoutUnit blur;
  LayoutUnit spread;
  bool is_inset = false;
  friend bool operator==(const Shadow&, const Shadow&) = default;
};

/// The rectangle of `clip`: each side as far from the upper left corner of the border box, or `auto` (css-masking-1
/// section 9).
struct ClipRect {
  bool is_auto = true;
  Margin top{true, {}}, right{true, {}}, bottom{true, {}}, left{true, {}};
  friend bool operator==(const ClipRect&, const ClipRect&) = default;
};

/// One function of `transform` (css-transforms-1 section 8, css-transforms-2 section 12), lengths in px and angles in
/// radians.
struct TransformFunction {
  enum class Kind : std::uint8_t { Matrix, Translate, Scale, Rotate, Skew, Matrix3d, Rotate3d, Perspective };
  Kind kind = Kind::Matrix;
  /// Matrix: a to f; Translate: z; Scale: x, y, z; Rotate: the angle; Skew: x, y; Matrix3d: by columns; Rotate3d: the
  /// axis and the angle; Perspective: the distance, 0 for `none`.
  std::array<double, 16> numbers{};
  LengthPercentage x, y;  // Translate: percentages refer to the reference box
  friend bool operator==(const TransformFunction&, const TransformFunction&) = default;
};
using TransformList = std::vector<TransformFunction>;

/// The sides of border-image-*, in the order top, right, bottom, left.
struct BorderImageSlice {
  struct Side {
    double number = 100;  // of pixels, or a percentage of the image
    bool is_percentage = true;
    friend bool operator==(const Side&, const Side&) = default;
  };
  std::array<Side, 4> sides;
  bool fills = false;
  friend bool operator==(const BorderImageSlice&, const BorderImageSlice&) = default;
};

struct BorderImageWidth {
  enum class Kind : std::uint8_t { Auto, Number, Length };
  struct Side {
    Kind kind = Kind::Number;
    double number = 1;  // times the border's width
    LengthPercentage length;
    friend bool operator==(const Side&, const Side&) = default;
  };
  std::array<Side, 4> sides;
  friend bool operator==(const BorderImageWidth&, const BorderImageWidth&) = default;
};

struct BorderImageOutset {
  struct Side {
    bool is_number = false;  // times the border's width
    double number = 0;
    LayoutUnit length;
    friend bool operator==(const Side&, const Side&) = default;
  };
  std::array<Side, 4> sides;
  friend bool operator==(const BorderImageOutset&, const BorderImageOutset&) = default;
};

struct BorderImageRepeat {
  BorderRepeat horizontal = BorderRepeat::Stretch;
  BorderRepeat vertical = BorderRepeat::Stretch;
  friend bool operator==(const BorderImageRepeat&, const BorderImageRepeat&) = default;
};

/// marks of `@page` (css-page-3 section 7.2).
struct PageMarks {
  bool crop = false;
  bool cross = false;
  bool any() const { return crop || cross; }
  friend bool operator==(const PageMarks&, const PageMarks&) = default;
};

}  // namespace gongwen::style
