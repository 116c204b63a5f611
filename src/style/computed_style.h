// ComputedStyle: the computed value of every property of one box (css-cascade-4 section 4.4), with absolute lengths;
// percentages are kept. Immutable once it is in a StyleTable; boxes and fragments refer to it by StyleId.
#pragma once

#include "base/font_feature.h"
#include "base/geometry.h"
#include "base/strong_id.h"
#include "style/content.h"
#include "style/css/color.h"
#include "style/css/declaration.h"
#include "style/css/token.h"
#include "style/detail/length.h"
#include "style/enums.h"
#include "style/grid_template.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::style {

// The computed values of properties of Chinese typesetting that are more than one keyword: spaces between scripts,
// emphasis marks, ruby, hanging marks, and the limits of squeezing and stretching a line.

using base::LayoutUnit;

/// text-autospace (css-text-4 section 8.2): the characters beside which Chinese gets a space, and whether that replaces
/// typed blanks. `normal` and `auto` mean letters and digits, with the space inserted.
struct TextAutospace {
  bool alphabetic = true;
  bool numeric = true;
  bool punctuation = false;
  bool replaces = false;
  friend bool operator==(const TextAutospace&, const TextAutospace&) = default;
};

/// hyphenate-limit-chars: the minimum length of a word that is split, and of its parts. `auto` is 5, 2 and 2.
struct HyphenateLimits {
  std::int32_t word = 5;
  std::int32_t before = 2;
  std::int32_t after = 2;
  friend bool operator==(const HyphenateLimits&, const HyphenateLimits&) = default;
};

/// hanging-punctuation (css-text-4 section 8.4.2).
struct HangingPunctuation {
  enum class End : std::uint8_t { None, Allow, Force };
  bool first = false;
  bool last = false;
  End end = End::None;
  friend bool operator==(const HangingPunctuation&, const HangingPunctuation&) = default;
};

/// text-emphasis-style: none, a shape, or a text of the author. A shape without a name is a circle in horizontal
/// text.
struct TextEmphasisStyle {
  enum class Kind : std::uint8_t { None, Shape, Text };
  Kind kind = Kind::None;
  EmphasisShape shape{};
  bool open = false;  // otherwise filled
  std::string text;   // Text only
  friend bool operator==(const TextEmphasisStyle&, const TextEmphasisStyle&) = default;
};

/// text-decoration-inset (css-text-decor-4 section 2.8): by how much lines are shorter than their text at each end, so
/// that those of neighbours do not touch. `auto` is an eighth of an em.
struct DecorationInset {
  bool is_auto = false;
  LayoutUnit start;
  LayoutUnit end;
  friend bool operator==(const DecorationInset&, const DecorationInset&) = default;
};

/// text-emphasis-position in horizontal text. `Auto` is below for Chinese, otherwise above (css-text-decor-4).
enum class TextEmphasisPosition : std::uint8_t { Auto, Over, Under };

/// ruby-position: the side of an annotation, and whether a second one is on the other side.
struct RubyPosition {
  enum class Side : std::uint8_t { Over, Under };
  Side side = Side::Over;
  bool alternates = true;
  friend bool operator==(const RubyPosition&, const RubyPosition&) = default;
};

/// A width in 1/1024 of the font size of the text to which it applies, so that it is inherited as a ratio.
struct EmRatio {
  static constexpr std::int32_t kOne = 1024;
  std::int32_t value = 0;
  friend bool operator==(const EmRatio&, const EmRatio&) = default;
};

/// -gw-squeeze: how far each kind of space in a line shrinks, in this order, before text moves to the next line, and
/// how far it is widened first when a line is justified. The figures of `normal` are those of CLREQ.
struct Squeeze {
  bool enabled = false;
  EmRatio space_least{256};        // a blank between words
  EmRatio space_most{512};         //
  EmRatio interpunct{512};         // · that is one em wide, with both of its halves
  EmRatio brackets{512};           // full-width brackets and quotation marks
  EmRatio commas{512};             // ，、；：
  EmRatio autospace_least{128};    // the gap between Chinese and Latin
  EmRatio autospace_natural{128};  //
  EmRatio autospace_most{512};     //
  EmRatio stops{512};              // 。？！
  EmRatio gaps{256};               // by how much each other gap may grow
  friend bool operator==(const Squeeze&, const Squeeze&) = default;
};

