#include "layout/core/replaced_size.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/fragment_builder.h"
#include "style/writing_modes.h"

#include <algorithm>

namespace gongwen::layout {
// Sizes of images and other replaced boxes (CSS 2.2 sections 10.3.2, 10.4 and 10.6.2; css-sizing-4 section 6;
// css-images-3 section 5). Ratios are pairs of whole numbers, and products are computed exactly, so that the same image
// has the same size on all machines.
namespace {

using style::ComputedStyle;
using style::ObjectFit;

/// Used if neither the style nor the image gives a size (CSS 2.2 §10.3.2).
constexpr LayoutUnit kDefaultWidth = LayoutUnit::from_px(300);
constexpr LayoutUnit kDefaultHeight = LayoutUnit::from_px(150);

/// Width to height, as two whole numbers; no ratio if one of them is 0.
struct Ratio {
  std::int64_t width = 0;
  std::int64_t height = 0;
  bool exists() const { return width > 0 && height > 0; }
};

/// Fixed point with 16 fractional bits, limited to a million.
std::int64_t scaled_number(double value) {
  constexpr double kScale = 65536;
  constexpr double kMax = 1e6;
  return static_cast<std::int64_t>(std::clamp(value, 0.0, kMax) * kScale + 0.5);
}

LayoutUnit length(double px) { return LayoutUnit::round_from_px(px); }

/// ReplacedSizer: content-box size of one replaced box. Sizes in it are those of the content box; `Axis` names the
/// direction.
class ReplacedSizer {
 public:
  ReplacedSizer(const ComputedStyle& style, const images::NaturalSize& natural, const ReplacedSpace& space)
      : style_(style), natural_(natural), space_(space) {
    const LayoutUnit containing = space.inline_size.value_or(LayoutUnit());
    const Edges edges_around = border_widths(style) + padding_widths(style, containing);
    edges_ = {edges_around.horizontal(), edges_around.vertical()};
    margins_ = margin_widths(style, containing).horizontal();
    find_ratio();
  }

  /// Size containment: these replace the natural sizes, and 0 counts as a size (css-contain-2 §3.1).
  void contain(Size natural) { contained_ = natural; }

  /// Each size that the style sets is clamped first; the other one follows by the ratio.
  Size size() const {
    const auto width = space_.fixed_width ? space_.fixed_width : content_length(style_.width, Axis::Inline);
    const auto height = content_length(style_.height, Axis::Block);
    // A container that sizes its items has already applied the limits of the width.
    if (space_.fixed_width) return {*width, clamped(height.value_or(height_for(*width)), Axis::Block)};
    if (!width && !height) return auto_size();
    if (width) {
      const LayoutUnit used = clamped(*width, Axis::Inline);
      return {used, clamped(height.value_or(height_for(used)), Axis::Block)};
    }
    const LayoutUnit used = clamped(*height, Axis::Block);
    return {clamped(width_for(used), Axis::Inline), used};
  }

  std::optional<LayoutUnit> width_at(LayoutUnit height) const {
    return ratio_.exists() ? std::optional(width_for(height)) : std::nullopt;
  }

 private:
  enum class Axis : std::uint8_t { Inline, Block };

  /// css-sizing-4 §6.1: the style's ratio, unless `auto` or a ratio of 0 leaves it to the image. With border-box sizing
  /// the style's ratio is that of the border box.
  void find_ratio() {
    const bool own = natural_.ratio > 0 && (style_.aspect_ratio.is_auto || !style_.aspect_ratio.has_ratio());
    if (own) {
      ratio_ = {scaled_number(natural_.ratio), scaled_number(1)};
      // The two natural sizes are more precise than their quotient.
      if (natural_.width > 0 && natural_.height > 0) {
        ratio_ = {scaled_number(natural_.width), scaled_number(natural_.height)};
      }
    } else if (style_.aspect_ratio.has_ratio()) {
      ratio_ = {scaled_number(style_.aspect_ratio.width), scaled_number(style_.aspect_ratio.height)};
      const bool with_edges = style_.box_sizing == style::BoxSizing::BorderBox && !style_.aspect_ratio.is_auto;
      if (with_edges) ratio_edges_ = edges_;
    }
  }

  LayoutUnit edge(Axis axis) const { return axis == Axis::Inline ? edges_.width : edges_.height; }

  /// A length that the style sets, as a content-box size; nullopt for `auto` and for percentages of an unknown size.
  std::optional<LayoutUnit> content_length(const style::Size& size, Axis axis) const {
    const auto containing = axis == Axis::Inline ? space_.inline_size : space_.block_size;
    const auto border_box = border_box_size(size, containing, edge(axis), style_.box_sizing);
    if (!border_box) return std::nullopt;
    return *border_box - edge(axis);
  }

