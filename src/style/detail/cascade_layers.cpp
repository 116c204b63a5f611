#include "style/detail/cascade_layers.h"

namespace gongwen::style {

LayerId CascadeLayers::find(LayerId parent, const std::string& name) {
  const std::vector<LayerId>& known = parent ? layers_[parent.index()].children : outermost_;
  for (const LayerId id : known) {
    if (layers_[id.index()].name == name) return id;
  }
  const LayerId id(layers_.size());
  layers_.push_back({name, {}, kUnlayeredRank});
  (parent ? layers_[parent.index()].children : outermost_).push_back(id);
  return id;
}

void CascadeLayers::name_layers(const css::StyleSheet& sheet, std::size_t count, SheetLayers& layers) {
  if (layers.ids.size() >= count) return;
  if (layers.sheet_number == 0) layers.sheet_number = ++sheets_;
  for (std::size_t i = layers.ids.size(); i < count; ++i) {
    LayerId layer = layers.around;
    for (const std::string& name : sheet.layers[i]) {
      const bool is_anonymous = name.starts_with('\n');
      layer = find(layer, is_anonymous ? name + "\n" + std::to_string(layers.sheet_number) : name);
    }
    layers.ids.push_back(layer);
  }
}

void CascadeLayers::adopt_children(const CascadeLayers& other, const std::vector<LayerId>& children, LayerId parent,
                                   std::vector<LayerId>& places) {
  for (const LayerId child : children) {
    const Layer& layer = other.layers_[child.index()];
    const bool is_anonymous = layer.name.starts_with('\n');
    const LayerId place = find(parent, is_anonymous ? layer.name + "\n" + std::to_string(sheets_) : layer.name);
    places[child.index()] = place;
    adopt_children(other, layer.children, place, places);
  }
}

std::vector<LayerId> CascadeLayers::adopt(const CascadeLayers& other) {
  ++sheets_;
  std::vector<LayerId> places(other.layers_.size());
  adopt_children(other, other.outermost_, {}, places);
  return places;
}

void CascadeLayers::rank_layers() {
  LayerRank next = kHintRank + 1;
  rank_children(outermost_, next);
}

void CascadeLayers::rank_children(const std::vector<LayerId>& children, LayerRank& next) {
  for (const LayerId child : children) {
    rank_children(layers_[child.index()].children, next);
    layers_[child.index()].rank = next++;
  }
}

}  // namespace gongwen::style