// The computed values for images, gradients, shadows and transforms, and the holders that keep styles small if these
// are not used.

using css::Color;

/// A colour or `currentcolor`.
struct ColorValue {
  bool is_current = false;
  Color color;
  Color resolve(Color current) const { return is_current ? current : color; }
  friend bool operator==(const ColorValue&, const ColorValue&) = default;
};

/// A value that few boxes have: a null pointer for the initial value; shared by all styles with the same value.
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

/// One value for each layer of a background (css-backgrounds-3 section 2.1): repeated if there are more images.
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
  std::shared_ptr<const std::vector<T>> values_;  // null: only the initial value
};

/// background-position and object-position: percentages refer to the space left beside the image.
struct ImagePosition {
  LengthPercentage x;
  LengthPercentage y;
  friend bool operator==(const ImagePosition&, const ImagePosition&) = default;
};

inline ImagePosition image_center() {
  constexpr std::int32_t kHalf = 50 * LengthPercentage::kUnitsPerPercent;
  return {{{}, kHalf}, {{}, kHalf}};
}

/// -gw-fit: text is scaled down until it fits into its box.
struct TextFit {
  bool shrinks = false;
  LengthPercentage least;    // minimum size: a length, or a share of the box's own size
  std::int32_t at_most = 0;  // maximum number of lines per paragraph, before more are allowed; 0: any number
  friend bool operator==(const TextFit&, const TextFit&) = default;
};

/// transform-origin and perspective-origin: percentages refer to the reference box.
struct TransformOrigin {
  ImagePosition position = image_center();
  LayoutUnit z;
  friend bool operator==(const TransformOrigin&, const TransformOrigin&) = default;
};

/// A colour on a gradient line; between two of them, the position of the midpoint.
struct GradientStop {
  bool is_hint = false;
  ColorValue color;
  std::optional<LengthPercentage> position;
  friend bool operator==(const GradientStop&, const GradientStop&) = default;
};

/// A linear, radial or conic gradient (css-images-3 section 3, css-images-4 section 3.3). Positions of stops around a
/// centre are percentages of the full circle.
struct GradientValue {
  enum class Extent : std::uint8_t { ClosestSide, FarthestSide, ClosestCorner, FarthestCorner, Lengths };
  enum class Kind : std::uint8_t { Linear, Radial, Conic };
  Kind kind = Kind::Linear;
  bool is_repeating = false;
  double degrees = 180;    // clockwise from upwards; linear: unless it goes to a corner; conic: the start
  std::int8_t to_x = 0;    // to a corner: -1 left, 1 right; both are set
  std::int8_t to_y = 0;    // -1 top, 1 bottom
  bool is_circle = false;  // radial
  Extent extent = Extent::FarthestCorner;
  LengthPercentage radius_x, radius_y;  // Lengths; a circle uses the first one
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

/// The rectangle of `clip`: the distance of each side from the upper left corner of the border box, or `auto`
/// (css-masking-1 section 9).
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
    double number = 1;  // multiple of the border's width
    LengthPercentage length;
    friend bool operator==(const Side&, const Side&) = default;
  };
  std::array<Side, 4> sides;
  friend bool operator==(const BorderImageWidth&, const BorderImageWidth&) = default;
};