  LayoutUnit least(Axis axis) const {
    return content_length(axis == Axis::Inline ? style_.min_width : style_.min_height, axis).value_or(LayoutUnit());
  }
  /// The maximum, never below the minimum (CSS 2.2 §10.4).
  LayoutUnit most(Axis axis) const {
    const auto limit = content_length(axis == Axis::Inline ? style_.max_width : style_.max_height, axis);
    return std::max(limit.value_or(LayoutUnit::max()), least(axis));
  }
  LayoutUnit clamped(LayoutUnit value, Axis axis) const { return std::clamp(value, least(axis), most(axis)); }

  LayoutUnit height_for(LayoutUnit width) const {
    if (!ratio_.exists() && contained_) return contained_->height;
    if (!ratio_.exists()) return natural_.height > 0 ? length(natural_.height) : kDefaultHeight;
    return std::max(LayoutUnit(),
                    LayoutUnit::scaled(width + ratio_edges_.width, ratio_.height, ratio_.width) - ratio_edges_.height);
  }
  LayoutUnit width_for(LayoutUnit height) const {
    if (!ratio_.exists() && contained_) return contained_->width;
    if (!ratio_.exists()) return natural_.width > 0 ? length(natural_.width) : kDefaultWidth;
    return std::max(LayoutUnit(),
                    LayoutUnit::scaled(height + ratio_edges_.height, ratio_.width, ratio_.height) - ratio_edges_.width);
  }

  /// Both sizes are auto: the natural size, if the image has one; otherwise the width that a block would have, if the
  /// ratio gives a height for it.
  Size auto_size() const {
    Size size;
    if (contained_) {
      size = {contained_->width, height_for(contained_->width)};
    } else if (natural_.width > 0) {
      size.width = length(natural_.width);
      size.height = height_for(size.width);
    } else if (natural_.height > 0) {
      size.height = length(natural_.height);
      size.width = width_for(size.height);
    } else {
      // An SVG image often has a ratio without sizes.
      size.width = ratio_.exists() && space_.inline_size
                       ? std::max(LayoutUnit(), *space_.inline_size - edges_.width - margins_)
                       : kDefaultWidth;
      size.height = ratio_.exists() ? height_for(size.width) : kDefaultHeight;
    }
    if (!ratio_.exists()) return {clamped(size.width, Axis::Inline), clamped(size.height, Axis::Block)};
    return constrained(size);
  }

  /// The table of CSS 2.2 §10.4: limits change both sizes, so that the ratio is kept if possible.
  Size constrained(Size size) const {
    const LayoutUnit width = size.width;
    const LayoutUnit height = size.height;
    const LayoutUnit min_width = least(Axis::Inline);
    const LayoutUnit min_height = least(Axis::Block);
    const LayoutUnit max_width = most(Axis::Inline);
    const LayoutUnit max_height = most(Axis::Block);
    const bool wide = width > max_width;
    const bool tall = height > max_height;
    const bool narrow = width < min_width;
    const bool low = height < min_height;
    // Opposite violations: both limits are kept, and the ratio is lost.
    if (wide && low) return {max_width, min_height};
    if (narrow && tall) return {min_width, max_height};
    if (wide && tall) {
      // The limit that scales the image down more decides; compared by cross products.
      const bool by_width =
          std::int64_t{max_width.raw()} * height.raw() <= std::int64_t{max_height.raw()} * width.raw();
      if (by_width) return {max_width, std::max(min_height, height_for(max_width))};
      return {std::max(min_width, width_for(max_height)), max_height};
    }
    if (narrow && low) {
      const bool by_width = std::int64_t{min_width.raw()} * height.raw() > std::int64_t{min_height.raw()} * width.raw();
      if (by_width) return {min_width, std::min(max_height, height_for(min_width))};
      return {std::min(max_width, width_for(min_height)), min_height};
    }
    if (wide) return {max_width, std::max(min_height, height_for(max_width))};
    if (narrow) return {min_width, std::min(max_height, height_for(min_width))};
    if (tall) return {std::max(min_width, width_for(max_height)), max_height};
    if (low) return {std::min(max_width, width_for(min_height)), min_height};
    return size;
  }

