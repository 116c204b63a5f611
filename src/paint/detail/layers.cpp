#include "paint/detail/layers.h"

#include "layout/core/box_transform.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>
#include <utility>

namespace gongwen::paint {
namespace {

using boxes::BoxFlow;
using layout::ChildFragment;
using layout::Fragment;
using layout::FragmentKind;
using layout::Point;
using layout::PositionedFragment;
using style::ComputedStyle;
using style::PositionKind;

/// Whether a box is translucent, isolated or transformed, or is a separate plane in 3D space.
bool has_effects(const Fragment& fragment, const layout::LayoutContext& context) {
  const ComputedStyle& style = layout::effect_style(fragment, context);
  if (style.opacity < 1 || style.isolation == style::Isolation::Isolate || style.will_change.stacks) return true;
  const bool is_moved =
      layout::transforms_content(style) || style.backface_visibility == style::BackfaceVisibility::Hidden;
  return is_moved && fragment.kind == FragmentKind::Box;
}

/// `z-index` applies to positioned boxes and to flex and grid items (css-flexbox-1 §5.4, css-grid-1 §4.4).
bool has_z_index(const Fragment& fragment, const layout::LayoutContext& context) {
  const ComputedStyle& style = context.styles.style(fragment.style);
  if (style.z_index.is_auto && !style.will_change.orders) return false;
  if (style.position.kind != PositionKind::Static) return true;
  const boxes::BoxId parent = fragment.box ? context.box(fragment.box).parent : boxes::BoxId();
  return parent && boxes::holds_items(context.box(parent));
}

/// The style of a row's group. The group has no fragment, so its effects are applied row by row.
const ComputedStyle* group_style(const Fragment& fragment, const layout::LayoutContext& context) {
  if (fragment.kind != FragmentKind::Box || !fragment.box) return nullptr;
  const boxes::Box& box = context.box(fragment.box);
  const bool is_grouped = box.kind == boxes::BoxKind::Row && context.box(box.parent).kind == boxes::BoxKind::RowGroup;
  return is_grouped ? &context.style_of(box.parent) : nullptr;
}

bool is_in_moved_group(const Fragment& fragment, const layout::LayoutContext& context) {
  const ComputedStyle* const group = group_style(fragment, context);
  return group != nullptr && layout::transforms_content(*group);
}

bool is_in_positioned_group(const Fragment& fragment, const layout::LayoutContext& context) {
  const ComputedStyle* const group = group_style(fragment, context);
  return group != nullptr &&
         (group->position.kind == PositionKind::Relative || group->position.kind == PositionKind::Sticky);
}

class LayerCollector {
 public:
  LayerCollector(const layout::PageLayout& page, const layout::LayoutContext& context)
      : page_(page), context_(context), used_(page.positioned.size()) {
    for (std::size_t i = 0; i < page.positioned.size(); ++i) by_box_.emplace(page.positioned[i].box.value, i);
  }

  Layer run(const Fragment& fragment, Point position, bool repeated) {
    Layer root(&fragment, position, repeated);
    walk_children(fragment, position, repeated, root.layers);
    sort(root.layers);
    return root;
  }

  /// Adds the parts of boxes whose anchors are on other pages.
  void add_others(Layer& root) {
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (!used_[i]) add_positioned(i, root.layers);
    }
    sort(root.layers);
  }

 private:
  /// Layers inside a layer that is not a stacking context belong to the surrounding context.
  void walk(const Fragment& fragment, Point position, bool repeated, std::vector<Layer>& layers) {
    repeated = repeated || fragment.is_repeated;
    if (fragment.kind == FragmentKind::Anchor) {
      if (context_.box(fragment.box).flow == BoxFlow::Absolute) add_anchored(fragment.box, layers);
      return;
    }
    if (forms_layer(fragment, context_)) {
      add(fragment, position, repeated, cuts_, layers);
    } else {
      walk_children(fragment, position, repeated, layers);
    }
  }

  /// Notes the places of boxes that apply perspective to their children.
  void remember_perspective(const Fragment& fragment, Point position) {
    if (fragment.kind != FragmentKind::Box || !fragment.box) return;
    const ComputedStyle& style = layout::effect_style(fragment, context_);
    if (style.perspective > layout::LayoutUnit()) perspectives_[fragment.box.value] = {position, fragment.size};
  }