struct BorderImageOutset {
  struct Side {
    bool is_number = false;  // multiple of the border's width
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

using base::FontSize;
using StyleId = base::StrongId<struct StyleTag>;

struct LineHeight {
  enum class Kind : std::uint8_t { Normal, Number, Length };
  Kind kind = Kind::Normal;
  std::int32_t number = 0;  // 1/65536
  LayoutUnit length;
  friend bool operator==(const LineHeight&, const LineHeight&) = default;
};

struct VerticalAlign {
  enum class Kind : std::uint8_t { Baseline, Sub, Super, TextTop, TextBottom, Middle, Top, Bottom, Length };
  Kind kind = Kind::Baseline;
  LengthPercentage length;  // percentages refer to the line height
  friend bool operator==(const VerticalAlign&, const VerticalAlign&) = default;
};

struct TextIndent {
  LengthPercentage length;
  bool hanging = false;
  bool each_line = false;
  friend bool operator==(const TextIndent&, const TextIndent&) = default;
};

struct TextDecorationLine {
  bool underline = false;
  bool overline = false;
  bool line_through = false;
  bool any() const { return underline || overline || line_through; }
  friend bool operator==(const TextDecorationLine&, const TextDecorationLine&) = default;
};

struct TabSize {
  bool is_length = false;
  std::int32_t spaces = 8;
  LayoutUnit length;
  friend bool operator==(const TabSize&, const TabSize&) = default;
};

struct BorderSpacing {
  LayoutUnit horizontal;
  LayoutUnit vertical;
  friend bool operator==(const BorderSpacing&, const BorderSpacing&) = default;
};

/// list-style-type: a text, the name of a counter style, or none.
struct ListStyleType {
  enum class Kind : std::uint8_t { None, Text, CounterStyle };
  Kind kind = Kind::CounterStyle;
  std::string text = "disc";
  friend bool operator==(const ListStyleType&, const ListStyleType&) = default;
};

/// `size` of a page: a paper, or two lengths. `auto` is A4 upright.
struct PageSize {
  LayoutUnit width = LayoutUnit::round_from_mm(210);
  LayoutUnit height = LayoutUnit::round_from_mm(297);
  friend bool operator==(const PageSize&, const PageSize&) = default;
};

/// The rotation of the text of a workbook's cell: in degrees counterclockwise, or its characters stacked upright.
struct CellRotation {
  bool stacked = false;
  std::int8_t degrees = 0;
  friend bool operator==(const CellRotation&, const CellRotation&) = default;
};

/// position: the scheme, and the name that running() gives.
struct Position {
  PositionKind kind = PositionKind::Static;
  std::string running_name;
  friend bool operator==(const Position&, const Position&) = default;
};

/// text-underline-position (css-text-decor-4 section 2.7).
struct TextUnderlinePosition {
  UnderlinePlace place = UnderlinePlace::Auto;
  UnderlineSide side = UnderlineSide::Auto;  // of vertical lines
  friend bool operator==(const TextUnderlinePosition&, const TextUnderlinePosition&) = default;
};

/// text-transform (css-text-3 section 2.1).
struct TextTransform {
  LetterCase letters = LetterCase::None;
  bool full_width = false;
  bool full_size_kana = false;
  bool is_none() const { return letters == LetterCase::None && !full_width && !full_size_kana; }
  friend bool operator==(const TextTransform&, const TextTransform&) = default;
};

/// text-combine-upright (css-writing-modes-4 section 9.1).
struct TextCombine {
  TextCombineUpright kind = TextCombineUpright::None;
  std::uint8_t max_digits = 2;
  friend bool operator==(const TextCombine&, const TextCombine&) = default;
};

/// will-change: the effects that the named properties would have with other values (css-will-change-1 section 2).
struct WillChange {
  bool stacks = false;  // they create a stacking context
  bool moves = false;   // they transform or contain the box, which also makes it a containing block
  bool orders = false;  // they create one for boxes to which `z-index` applies
  friend bool operator==(const WillChange&, const WillChange&) = default;
};

/// contain (css-contain-2 section 2).
struct Containment {
  bool size = false;
  bool inline_size = false;
  bool layout = false;
  bool style = false;
  bool paint = false;
  friend bool operator==(const Containment&, const Containment&) = default;
};

/// z-index: `auto` creates no stacking context.
struct ZIndex {
  bool is_auto = true;
  std::int32_t value = 0;
  friend bool operator==(const ZIndex&, const ZIndex&) = default;
};

/// aspect-ratio: width to height; both 0 for none. `is_auto`: an image's own ratio takes precedence.
struct AspectRatio {
  bool is_auto = true;
  double width = 0;
  double height = 0;
  bool has_ratio() const { return width > 0 && height > 0; }
  friend bool operator==(const AspectRatio&, const AspectRatio&) = default;
};

/// One corner of a border: the half axes of its ellipse.
struct CornerRadius {
  LengthPercentage horizontal;
  LengthPercentage vertical;
  friend bool operator==(const CornerRadius&, const CornerRadius&) = default;
};

/// flex-basis: a size, or `content`.
struct FlexBasis {
  bool is_content = false;
  Size size;
  friend bool operator==(const FlexBasis&, const FlexBasis&) = default;
};

/// An alignment with its modifiers: `safe center`, `last baseline` (css-align-3 section 4).
template <typename Position>
struct Alignment {
  Position position{};
  bool is_safe = false;  // content larger than its space is at the start instead
  bool is_last = false;  // of baselines: the last one
  friend bool operator==(const Alignment&, const Alignment&) = default;
};

/// A length that the font or the renderer may determine.
struct OptionalLength {
  bool is_auto = true;
  LengthPercentage value;  // percentages refer to 1em
  friend bool operator==(const OptionalLength&, const OptionalLength&) = default;
};

struct Quotes {
  bool is_auto = true;
  std::vector<QuotePair> pairs;
  friend bool operator==(const Quotes&, const Quotes&) = default;
};

/// The keywords of one font-variant-* property as bits (converters.cpp); 0 for `normal`.
struct FontVariant {
  std::uint32_t keywords = 0;
  friend bool operator==(const FontVariant&, const FontVariant&) = default;
};

/// text-align: a keyword, or the character at which the cells of a column are aligned (css-text-4 section 7.1).
struct TextAlignment {
  TextAlign keyword = TextAlign::Start;
  char32_t character = 0;                         // 0: none
  operator TextAlign() const { return keyword; }  // NOLINT(google-explicit-constructor): most ask for no more
  friend bool operator==(const TextAlignment&, const TextAlignment&) = default;
};

/// What is shown in place of hidden text (css-overflow-4 sections 3.1 and 4.3).
struct TextOverflow {
  enum class Kind : std::uint8_t { Clip, Ellipsis, Text };
  Kind kind = Kind::Clip;
  std::string text;
  friend bool operator==(const TextOverflow&, const TextOverflow&) = default;
};

/// line-clamp: number of lines; 0 for all.
struct LineClamp {
  std::int32_t lines = 0;
  TextOverflow ellipsis{TextOverflow::Kind::Ellipsis, {}};
  friend bool operator==(const LineClamp&, const LineClamp&) = default;
};

/// initial-letter: how many lines high, and how many deep it sinks; 0 for `normal` (css-inline-3 section 7.3).
struct InitialLetter {
  double size = 0;
  std::int32_t sink = 0;
  friend bool operator==(const InitialLetter&, const InitialLetter&) = default;
};

/// Custom properties are kept as tokens; most documents set them only at the root.
using CustomProperties = std::map<std::string, std::vector<css::Token>, std::less<>>;

struct ComputedStyle {
  // Boxes
  Display display = Display::Inline;
  Position position;
  Margin top{true, {}}, right{true, {}}, bottom{true, {}}, left{true, {}};
  Float float_value = Float::None;
  FloatReference float_reference = FloatReference::Inline;
  FloatDefer float_defer = FloatDefer::None;
  Clear clear = Clear::None;
  ZIndex z_index;
  Overflow overflow_x = Overflow::Visible, overflow_y = Overflow::Visible;
  Rare<ClipRect> clip;
  Containment contain;
  LayoutUnit contain_intrinsic_width, contain_intrinsic_height;  // `none` is 0
  Isolation isolation = Isolation::Auto;
  WillChange will_change;
  Visibility visibility = Visibility::Visible;
  double opacity = 1;
  BoxSizing box_sizing = BoxSizing::ContentBox;
  Size width, height, min_width, min_height;
  Size max_width{Size::Kind::None, {}};
  Size max_height{Size::Kind::None, {}};
  AspectRatio aspect_ratio;
  Margin margin_top, margin_right, margin_bottom, margin_left;
  LengthPercentage padding_top, padding_right, padding_bottom, padding_left;
  LayoutUnit border_top_width = LayoutUnit::from_px(3);
  LayoutUnit border_right_width = LayoutUnit::from_px(3);
  LayoutUnit border_bottom_width = LayoutUnit::from_px(3);
  LayoutUnit border_left_width = LayoutUnit::from_px(3);
  BorderStyle border_top_style = BorderStyle::None;
  BorderStyle border_right_style = BorderStyle::None;
  BorderStyle border_bottom_style = BorderStyle::None;
  BorderStyle border_left_style = BorderStyle::None;
  ColorValue border_top_color{true, {}};
  ColorValue border_right_color{true, {}};
  ColorValue border_bottom_color{true, {}};
  ColorValue border_left_color{true, {}};
  ColorValue background_color{false, css::kTransparent};
  CornerRadius border_top_left_radius, border_top_right_radius, border_bottom_right_radius, border_bottom_left_radius;
  Layers<ImageValue> background_image;
  Layers<BackgroundRepeat> background_repeat;
  Layers<BackgroundAttachment> background_attachment;
  Layers<LengthPercentage> background_position_x, background_position_y;
  Layers<BackgroundSize> background_size;
  Layers<OriginBox> background_origin;
  Layers<ClipBox> background_clip;
  ObjectFit object_fit = ObjectFit::Fill;
  ImagePosition object_position = image_center();
  PrintColorAdjust print_color_adjust = PrintColorAdjust::Exact;

