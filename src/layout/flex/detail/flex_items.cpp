#include "layout/flex/detail/flex_items.h"

#include "layout/core/box_metrics.h"
#include "layout/core/replaced_size.h"

#include <algorithm>
#include <cmath>

namespace gongwen::layout {
// Sizes for which only one item and its container are needed (css-flexbox-1 sections 4.5 and 9.2). Free space is
// distributed among items in flex_plan.cpp. Measuring an item lays it out, so each kind of size is computed only if it
// is needed.
namespace {

using boxes::BoxKind;
using style::ComputedStyle;
using SizeKind = style::Size::Kind;

/// Flex factors as fixed-point numbers: sums and shares of them are then exact, and lengths the same on all machines.
std::int64_t fixed_factor(double factor) {
  constexpr double kLargest = 1'000'000;
  return std::llround(std::min(factor, kLargest) * static_cast<double>(FlexItem::kFactorUnit));
}

/// `auto` and `normal` mean `stretch` for flex items (css-flexbox-1 §8.3).
ItemAlignment flex_alignment(const ComputedStyle& item, const ComputedStyle& container) {
  ItemAlignment align = used_alignment(item.align_self, container.align_items);
  const bool stretches = align.position == style::ItemAlignment::Normal || align.position == style::ItemAlignment::Auto;
  if (stretches) align.position = style::ItemAlignment::Stretch;
  return align;
}

/// One item's flex base size, automatic minimum and limits (css-flexbox-1 §9.2 step 3, §4.5). One sizer makes all items
/// of a container; item_ and the content widths belong to the current one.
class ItemSizer {
 public:
  ItemSizer(const FlexContainer& container, LayoutContext& context) : container_(container), context_(context) {}

  FlexItem make(BoxId box, std::uint32_t source) {
    item_ = {};
    content_widths_.reset();
    item_.box = box;
    item_.source = source;
    item_.style = &context_.style_of(box);
    set_edges();
    item_.grow = fixed_factor(style().flex_grow);
    item_.shrink = fixed_factor(style().flex_shrink);
    item_.align = flex_alignment(style(), *container_.style);
    // Stretching needs an `auto` cross size and no `auto` cross margins (css-flexbox-1 §8.3).
    const bool cross_auto = axes().is_row ? style().height.is_auto() : style().width.is_auto();
    item_.stretches = item_.align.position == style::ItemAlignment::Stretch && cross_auto && !item_.cross_start_auto &&
                      !item_.cross_end_auto;
    item_.aligns_baseline = axes().is_row && item_.align.position == style::ItemAlignment::Baseline &&
                            !item_.cross_start_auto && !item_.cross_end_auto;
    // In a column the cross size, the width, comes first: the height of the content depends on it.
    if (!axes().is_row) item_.cross_size = item_width();
    set_main_sizes();
    return item_;
  }

 private:
  const ComputedStyle& style() const { return *item_.style; }
  const FlexAxes& axes() const { return container_.axes; }
  bool is_replaced() const { return context_.box(item_.box).kind == BoxKind::Replaced; }

  /// Edges and `auto` margins in terms of the axes: start and end swap where an axis is reversed.
  void set_edges() {
    item_.margins = margin_widths(style(), container_.width);
    const Edges& edges = item_.edges = item_edges(item_.box, container_.width, context_);
    item_.main_edges = axes().main_sum(edges);
    item_.cross_edges = axes().cross_sum(edges);
    horizontal_edges_ = edges.horizontal();
    vertical_edges_ = edges.vertical();
    const bool left = style().margin_left.is_auto;
    const bool right = style().margin_right.is_auto;
    const bool top = style().margin_top.is_auto;
    const bool bottom = style().margin_bottom.is_auto;
    const bool row = axes().is_row;
    item_.main_start_auto = row ? left : top;
    item_.main_end_auto = row ? right : bottom;
    item_.cross_start_auto = row ? top : left;
    item_.cross_end_auto = row ? bottom : right;
    if (axes().main_reversed) std::swap(item_.main_start_auto, item_.main_end_auto);
    if (axes().cross_reversed) std::swap(item_.cross_start_auto, item_.cross_end_auto);
  }