  /// The box of the element around a box.
  boxes::BoxId element_around(boxes::BoxId box) const {
    boxes::BoxId at = context_.box(box).parent;
    while (at &&
           (context_.box(at).part == boxes::BoxPart::Anonymous || context_.box(at).kind == boxes::BoxKind::TableGrid)) {
      at = context_.box(at).parent;
    }
    return at;
  }

  /// A block inside an inline box is that box's child, although the box is not among its box ancestors.
  bool is_child(boxes::BoxId box, boxes::BoxId around) const {
    const dom::NodeId node = context_.box(box).node;
    const dom::NodeId parent = context_.box(around).node;
    return !node || node == parent || context_.dom.node(node).parent == parent;
  }

  void set_space(Layer& layer) const {
    const boxes::BoxId around = layer.fragment->box ? element_around(layer.fragment->box) : boxes::BoxId();
    if (!around || !is_child(layer.fragment->box, around)) return;
    const ComputedStyle& style = context_.style_of(around);
    layer.is_in_space = layout::preserves_depth(style) && context_.box(around).kind != boxes::BoxKind::Inline;
    const auto perspective = perspectives_.find(around.value);
    if (perspective != perspectives_.end()) {
      layer.perspective = layout::perspective_transform(style, perspective->second);
    }
  }

  /// Notes, for each group of rows, the rectangle around its rows on this page.
  void remember_groups(const Fragment& fragment, Point position) {
    if (!context_.boxes.has_effects() || !fragment.box || context_.box(fragment.box).kind != boxes::BoxKind::TableGrid)
      return;
    std::unordered_map<std::uint32_t, layout::Rect> own;
    for (const ChildFragment& child : fragment.children) {
      if (!is_in_moved_group(*child.fragment, context_)) continue;
      const layout::Rect row{position + child.offset, child.fragment->size};
      const auto [entry, is_new] = own.try_emplace(context_.box(child.fragment->box).parent.value, row);
      if (is_new) continue;
      layout::Rect& all = entry->second;
      const layout::LayoutUnit bottom = std::max(all.bottom(), row.bottom());
      all.origin.y = std::min(all.top(), row.top());
      all.size.height = bottom - all.top();
    }
    for (const auto& [group, rect] : own) groups_.insert_or_assign(group, rect);
  }

  void set_group(Layer& layer) const {
    const auto found = groups_.find(context_.box(layer.fragment->box).parent.value);
    layer.group = found != groups_.end() ? found->second : layout::Rect{layer.position, layer.fragment->size};
  }

  void walk_children(const Fragment& fragment, Point position, bool repeated, std::vector<Layer>& layers) {
    remember_perspective(fragment, position);
    remember_groups(fragment, position);
    const bool clips = clips_content(fragment, context_);
    if (clips) cuts_.push_back({&fragment, position});
    const std::size_t first = layers.size();
    for (const ChildFragment& child : PaintingOrder(fragment, context_)) {
      walk(*child.fragment, position + child.offset, repeated, layers);
    }
    if (fragment.columns != nullptr || holds_lines(fragment)) join_parts(layers, first);
    if (clips) cuts_.pop_back();
  }

  /// Whether parts of an inline box may be in here: on its lines, or beside a block in that box.
  bool holds_lines(const Fragment& fragment) const {
    return std::any_of(fragment.children.begin(), fragment.children.end(), [&](const ChildFragment& child) {
      if (child.fragment->kind == FragmentKind::Line) return true;
      return child.fragment->kind == FragmentKind::Box && child.fragment->box &&
             context_.box(child.fragment->box).part == boxes::BoxPart::Anonymous &&
             context_.box(child.fragment->box).kind == boxes::BoxKind::Block;
    });
  }