  // Transforms, outlines, shadows
  Rare<TransformList> transform, translate, rotate, scale;
  Rare<TransformOrigin> transform_origin;
  TransformStyle transform_style = TransformStyle::Flat;
  TransformBox transform_box = TransformBox::ViewBox;
  BackfaceVisibility backface_visibility = BackfaceVisibility::Visible;
  LayoutUnit perspective;  // 0: none
  Rare<TransformOrigin> perspective_origin;
  LayoutUnit outline_width = LayoutUnit::from_px(3);
  BorderStyle outline_style = BorderStyle::None;  // `auto` is solid
  ColorValue outline_color{true, {}};
  LayoutUnit outline_offset;
  Rare<std::vector<Shadow>> box_shadow;
  Rare<ImageValue> border_image_source;
  Rare<BorderImageSlice> border_image_slice;
  Rare<BorderImageWidth> border_image_width;
  Rare<BorderImageOutset> border_image_outset;
  BorderImageRepeat border_image_repeat;
  Rare<std::vector<Shadow>> text_shadow;

  // Flexible boxes
  FlexDirection flex_direction = FlexDirection::Row;
  FlexWrap flex_wrap = FlexWrap::Nowrap;
  double flex_grow = 0;
  double flex_shrink = 1;
  FlexBasis flex_basis;
  std::int32_t order = 0;
  Alignment<ContentAlignment> justify_content{ContentAlignment::Normal};
  Alignment<ContentAlignment> align_content{ContentAlignment::Normal};
  Alignment<ItemAlignment> align_items{ItemAlignment::Normal};
  Alignment<ItemAlignment> align_self{ItemAlignment::Auto};
  std::optional<LengthPercentage> row_gap, column_gap;  // none: `normal`