  /// Intrinsic border-box widths of the content, regardless of the item's own `width`.
  const IntrinsicSizes& content_widths() {
    if (content_widths_) return *content_widths_;
    const BoxKind kind = context_.box(item_.box).kind;
    if (kind == BoxKind::Table) {
      content_widths_ = intrinsic_sizes(item_.box, context_);
      // The minimum of a table is that of its columns, regardless of its width: laid out without any space, it has its
      // minimum width.
      if (style().width.is_length()) {
        const LayoutResult narrow = measured_box(flex_item_input(item_, LayoutUnit(), container_), context_);
        content_widths_->min_content = narrow.fragment->size.width;
      }
    } else if (kind == BoxKind::Replaced) {
      const LayoutUnit width = natural_image_size(std::nullopt).width + horizontal_edges_;
      content_widths_ = IntrinsicSizes{width, width};
    } else {
      content_widths_ = content_sizes(item_.box, context_);
      content_widths_->min_content += horizontal_edges_;
      content_widths_->max_content += horizontal_edges_;
    }
    return *content_widths_;
  }

  LayoutUnit available_width() const { return std::max(LayoutUnit(), container_.width - item_.margins.horizontal()); }

  /// The value of a width property as a border-box width; nullopt for `auto` and `none`.
  std::optional<LayoutUnit> definite_width(const style::Size& size) {
    switch (size.kind) {
      case SizeKind::Auto:
      case SizeKind::None: return std::nullopt;
      case SizeKind::Length: return border_box_size(size, container_.width, horizontal_edges_, style().box_sizing);
      case SizeKind::MinContent: return content_widths().min_content;
      case SizeKind::MaxContent: return content_widths().max_content;
      case SizeKind::FitContent: return fit_content_width(available_width());
      case SizeKind::FitContentLength: {
        const style::Size limit{SizeKind::Length, size.value};
        const auto width = border_box_size(limit, container_.width, horizontal_edges_, style().box_sizing);
        return fit_content_width(width.value_or(available_width()));
      }
    }
    return std::nullopt;
  }

  LayoutUnit fit_content_width(LayoutUnit limit) { return content_widths().fit(limit); }

  /// Heights resolve percentages only if the container's height is definite.
  std::optional<LayoutUnit> definite_height(const style::Size& size) const {
    return border_box_size(size, container_.definite_height(), vertical_edges_, style().box_sizing);
  }

  /// The width of an item in a column (§9.4 step 7). In a single-line column, stretching to the container's width can
  /// be done beforehand.
  LayoutUnit item_width() {
    LayoutUnit width;
    if (const auto own = definite_width(style().width)) {
      width = *own;
    } else if (item_.stretches && !container_.is_multi_line) {
      width = available_width();
    } else if (const auto by_ratio = width_by_ratio()) {
      width = *by_ratio;
    } else {
      width = fit_content_width(available_width());
    }
    return clamp_cross_size(item_, width, container_, context_);
  }

  std::optional<LayoutUnit> width_by_ratio() const {
    const auto height = definite_height(style().height);
    return height ? ratio_width(item_.box, *height - vertical_edges_, item_.edges, context_) : std::nullopt;
  }

  /// The content-box size of an image, regardless of its own main size and its limits.
  Size natural_image_size(std::optional<LayoutUnit> width) {
    ComputedStyle free = style();
    (axes().is_row ? free.width : free.height) = {};
    (axes().is_row ? free.min_width : free.min_height) = {};
    (axes().is_row ? free.max_width : free.max_height) = {SizeKind::None, {}};
    return image_content_size(natural_size_in_flow(item_.box, context_), free,
                              {container_.width, container_.definite_height(), width});
  }