  /// Moves the parts of one box together: if it spans several columns or lines, all its parts are below the content
  /// that is above any of them. Different boxes keep their order.
  static void join_parts(std::vector<Layer>& layers, std::size_t first) {
    std::unordered_map<std::uint32_t, std::size_t> places;  // of the first part of each box
    for (std::size_t i = first; i < layers.size(); ++i) places.try_emplace(layers[i].fragment->box.value, i);
    if (places.size() == layers.size() - first) return;
    std::stable_sort(layers.begin() + static_cast<std::ptrdiff_t>(first), layers.end(),
                     [&](const Layer& a, const Layer& b) {
                       return places.at(a.fragment->box.value) < places.at(b.fragment->box.value);
                     });
  }

  /// Adds a layer. A stacking context keeps the layers inside it, sorted by z-index; any other layer leaves them to the
  /// surrounding context.
  void add(const Fragment& fragment, Point position, bool repeated, std::vector<CutOff> cuts,
           std::vector<Layer>& layers) {
    const std::optional<layout::Rect> clip = layout::clip_rect(fragment, position, context_);
    const ComputedStyle& style = context_.styles.style(fragment.style);
    const bool has_z = has_z_index(fragment, context_);
    const PositionKind kind = style.position.kind;
    const bool is_context = has_z || kind == PositionKind::Fixed || kind == PositionKind::Sticky ||
                            has_effects(fragment, context_) || is_in_moved_group(fragment, context_) ||
                            layout::is_contained(fragment, context_);
    const std::size_t index = layers.size();
    const std::int32_t z = has_z ? style.z_index.value : 0;
    layers.emplace_back(&fragment, position, repeated, z, std::move(cuts));
    layers.back().clip = clip;
    if (context_.boxes.has_effects()) {
      set_space(layers.back());
      if (is_in_moved_group(fragment, context_)) set_group(layers.back());
    }
    if (!is_context) {
      if (clip) cuts_.push_back({&fragment, position, clip});
      walk_children(fragment, position, repeated, layers);
      if (clip) cuts_.pop_back();
      return;
    }
    // Restart the list of clips: everything outside already clips the context as a whole.
    const std::vector<CutOff> outer = std::exchange(cuts_, {});
    std::vector<Layer> inner;
    walk_children(fragment, position, repeated, inner);
    cuts_ = outer;
    sort(inner);
    layers[index].layers = std::move(inner);
  }

  /// Adds the positioned box whose anchor was found here, with its parts in further columns of the page.
  void add_anchored(boxes::BoxId box, std::vector<Layer>& layers) {
    const auto [first, last] = by_box_.equal_range(box.value);
    const std::size_t first_layer = layers.size();
    bool is_begun = false;
    for (auto entry = first; entry != last; ++entry) {
      if (used_[entry->second]) continue;
      if (is_begun && !page_.positioned[entry->second].fragment->is_continued_before) break;
      add_positioned(entry->second, layers);
      is_begun = true;
    }
    join_parts(layers, first_layer);
  }

  void add_positioned(std::size_t index, std::vector<Layer>& layers) {
    used_[index] = true;
    const PositionedFragment& positioned = page_.positioned[index];
    add(*positioned.fragment, positioned.offset, positioned.is_repeated, cuts_of(positioned), layers);
  }

  /// A positioned box is clipped by its containing block and the clips around that, but not by boxes between the two
  /// (css-overflow-3 §3).
  std::vector<CutOff> cuts_of(const PositionedFragment& positioned) const {
    const boxes::BoxId box = positioned.box;
    if (cuts_.empty()) return {};
    const bool is_fixed = context_.style_of(box).position.kind == PositionKind::Fixed;
    std::vector<CutOff> cuts;
    bool at_container = false;
    for (boxes::BoxId at = context_.box(box).parent; at; at = context_.box(at).parent) {
      const ComputedStyle& style = context_.style_of(at);
      at_container = at_container || (!is_fixed && style.position.kind != PositionKind::Static) ||
                     layout::transforms_content(style) || layout::is_contained(context_.box(at), style);
      if (!at_container) continue;
      std::vector<CutOff> own;
      std::copy_if(cuts_.begin(), cuts_.end(), std::back_inserter(own), [&](const CutOff& cut) {
        // The part of a container in one column does not clip parts in other columns.
        const bool is_elsewhere = cut.fragment->is_continued_after && positioned.fragment->is_continued_before;
        return cut.fragment->box == at && !is_elsewhere;
      });
      cuts.insert(cuts.begin(), own.begin(), own.end());
    }
    return cuts;
  }

