#include "paint/layers.h"

#include <algorithm>

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

class LayerCollector {
 public:
  LayerCollector(const layout::PageLayout& page, const layout::LayoutContext& context)
      : page_(page), context_(context), used_(page.positioned.size()) {}

  Layer run() {
    Layer root{page_.content, page_.content_offset, false, 0, {}};
    walk_children(*page_.content, page_.content_offset, false, root.layers);
    // Parts of boxes that were met on other pages.
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (!used_[i]) add_positioned(i, root.layers);
    }
    sort(root.layers);
    return root;
  }

 private:
  /// Layers inside of a layer that is no stacking context belong to the context around it.
  void walk(const Fragment& fragment, Point position, bool repeated, std::vector<Layer>& layers) {
    repeated = repeated || fragment.is_repeated;
    if (fragment.kind == FragmentKind::Anchor) {
      if (context_.box(fragment.box).flow == BoxFlow::Absolute) add_anchored(fragment.box, layers);
      return;
    }
    if (forms_layer(fragment, context_)) {
      add(fragment, position, repeated, layers);
    } else {
      walk_children(fragment, position, repeated, layers);
    }
  }

  void walk_children(const Fragment& fragment, Point position, bool repeated, std::vector<Layer>& layers) {
    for (const ChildFragment& child : fragment.children) {
      walk(*child.fragment, position + child.offset, repeated, layers);
    }
  }

  void add(const Fragment& fragment, Point position, bool repeated, std::vector<Layer>& layers) {
    const ComputedStyle& style = context_.styles.style(fragment.style);
    const bool is_context = !style.z_index.is_auto || style.opacity < 1 || style.position.kind == PositionKind::Fixed;
    const std::size_t index = layers.size();
    layers.push_back({&fragment, position, repeated, style.z_index.is_auto ? 0 : style.z_index.value, {}});
    if (!is_context) {
      walk_children(fragment, position, repeated, layers);
      return;
    }
    std::vector<Layer> inner;
    walk_children(fragment, position, repeated, inner);
    sort(inner);
    layers[index].layers = std::move(inner);
  }

  void add_anchored(boxes::BoxId box, std::vector<Layer>& layers) {
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (!used_[i] && page_.positioned[i].box == box) {
        add_positioned(i, layers);
        return;
      }
    }
  }

  void add_positioned(std::size_t index, std::vector<Layer>& layers) {
    used_[index] = true;
    const PositionedFragment& positioned = page_.positioned[index];
    add(*positioned.fragment, positioned.offset, positioned.is_repeated, layers);
  }

  static void sort(std::vector<Layer>& layers) {
    std::stable_sort(layers.begin(), layers.end(), [](const Layer& a, const Layer& b) { return a.z < b.z; });
  }

  const layout::PageLayout& page_;
  const layout::LayoutContext& context_;
  std::vector<bool> used_;  // of the page's positioned fragments
};

}  // namespace

bool has_layers(const layout::LayoutContext& context) {
  return context.boxes.has_positioned() || context.boxes.has_opacity();
}

bool forms_layer(const Fragment& fragment, const layout::LayoutContext& context) {
  if (!fragment.box || (fragment.kind != FragmentKind::Box && fragment.kind != FragmentKind::InlineBox)) return false;
  const ComputedStyle& style = context.styles.style(fragment.style);
  return style.position.kind == PositionKind::Relative || style.opacity < 1;
}

Layer collect_layers(const layout::PageLayout& page, const layout::LayoutContext& context) {
  return LayerCollector(page, context).run();
}

}  // namespace gongwen::paint