  // Grids
  Shared<GridTemplate> grid_template_columns, grid_template_rows;
  Shared<GridAreas> grid_template_areas;
  Shared<std::vector<TrackSize>> grid_auto_columns, grid_auto_rows;
  GridAutoFlow grid_auto_flow;
  Shared<GridLine> grid_row_start, grid_row_end, grid_column_start, grid_column_end;
  Alignment<ItemAlignment> justify_items{ItemAlignment::Normal};
  Alignment<ItemAlignment> justify_self{ItemAlignment::Auto};

  // Columns
  std::optional<LayoutUnit> column_width;    // none: auto
  std::optional<std::int32_t> column_count;  // none: auto
  LayoutUnit column_rule_width = LayoutUnit::from_px(3);
  BorderStyle column_rule_style = BorderStyle::None;
  ColorValue column_rule_color{true, {}};
  ColumnFill column_fill = ColumnFill::Balance;
  ColumnSpan column_span = ColumnSpan::None;

  // Tables
  TableLayout table_layout = TableLayout::Auto;
  BorderCollapse border_collapse = BorderCollapse::Separate;
  BorderSpacing border_spacing;
  CaptionSide caption_side = CaptionSide::Top;
  EmptyCells empty_cells = EmptyCells::Show;
  VerticalAlign vertical_align;

