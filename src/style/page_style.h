// The styles of pages and of the boxes in their margins (css-page-3).
#pragma once

#include "style/detail/cascade.h"
#include "style/style_tree.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace gongwen::style {

// GrowingStyles: the computed styles of a tree that is still being built, and whose rows are taken away again once they
// have been used. Styles keep their numbers, so that equal rows share them over the whole list.

class StyleTreeBuilder;

/// Whether the style of a row may depend on rows that come later or that are gone: selectors that count from the end or
/// look at neighbours. They may do so among the cells of one row.
bool looks_at_other_rows(const RuleSet& rules);

/// Whether any selector asks for the place of an element among its neighbours, for these, or for what is inside.
bool looks_at_neighbours(const RuleSet& rules);

class GrowingStyles {
 public:
  /// All must outlive the object. Style rules for first letters have no effect. Reports: css/… for style attributes.
  GrowingStyles(const dom::Tree& tree, const RuleSet& rules, diagnostics::DiagnosticSink& sink);
  ~GrowingStyles();
  GrowingStyles(const GrowingStyles&) = delete;
  GrowingStyles& operator=(const GrowingStyles&) = delete;

  const StyleTree& styles() const;
  /// Styles the nodes that have come since the last call.
  void extend();
  /// The children of `parent` were taken from the tree, the last in document order; so far `dropped` of its children
  /// that are elements.
  void forget_children(dom::NodeId parent, std::int32_t dropped);

 private:
  std::unique_ptr<StyleTreeBuilder> builder_;
};

enum class PageSide : std::uint8_t { Right, Left };

/// What page selectors ask about a page. The first page is a right one, and its number is 1.
struct PageContext {
  std::string name;         // of the named page; empty for none
  std::int32_t number = 1;  // counted from the document's first page
  PageSide side = PageSide::Right;
  bool blank = false;
  std::int32_t group_number = 1;  // counted from the first of the pages in a row that have this name
  friend auto operator<=>(const PageContext&, const PageContext&) = default;
};

struct PageStyle {
  ComputedStyle page;
  /// Only the boxes that have content.
  std::array<std::unique_ptr<const ComputedStyle>, css::kMarginBoxCount> margin_boxes;
  ComputedStyle footnote_area;  // @footnote
};

class PageStyles {
 public:
  /// `root` is the style of the root element, from which pages inherit. Both outlive the object.
  PageStyles(const RuleSet& rules, const ComputedStyle& root, diagnostics::DiagnosticSink& sink,
             FontMeasures* measures = nullptr)
      : rules_(rules), root_(root), sink_(sink), measures_(measures) {}

  /// Worked out once for all pages that the same rules concern.
  const PageStyle& resolve(const PageContext& context);

 private:
  struct MatchedRule {
    const css::PageRule* rule;
    css::Specificity specificity;
    CascadeOrigin origin;
    LayerRank layer;
  };
  using Key = std::vector<const css::PageRule*>;
  std::vector<MatchedRule> matching_rules(const PageContext& context) const;
  PageStyle compute(const std::vector<MatchedRule>& rules);

  const RuleSet& rules_;
  const ComputedStyle& root_;
  diagnostics::DiagnosticSink& sink_;
  FontMeasures* measures_;
  std::map<Key, PageStyle> styles_;
};

}  // namespace gongwen::style