  const ComputedStyle& style_;
  const images::NaturalSize natural_;
  std::optional<Size> contained_;
  const ReplacedSpace& space_;
  Size edges_;  // borders and paddings, both sides
  LayoutUnit margins_;
  Ratio ratio_;
  Size ratio_edges_;
};

/// The size of an object of this ratio that just fits into the box (`contain`), or just covers it (`cover`).
Size fitted(Size box, Ratio ratio, bool covers) {
  // As wide as the box: if that is too high for `contain`, or not high enough for `cover`, the height decides.
  const LayoutUnit height = LayoutUnit::scaled(box.width, ratio.height, ratio.width);
  if ((height <= box.height) != covers) return {box.width, height};
  return {LayoutUnit::scaled(box.height, ratio.width, ratio.height), box.height};
}

/// Whether natural size and ratio are ignored (css-contain-2 §3.1, css-contain-3 §2.2).
bool contains_natural_size(const ComputedStyle& style) { return style.contain.size || style.contain.inline_size; }

}  // namespace

/// Natural size in the directions of the flow: an image in vertical text has its natural width along the block axis.
images::NaturalSize natural_size_in_flow(BoxId box, const LayoutContext& context) {
  const ComputedStyle& style = context.style_of(box);
  images::NaturalSize natural = context.boxes.image_of(context.box(box)).size;
  if (style::is_vertical(style.writing_mode)) {
    std::swap(natural.width, natural.height);
    if (natural.ratio > 0) natural.ratio = 1 / natural.ratio;
  }
  return natural;
}

Size replaced_content_size(BoxId box, const ReplacedSpace& space, LayoutContext& context) {
  return image_content_size(natural_size_in_flow(box, context), context.style_of(box), space);
}

/// With size containment the image is sized as if it were empty; inline-size containment alone keeps its natural
/// height.
Size image_content_size(const images::NaturalSize& natural, const ComputedStyle& style, const ReplacedSpace& space) {
  if (!contains_natural_size(style)) return ReplacedSizer(style, natural, space).size();
  ReplacedSizer sizer(style, {}, space);
  const LayoutUnit own_height = natural.height > 0 ? length(natural.height) : kDefaultHeight;
  sizer.contain({style.contain_intrinsic_width, style.contain.size ? style.contain_intrinsic_height : own_height});
  return sizer.size();
}

std::optional<LayoutUnit> replaced_width_of_height(BoxId box, LayoutUnit height, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(box);
  const bool is_contained = contains_natural_size(style);
  const images::NaturalSize natural = is_contained ? images::NaturalSize() : natural_size_in_flow(box, context);
  return ReplacedSizer(style, natural, {}).width_at(height);
}

/// An image with a width in percent may shrink to nothing for its container's minimum (css-sizing-3 §5.2.2).
IntrinsicSizes replaced_intrinsic_sizes(BoxId box, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(box);
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal();
  const LayoutUnit width = replaced_content_size(box, {}, context).width + edges;
  return {shrinks_with_container(style) ? edges : width, width};
}

bool shrinks_with_container(const ComputedStyle& style) {
  return (style.width.is_length() && style.width.value.has_percent()) ||
         (style.max_width.is_length() && style.max_width.value.has_percent());
}

/// Where `object-fit` and `object-position` place the image in its content box (css-images-3 §5.5); may be larger than
/// the box.
Rect object_rect(const images::NaturalSize& natural, const ComputedStyle& style, const Rect& content_box) {
  const Ratio ratio{scaled_number(natural.ratio), natural.ratio > 0 ? scaled_number(1) : 0};
  const Size box = content_box.size;
  Size size = box;
  if (ratio.exists() && style.object_fit != ObjectFit::Fill) {
    const Size contained = fitted(box, ratio, false);
    const Size own =
        natural.width > 0 && natural.height > 0 ? Size{length(natural.width), length(natural.height)} : contained;
    switch (style.object_fit) {
      case ObjectFit::Fill: break;
      case ObjectFit::Contain: size = contained; break;
      case ObjectFit::Cover: size = fitted(box, ratio, true); break;
      case ObjectFit::None: size = own; break;
      case ObjectFit::ScaleDown: size = own.width < contained.width ? own : contained; break;
    }
  }
  const Point offset{style.object_position.x.resolve(box.width - size.width),
                     style.object_position.y.resolve(box.height - size.height)};
  return {content_box.origin + offset, size};
}

/// Replaced boxes are never cut by pages.
LayoutResult layout_replaced(const LayoutInput& input, LayoutContext& context) {
  const FragmentBuilder builder(input, context, EndSpace::AsItComes);
  const Edges edges = builder.edges();
  ReplacedSpace space{input.available.inline_size, input.available.block_size, std::nullopt};
  // The available width is zero when measuring; percentages then count as auto (css-sizing-3 §5.2.1).
  if (input.available.inline_size.is_zero()) space.inline_size = std::nullopt;
  if (input.fixed_inline_size) {
    space.fixed_width = std::max(LayoutUnit(), *input.fixed_inline_size - edges.horizontal());
  }
  Size content = replaced_content_size(input.box, space, context);
  if (input.fixed_block_size) {
    content.height = std::max(LayoutUnit(), input.fixed_block_size->size - edges.vertical());
  }
  const Size border_box{content.width + edges.horizontal(), content.height + edges.vertical()};
  LayoutResult result;
  result.offset = input.strut.sum();
  result.fragment = builder.finish({}, border_box, result.outcome, context);
  return result;
}

}  // namespace gongwen::layout