  // Fonts
  Color color;
  std::vector<std::string> font_family{"serif"};
  FontSize font_size = FontSize::round_from_px(16);
  FontStyle font_style = FontStyle::Normal;
  std::int32_t font_weight = 400;
  FontKerning font_kerning = FontKerning::Auto;
  LineHeight line_height;
  base::FontFeatures font_feature_settings;
  FontVariant font_variant_ligatures, font_variant_alternates, font_variant_numeric, font_variant_east_asian,
      font_variant_position;
  FontVariantCaps font_variant_caps = FontVariantCaps::Normal;
  FontSynthesis font_synthesis_weight = FontSynthesis::Auto;
  FontSynthesis font_synthesis_style = FontSynthesis::Auto;
  FontSynthesis font_synthesis_small_caps = FontSynthesis::Auto;
  std::int32_t font_stretch = 100;  // percent

  // Text
  LayoutUnit letter_spacing;
  LayoutUnit word_spacing;
  TextAlignment text_align;
  TextAlignLast text_align_last = TextAlignLast::Auto;
  TextJustify text_justify = TextJustify::Auto;
  TextWrapStyle text_wrap_style = TextWrapStyle::Auto;
  TextIndent text_indent;
  TextDecorationLine text_decoration_line;
  ColorValue text_decoration_color{true, {}};
  TextDecorationStyle text_decoration_style = TextDecorationStyle::Solid;
  OptionalLength text_decoration_thickness;
  TextDecorationSkipInk text_decoration_skip_ink = TextDecorationSkipInk::Auto;
  OptionalLength text_underline_offset;
  TextUnderlinePosition text_underline_position;
  DecorationInset text_decoration_inset;
  TextTransform text_transform;
  WhiteSpaceCollapse white_space_collapse = WhiteSpaceCollapse::Collapse;
  TextWrapMode text_wrap_mode = TextWrapMode::Wrap;
  LineBreak line_break = LineBreak::Auto;
  WordBreak word_break = WordBreak::Normal;
  OverflowWrap overflow_wrap = OverflowWrap::Normal;
  Hyphens hyphens = Hyphens::Manual;
  std::optional<std::string> hyphenate_character;  // none: auto
  HyphenateLimits hyphenate_limit_chars;
  std::optional<std::int32_t> hyphenate_limit_lines;  // none: no-limit
  TabSize tab_size;
  TextAutospace text_autospace;
  TextSpacingTrim text_spacing_trim = TextSpacingTrim::Normal;
  HangingPunctuation hanging_punctuation;
  LineEnds line_ends = LineEnds::Auto;
  TextEmphasisStyle text_emphasis_style;
  ColorValue text_emphasis_color{true, {}};
  TextEmphasisPosition text_emphasis_position = TextEmphasisPosition::Auto;
  RubyPosition ruby_position;
  RubyOverhang ruby_overhang = RubyOverhang::Auto;
  RubyAlign ruby_align = RubyAlign::SpaceAround;
  TextOverflow text_overflow;
  LineClamp line_clamp;
  InitialLetter initial_letter;

  // Directions of lines and blocks
  WritingMode writing_mode = WritingMode::HorizontalTb;
  Direction direction = Direction::Ltr;
  UnicodeBidi unicode_bidi = UnicodeBidi::Normal;
  TextOrientation text_orientation = TextOrientation::Mixed;
  TextCombine text_combine_upright;

  // The grid of lines
  LayoutUnit block_step_size;  // 0: none
  BlockStepInsert block_step_insert = BlockStepInsert::MarginBox;
  BlockStepAlign block_step_align = BlockStepAlign::Auto;
  BlockStepRound block_step_round = BlockStepRound::Up;