  /// In a column, the height that the content needs at the width found before. The measurement is kept, so that an item
  /// left at its natural height is not laid out again.
  LayoutUnit content_height() {
    if (is_replaced()) {
      return natural_image_size(std::max(LayoutUnit(), item_.cross_size - horizontal_edges_)).height + vertical_edges_;
    }
    const LayoutResult result = measured_box(flex_item_input(item_, item_.cross_size, container_), context_);
    item_.natural_height = result.fragment->size.height;
    return result.content_height.value_or(*item_.natural_height);
  }

  /// §4.5: limits of the cross size also limit the size of the content, through the ratio.
  LayoutUnit transferred(LayoutUnit size) const {
    if (!style().aspect_ratio.has_ratio() || is_replaced()) return size;
    if (axes().is_row) return transferred_width(size, style(), container_.definite_height(), item_.edges);
    const auto limit = [&](const style::Size& width) -> std::optional<LayoutUnit> {
      const auto used = border_box_size(width, container_.width, horizontal_edges_, style().box_sizing);
      return used ? height_by_ratio(item_, *used) : std::nullopt;
    };
    if (const auto most = limit(style().max_width)) size = std::min(size, *most);
    if (const auto least = limit(style().min_width)) size = std::max(size, *least);
    return size;
  }

  LayoutUnit content_main_size() {
    return transferred(axes().is_row ? content_widths().max_content : content_height());
  }
  LayoutUnit min_content_main_size() {
    return transferred(axes().is_row ? content_widths().min_content : content_height());
  }

  /// The value of a main-size property, as a border-box size; nullopt if it does not resolve.
  std::optional<LayoutUnit> definite_main(const style::Size& size) {
    if (axes().is_row) return definite_width(size);
    if (size.kind == SizeKind::Auto || size.kind == SizeKind::None) return std::nullopt;
    // In the block axis all content keywords mean the height of the content.
    return size.is_length() ? definite_height(size) : std::optional(content_height());
  }

  /// A stretched image in a container of known height takes its width from that height (§9.2 step 3 B, §9.8).
  std::optional<LayoutUnit> image_width_by_stretch() {
    const bool is_auto = style().width.is_auto() && style().height.is_auto();
    if (!axes().is_row || !is_auto || !item_.stretches || container_.is_multi_line) return std::nullopt;
    if (!container_.definite_height()) return std::nullopt;
    const LayoutUnit height = *container_.definite_height() - item_.margins.vertical() - vertical_edges_;
    return ratio_width(item_.box, std::max(height, LayoutUnit()), item_.edges, context_);
  }

  /// The main size that the cross size and the ratio give, if the cross size is definite.
  std::optional<LayoutUnit> main_by_ratio() {
    if (is_replaced()) return image_width_by_stretch();
    if (!style().aspect_ratio.has_ratio()) return std::nullopt;
    if (!axes().is_row) return height_by_ratio(item_, item_.cross_size);
    auto height = definite_height(style().height);
    if (!height && item_.stretches && !container_.is_multi_line && container_.definite_height()) {
      height = *container_.definite_height() - item_.margins.vertical();
    }
    if (!height) return std::nullopt;
    const LayoutUnit inner =
        clamp_content_height(*height - vertical_edges_, style(), container_.definite_height(), vertical_edges_);
    return width_of_height(style(), inner, item_.edges);
  }

