// Matching selectors with elements (selectors-4 section 3).
#pragma once

#include "base/string_arena.h"
#include "base/strong_id.h"
#include "dom/tree.h"
#include "style/computed_style.h"
#include "style/css/selector.h"
#include "style/css/stylesheet.h"
#include "style/detail/element_positions.h"
#include "style/enums.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::style {

// CascadeLayers: the cascade layers of all sheets of a document, and which of them is stronger (css-cascade-5 section
// 6.4). What is in no layer is stronger than every layer, and what is in a layer itself is stronger than the
// layers inside of it.

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

class Matcher {
 public:
  Matcher(const dom::Tree& tree, ElementPositions& positions) : tree_(tree), positions_(positions) {}

  /// Whether the element is the subject of the selector; pseudo-elements are the caller's matter.
  bool matches(const css::Selector& selector, dom::NodeId element);

  /// The tree has changed.
  void restart();

 private:
  bool matches_from(const css::Selector& selector, std::size_t compound, dom::NodeId element);
  bool matches_compound(const css::CompoundSelector& compound, dom::NodeId element);
  bool matches_simple(const css::SimpleSelector& simple, dom::NodeId element);
  bool matches_any(const css::SelectorList& selectors, dom::NodeId element);
  bool matches_attribute(const css::SimpleSelector& simple, dom::NodeId element) const;
  bool matches_language(std::string_view range, dom::NodeId element) const;
  bool matches_has(const css::SelectorList& selectors, dom::NodeId element);
  std::int32_t position_among(const css::SimpleSelector& simple, dom::NodeId element);
  bool is_empty(dom::NodeId element) const;
  Direction directionality(dom::NodeId element);
  dom::NodeId parent_element(dom::NodeId element) const;
  dom::NodeId previous_element(dom::NodeId element) const;

  const dom::Tree& tree_;
  ElementPositions& positions_;
  std::size_t steps_ = 0;  // combinators followed for one selector
  dom::NodeId scope_;      // of the :has() that is being looked at
  /// Places among the siblings that :nth-child(… of …) counts, by its selector; 0 for those it does not count.
  std::unordered_map<const css::SimpleSelector*, std::vector<std::int32_t>> counted_;
  std::vector<std::optional<Direction>> directions_;  // by element, those that :dir() has asked for
};

/// True when `word` is in a list separated by white space, as in a class attribute.
bool contains_word(std::string_view list, std::string_view word);

// StyleMemory: the styles that documents with the same rules have, handed from one to the next: the documents of a
// batch ask for the same ones. It only remembers; a document is the same with a new one.

struct IndexedRule;

/// What decides a computed style: equal keys give equal styles.
struct StyleKey {
  StyleId parent;
  StyleId around;  // the box that it is in, where the parent has none
  std::vector<const IndexedRule*> rules;
  std::string_view inline_style;
  std::string_view language;
  std::string hints;  // what attributes say of the look
  bool is_header_cell = false;
  bool gives_up_overflow = false;  // of the root and of the body, to the viewport
  friend bool operator==(const StyleKey&, const StyleKey&) = default;
};

struct StyleKeyHash {
  std::size_t operator()(const StyleKey& key) const;
};

/// Its keys and ids are its own: a parent is one of the styles that it has.
class StyleMemory {
 public:
  /// None when it is not known.
  StyleId find(const StyleKey& key) const;
  const std::shared_ptr<const ComputedStyle>& style(StyleId id) const { return styles_[id.index()]; }
  /// None when it has as many as it may.
  StyleId add(StyleKey key, std::shared_ptr<const ComputedStyle> style);

 private:
  /// Far more than a kind of documents has; a document may give each element a language.
  static constexpr std::size_t kMaxStyles = 1'000;

  std::unordered_map<StyleKey, StyleId, StyleKeyHash> known_;
  std::vector<std::shared_ptr<const ComputedStyle>> styles_;
  base::StringArena languages_;
};

