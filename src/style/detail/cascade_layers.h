// CascadeLayers: the cascade layers of all sheets of a document, and which of them is stronger (css-cascade-5 section
// 6.4). What is in no layer is stronger than every layer, and what is in a layer itself is stronger than the
// layers inside of it.
#pragma once

#include "base/strong_id.h"
#include "css/stylesheet.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::style {

using LayerId = base::StrongId<struct LayerTag>;

/// What the cascade compares: more is stronger.
using LayerRank = std::uint32_t;
inline constexpr LayerRank kHintRank = 0;  // presentational hints, weaker than all layers
inline constexpr LayerRank kUnlayeredRank = UINT32_MAX;

/// Which layers of the document those of one sheet are. A sheet that is imported into a layer has all its layers in it.
struct SheetLayers {
  LayerId around;  // none: the sheet is in no layer
  std::vector<LayerId> ids;
  std::uint32_t sheet_number = 0;  // keeps anonymous layers apart
};

class CascadeLayers {
 public:
  /// Gives the first `count` layers of a sheet their places. Layers count in the order in which this names them first.
  void name_layers(const css::StyleSheet& sheet, std::size_t count, SheetLayers& layers);
  /// Gives the layers of another document places here: returns the place of each, by its number there. Named ones of
  /// both are the same layers, anonymous ones are not.
  std::vector<LayerId> adopt(const CascadeLayers& other);
  /// To be called when layers were named, before ranks are asked for.
  void rank_layers();
  LayerRank rank(LayerId layer) const { return layer ? layers_[layer.index()].rank : kUnlayeredRank; }
  bool empty() const { return layers_.empty(); }

 private:
  struct Layer {
    std::string name;
    std::vector<LayerId> children;  // weakest first
    LayerRank rank = kUnlayeredRank;
  };
  void adopt_children(const CascadeLayers& other, const std::vector<LayerId>& children, LayerId parent,
                      std::vector<LayerId>& places);
  LayerId find(LayerId parent, const std::string& name);
  void rank_children(const std::vector<LayerId>& children, LayerRank& next);

  std::vector<Layer> layers_;
  std::vector<LayerId> outermost_;
  std::uint32_t sheets_ = 0;
};

}  // namespace gongwen::style