  static void sort(std::vector<Layer>& layers) {
    std::stable_sort(layers.begin(), layers.end(), [](const Layer& a, const Layer& b) { return a.z < b.z; });
  }

  const layout::PageLayout& page_;
  const layout::LayoutContext& context_;
  std::vector<bool> used_;  // by positioned fragment of the page
  std::multimap<std::uint32_t, std::size_t> by_box_;
  std::unordered_map<std::uint32_t, layout::Rect> perspectives_;  // by box
  std::unordered_map<std::uint32_t, layout::Rect> groups_;        // transformed groups of rows, by box
  std::vector<CutOff> cuts_;  // clips around the fragment being visited, outermost first
};

}  // namespace

namespace {

/// `order` of an item; children out of flow count as 0 (css-flexbox-1 §4.1).
std::int32_t order_of(const Fragment& child, const layout::LayoutContext& context) {
  const bool is_item = child.box && child.kind != FragmentKind::Anchor;
  return is_item ? context.style_of(child.box).order : 0;
}

bool is_reordered(const Fragment& fragment, const layout::LayoutContext& context) {
  if (fragment.kind != FragmentKind::Box || !fragment.box) return false;
  if (!boxes::holds_items(context.box(fragment.box))) return false;
  return std::any_of(fragment.children.begin(), fragment.children.end(),
                     [&](const ChildFragment& child) { return order_of(*child.fragment, context) != 0; });
}

}  // namespace

PaintingOrder::PaintingOrder(const Fragment& fragment, const layout::LayoutContext& context)
    : children_(fragment.children) {
  if (!is_reordered(fragment, context)) return;
  sorted_ = children_;
  std::stable_sort(sorted_.begin(), sorted_.end(), [&](const ChildFragment& a, const ChildFragment& b) {
    return order_of(*a.fragment, context) < order_of(*b.fragment, context);
  });
}

bool clips_content(const Fragment& fragment, const layout::LayoutContext& context) {
  return layout::overflow_cut(fragment, context).any();
}

bool has_layers(const layout::LayoutContext& context) {
  return context.boxes.has_positioned() || context.boxes.has_effects();
}

bool forms_layer(const Fragment& fragment, const layout::LayoutContext& context) {
  if (!fragment.box || (fragment.kind != FragmentKind::Box && fragment.kind != FragmentKind::InlineBox)) return false;
  const ComputedStyle& style = context.styles.style(fragment.style);
  if (style.position.kind == PositionKind::Relative || style.position.kind == PositionKind::Sticky) return true;
  if (layout::is_contained(fragment, context)) return true;
  return has_effects(fragment, context) || has_z_index(fragment, context) ||
         is_in_positioned_group(fragment, context) || is_in_moved_group(fragment, context);
}

std::vector<Layer> collect_layers(const layout::PageLayout& page, const layout::LayoutContext& context) {
  LayerCollector collector(page, context);
  std::vector<Layer> roots;
  if (page.content != nullptr) roots.push_back(collector.run(*page.content, page.content_offset, false));
  for (const ChildFragment& area : page.areas) {
    roots.push_back(collector.run(*area.fragment, area.offset, false));
    // Content below its stacking context is also below the text of the page: the context is that of the root.
    if (page.content == nullptr) continue;
    std::vector<Layer>& own = roots.back().layers;
    const auto end = std::find_if(own.begin(), own.end(), [](const Layer& layer) { return layer.z >= 0; });
    roots.front().layers.insert(roots.front().layers.begin(), std::make_move_iterator(own.begin()),
                                std::make_move_iterator(end));
    own.erase(own.begin(), end);
  }
  if (!roots.empty()) collector.add_others(roots.front());
  return roots;
}

Layer collect_repeated_layers(const Fragment& fragment, Point position, const layout::LayoutContext& context) {
  const layout::PageLayout no_page;
  return LayerCollector(no_page, context).run(fragment, position, true);
}

}  // namespace gongwen::paint