  /// §9.2 step 3: `flex-basis`, or the main size, or the ratio, or the content; then limits give the hypothetical size.
  void set_main_sizes() {
    const ComputedStyle& own = style();
    const style::Size& size = axes().is_row ? own.width : own.height;
    const style::Size& basis = own.flex_basis.size.is_auto() ? size : own.flex_basis.size;
    const std::optional<LayoutUnit> definite = own.flex_basis.is_content ? std::nullopt : definite_main(basis);
    const std::optional<LayoutUnit> by_ratio = main_by_ratio();
    item_.base = definite ? *definite : by_ratio ? *by_ratio : content_main_size();
    item_.base_is_definite = definite && basis.is_length();
    item_.base = std::max(item_.base, item_.main_edges);
    if (const auto most = definite_main(axes().is_row ? own.max_width : own.max_height)) item_.most = *most;
    const style::Size& least = axes().is_row ? own.min_width : own.min_height;
    // In the block axis a minimum given by content keywords is `auto` (css-sizing-3 §3.2.1).
    if (least.is_auto() || (!axes().is_row && !least.is_length())) {
      item_.least = automatic_minimum(size, by_ratio);
    } else {
      item_.least = definite_main(least).value_or(LayoutUnit());
    }
    // A table never gets narrower than its columns.
    if (axes().is_row && context_.box(item_.box).kind == BoxKind::Table) {
      item_.least = std::max(item_.least, content_widths().min_content);
    }
    item_.least = std::max(item_.least, item_.main_edges);
    item_.hypothetical = std::max(std::min(item_.base, item_.most), item_.least);
  }

  /// §4.5, automatic minimum: the size of the content, but at most the item's own size or that by its ratio; 0 for
  /// scroll containers, which can show any part of their content.
  LayoutUnit automatic_minimum(const style::Size& size, const std::optional<LayoutUnit>& by_ratio) {
    if (style().is_scroll_container()) return {};
    LayoutUnit least = min_content_main_size();
    if (size.is_length()) {
      if (const auto specified = definite_main(size)) least = std::min(least, *specified);
    } else if (by_ratio) {
      least = is_replaced() ? std::min(least, *by_ratio) : std::max(least, *by_ratio);
    }
    return std::min(least, item_.most);
  }

  const FlexContainer& container_;
  LayoutContext& context_;
  FlexItem item_;
  LayoutUnit horizontal_edges_;
  LayoutUnit vertical_edges_;
  std::optional<IntrinsicSizes> content_widths_;
};

}  // namespace

std::vector<FlexItem> collect_flex_items(const FlexContainer& container, LayoutContext& context) {
  std::vector<FlexItem> items;
  ItemSizer sizer(container, context);
  for (BoxId child = context.box(container.box).first_child; child; child = context.box(child).next_sibling) {
    const boxes::Box& box = context.box(child);
    if (box.kind == BoxKind::Marker || !boxes::is_in_flow(box)) continue;
    items.push_back(sizer.make(child, static_cast<std::uint32_t>(items.size())));
  }
  // `order` changes the order of layout, not that of the source (§5.4): equal values keep it.
  std::stable_sort(items.begin(), items.end(),
                   [](const FlexItem& a, const FlexItem& b) { return a.style->order < b.style->order; });
  return items;
}

LayoutInput flex_item_input(const FlexItem& item, LayoutUnit width, const FlexContainer& container) {
  LayoutInput input;
  input.box = item.box;
  input.available = {container.width, container.definite_height()};
  input.fixed_inline_size = width;
  input.is_formatting_root = true;
  return input;
}

/// Limits of the cross size: width limits of the border box in a column, height limits in a row.
LayoutUnit clamp_cross_size(const FlexItem& item, LayoutUnit size, const FlexContainer& container,
                            LayoutContext& context) {
  const ComputedStyle& style = *item.style;
  if (!container.axes.is_row) return clamp_width(size, item.box, container.width, item.cross_edges, context);
  return clamp_content_height(size - item.cross_edges, style, container.definite_height(), item.cross_edges) +
         item.cross_edges;
}

std::optional<LayoutUnit> height_by_ratio(const FlexItem& item, LayoutUnit width) {
  const auto height = content_height_by_ratio(*item.style, width, item.edges);
  return height ? std::optional(*height + item.edges.vertical()) : std::nullopt;
}

}  // namespace gongwen::layout
