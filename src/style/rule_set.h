// The style rules of a document in an index, and the built-in style sheets.
#pragma once

#include "css/stylesheet.h"
#include "dom/tree.h"
#include "style/detail/cascade_layers.h"
#include "style/detail/matcher.h"
#include "style/detail/style_memory.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::style {

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
