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

// CascadeLayers: the cascade layers of all sheets of a document, and their order of strength (css-cascade-5 section
// 6.4). Rules outside of layers are stronger than every layer, and rules directly in a layer are stronger than the
// layers inside it.

using LayerId = base::StrongId<struct LayerTag>;

/// The value that the cascade compares: higher is stronger.
using LayerRank = std::uint32_t;
inline constexpr LayerRank kHintRank = 0;  // presentational hints, weaker than all layers
inline constexpr LayerRank kUnlayeredRank = UINT32_MAX;

/// Maps the layers of one sheet to those of the document. All layers of a sheet that is imported into a layer are
/// inside it.
struct SheetLayers {
  LayerId around;  // none: the sheet is in no layer
  std::vector<LayerId> ids;
  std::uint32_t sheet_number = 0;  // keeps anonymous layers apart
};

class CascadeLayers {
 public:
  /// Assigns the first `count` layers of a sheet. Layers are ordered by their first appearance.
  void name_layers(const css::StyleSheet& sheet, std::size_t count, SheetLayers& layers);
  /// Takes over the layers of another document: returns the layer here for each one there, by its number. Named layers
  /// are merged by name, anonymous ones are not.
  std::vector<LayerId> adopt(const CascadeLayers& other);
  /// Call it after layers were named, before ranks are requested.
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

  /// Whether the element is the subject of the selector; the caller must check pseudo-elements.
  bool matches(const css::Selector& selector, dom::NodeId element);

  /// Call it after the tree has changed.
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
  dom::NodeId scope_;      // of the :has() that is being evaluated
  /// Positions among the siblings that :nth-child(… of …) counts, by its selector; 0 for siblings that it does not
  /// count.
  std::unordered_map<const css::SimpleSelector*, std::vector<std::int32_t>> counted_;
  std::vector<std::optional<Direction>> directions_;  // by element; filled if :dir() needs it
};

/// True when `word` is in a list separated by white space, as in a class attribute.
bool contains_word(std::string_view list, std::string_view word);

// StyleMemory: a cache of styles that one document passes to the next one with the same rules, since the documents of a
// batch need the same styles. It never changes a result.

struct IndexedRule;

/// The input of a computed style: equal keys give equal styles.
struct StyleKey {
  StyleId parent;
  StyleId around;  // of the containing box, if the parent element has none
  std::vector<const IndexedRule*> rules;
  std::string_view inline_style;
  std::string_view language;
  std::string hints;  // presentational attributes
  bool is_header_cell = false;
  bool gives_up_overflow = false;  // the root or the body, whose overflow applies to the viewport
  friend bool operator==(const StyleKey&, const StyleKey&) = default;
};

struct StyleKeyHash {
  std::size_t operator()(const StyleKey& key) const;
};

/// Its keys and ids are independent of documents: a parent is one of the styles stored here.
class StyleMemory {
 public:
  /// An invalid id if there is none.
  StyleId find(const StyleKey& key) const;
  const std::shared_ptr<const ComputedStyle>& style(StyleId id) const { return styles_[id.index()]; }
  /// An invalid id if it already has the maximum number of styles.
  StyleId add(StyleKey key, std::shared_ptr<const ComputedStyle> style);

 private:
  /// Far more than documents of a kind have; but a document may give each element its own language.
  static constexpr std::size_t kMaxStyles = 1'000;

  std::unordered_map<StyleKey, StyleId, StyleKeyHash> known_;
  std::vector<std::shared_ptr<const ComputedStyle>> styles_;
  base::StringArena languages_;
};

/// The memories that no document is using. Shared by threads. A copy is empty, since keys refer to the rules of one
/// set.
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
  std::vector<std::unique_ptr<StyleMemory>> free_;  // the most recently returned one last
};

// The style rules of a document in an index, and the built-in style sheets.

// The built-in style sheets.

/// Parsed once for the whole process, like the following ones.
std::shared_ptr<const css::StyleSheet> user_agent_sheet();
/// An additional sheet for pages that are not templates: controls have frames, as browsers print them.
std::shared_ptr<const css::StyleSheet> framed_controls_sheet();

/// A sheet that narrows elements of foreign pages that are wider than the paper, and their content; there must be at
/// least one element.
std::shared_ptr<const css::StyleSheet> fitting_sheet(const dom::Tree& tree, std::span<const dom::NodeId> elements);

/// Additional declarations for `th`, for tables that do not inherit a `text-align` (HTML section 15.3.8).
const css::DeclarationBlock& header_cell_alignment();

// RuleSet: all style rules of a document, indexed by required properties of their subjects, so that an element is only
// matched with rules that may apply to it. Built once per kind and shared by threads.

/// The origin of a style sheet (css-cascade-4 section 6.2), from weak to strong.
enum class CascadeOrigin : std::uint8_t { UserAgent, Author };

struct IndexedRule {
  const css::Selector* selector = nullptr;
  const css::DeclarationBlock* block = nullptr;
  CascadeOrigin origin = CascadeOrigin::Author;
  std::uint32_t order = 0;  // of appearance
  LayerId layer;            // invalid: in no layer
};

class RuleSet {
 public:
  RuleSet();

  /// Adds a sheet. Sheets count in the order in which they are added.
  void add(std::shared_ptr<const css::StyleSheet> sheet, CascadeOrigin origin, SheetLayers layers = {});
  /// Adds the authors' sheets of another document, after the existing ones.
  void add_sheets_of(const RuleSet& other);
  /// Names the layers of a sheet that precede one of its imports, and that of the import; returns the layer into which
  /// the imported sheet goes.
  LayerId layer_of_import(const css::StyleSheet& sheet, const css::ImportRule& import, SheetLayers& layers);
  LayerRank layer_rank(LayerId layer) const { return layers_.rank(layer); }
  /// The rank of a layer, numbered as in its sheet.
  LayerRank layer_rank(std::size_t sheet, css::LayerIndex layer) const;

  /// Collects the rules of which the element is the subject, with the given pseudo-element, weakest first.
  void collect(Matcher& matcher, const dom::Tree& tree, dom::NodeId element, css::PseudoElement pseudo_element,
               std::vector<const IndexedRule*>& out) const;
  /// Whether any rule has this pseudo-element.
  bool has_rules_for(css::PseudoElement pseudo_element) const;

  const std::vector<std::shared_ptr<const css::StyleSheet>>& sheets() const { return sheets_; }
  /// Caches for documents with these rules.
  StyleMemoryPool& memories() const { return memories_; }

 private:
  using Bucket = std::vector<std::uint32_t>;
  using Buckets = std::unordered_map<std::string_view, Bucket>;
  /// Rules by the rarest property that their subjects must have.
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
  Index of_pseudo_elements_;  // few, so looking up each of them costs little
  bool has_pseudo_[css::kPseudoElementCount] = {};
  mutable StyleMemoryPool memories_;
};

}  // namespace gongwen::style