/// The memories that no document has at the moment. Shared by threads. A copy has none: keys name the rules of one set.
class StyleMemoryPool {
 public:
  StyleMemoryPool() = default;
  StyleMemoryPool(const StyleMemoryPool&) {}
  StyleMemoryPool& operator=(const StyleMemoryPool&) {
    forget();
    return *this;
  }

  std::unique_ptr<StyleMemory> borrow();
  void give_back(std::unique_ptr<StyleMemory> memory);
  void forget();

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<StyleMemory>> free_;  // the last given back last
};

// The style rules of a document in an index, and the built-in style sheets.

// The built-in style sheets.

/// Both are parsed once for the whole process.
std::shared_ptr<const css::StyleSheet> user_agent_sheet();
/// On top of it, for pages that are not templates: controls are in frames, as browsers print them.
std::shared_ptr<const css::StyleSheet> framed_controls_sheet();

/// What makes elements of pages from elsewhere narrower that are wider than the paper, and what is in them; there is at
/// least one.
std::shared_ptr<const css::StyleSheet> fitting_sheet(const dom::Tree& tree, std::span<const dom::NodeId> elements);

/// What the built-in sheet says of `th` besides, where no `text-align` comes from outside (HTML section 15.3.8).
const css::DeclarationBlock& header_cell_alignment();

// RuleSet: all style rules of a document, indexed by what their subjects must have, so that an element is held only
// against rules that may concern it. Built once for a kind and shared by threads.

/// Whose style sheet it is (css-cascade-4 section 6.2), from weak to strong.
enum class CascadeOrigin : std::uint8_t { UserAgent, Author };

struct IndexedRule {
  const css::Selector* selector = nullptr;
  const css::DeclarationBlock* block = nullptr;
  CascadeOrigin origin = CascadeOrigin::Author;
  std::uint32_t order = 0;  // of appearance
  LayerId layer;            // none: in no layer
};

class RuleSet {
 public:
  RuleSet();

  /// Sheets count in the order in which they are added. The sheet is kept.
  void add(std::shared_ptr<const css::StyleSheet> sheet, CascadeOrigin origin, SheetLayers layers = {});
  /// The authors' sheets of another document, after the existing ones.
  void add_sheets_of(const RuleSet& other);
  /// Names the layers of a sheet that come before one of its imports, and that of the import: the layer into which the
  /// imported sheet goes.
  LayerId layer_of_import(const css::StyleSheet& sheet, const css::ImportRule& import, SheetLayers& layers);
  LayerRank layer_rank(LayerId layer) const { return layers_.rank(layer); }
  /// Of a layer as one of the sheets counts its own.
  LayerRank layer_rank(std::size_t sheet, css::LayerIndex layer) const;

  /// Rules whose subject the element is, with the wanted pseudo-element, weakest first.
  void collect(Matcher& matcher, const dom::Tree& tree, dom::NodeId element, css::PseudoElement pseudo_element,
               std::vector<const IndexedRule*>& out) const;
  /// Whether any rule asks for this pseudo-element at all.
  bool has_rules_for(css::PseudoElement pseudo_element) const;

  const std::vector<std::shared_ptr<const css::StyleSheet>>& sheets() const { return sheets_; }
  /// What documents with these rules have found out.
  StyleMemoryPool& memories() const { return memories_; }

 private:
  using Bucket = std::vector<std::uint32_t>;
  using Buckets = std::unordered_map<std::string_view, Bucket>;
  /// Rules by the rarest thing that their subjects must have.
  struct Index {
    Buckets by_id;
    Buckets by_class;
    Buckets by_type;
    Bucket others;
  };
  void index_rule(std::uint32_t rule);

  std::vector<std::shared_ptr<const css::StyleSheet>> sheets_;
  std::vector<SheetLayers> sheet_layers_;  // of each sheet
  std::vector<CascadeOrigin> sheet_origins_;
  CascadeLayers layers_;
  std::vector<IndexedRule> rules_;
  Index of_elements_;
  Index of_pseudo_elements_;  // few, so that asking for each of them costs little
  bool has_pseudo_[css::kPseudoElementCount] = {};
  mutable StyleMemoryPool memories_;
};

}  // namespace gongwen::style