  // Lists and generated content
  ListStyleType list_style_type;
  ImageValue list_style_image;
  ListStylePosition list_style_position = ListStylePosition::Outside;
  Content content;
  Quotes quotes;
  std::vector<CounterReset> counter_reset;
  std::vector<CounterOperation> counter_increment;
  std::vector<CounterOperation> counter_set;
  std::vector<StringAssignment> string_set;
  std::int32_t bookmark_level = 0;  // 0: none
  BookmarkState bookmark_state = BookmarkState::Open;
  ContentList bookmark_label;

  // Pages and breaks
  std::string page;  // empty: auto
  PageSize page_size;
  PageOrientation page_orientation = PageOrientation::Upright;
  std::optional<LayoutUnit> bleed;  // none: auto
  PageMarks marks;
  BreakBetween break_before = BreakBetween::Auto;
  BreakBetween break_after = BreakBetween::Auto;
  BreakInside break_inside = BreakInside::Auto;
  std::int32_t orphans = 2;
  std::int32_t widows = 2;
  BoxDecorationBreak box_decoration_break = BoxDecorationBreak::Slice;
  FootnoteDisplay footnote_display = FootnoteDisplay::Block;
  FootnotePolicy footnote_policy = FootnotePolicy::Auto;

  Role role = Role::Auto;
  LineSizing line_sizing = LineSizing::Normal;
  std::optional<LengthPercentage> start_page;   // a page filled to this extent ends before the box; none: auto
  std::optional<LengthPercentage> avoid_limit;  // share of a page that `avoid` may leave white; none: all of it
  ColumnWidths column_widths = ColumnWidths::Auto;
  BlankRoom blank_room = BlankRoom::Keep;
  TableParts table_parts = TableParts::Auto;
  InSum in_sum = InSum::Auto;
  Squeeze squeeze;
  std::int32_t even_label = 0;  // characters; 0: none
  Rare<TextFit> text_fit;
  std::string office_style;  // name of the style in word processors; empty: auto

  // Workbooks
  std::string number_format = "General";
  CellProtection cell_protection = CellProtection::Locked;
  CellRotation cell_rotation;
  TextControl text_control = TextControl::None;

  // Values that are not properties
  diagnostics::Span font_family_place;  // of its declaration; inherited with it
  std::string language;                 // of the nearest `lang` attribute
  std::shared_ptr<const CustomProperties> custom_properties;

  /// Whether it is moved, rotated or scaled, and so has a stacking context (css-transforms-1 section 2).
  bool has_transform() const { return transform || translate || rotate || scale; }
  /// css-overflow-3 section 3.1: whether overflow is hidden in at least one direction.
  bool hides_overflow() const { return overflow_x != Overflow::Visible || overflow_y != Overflow::Visible; }
  /// Checking one direction suffices: `visible` and `clip` change if the other direction scrolls (finish_overflow).
  bool is_scroll_container() const { return overflow_x != Overflow::Visible && overflow_x != Overflow::Clip; }
  bool has_background_image() const { return background_image.count() > 1 || !background_image[0].is_none(); }
};

/// Copies one property's value from another style: the parent's for `inherit`, the initial style for `initial`.
void copy_property(css::PropertyId property, const ComputedStyle& from, ComputedStyle& to);

/// The features that the font-variant-* properties and font-feature-settings request, the latter last, so that they win
/// (css-fonts-4 section 7.2).
base::FontFeatures font_features(const ComputedStyle& style);

/// The style in which every property has its initial value.
const ComputedStyle& initial_style();

/// css-contain-2 section 3: with containment on the root or the body, the body's properties do not affect the canvas,
/// the viewport or the principal writing mode.
inline bool propagates_from_body(const ComputedStyle& root, const ComputedStyle& body) {
  return root.contain == Containment() && body.contain == Containment();
}

/// The style of a box without an element: inherited properties from `parent`, initial values for the others.
ComputedStyle inherit_from(const ComputedStyle& parent);

}  // namespace gongwen::style
