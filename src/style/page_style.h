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

// GrowingStyles: the computed styles of a tree that is still being built, and whose rows are removed after use. Styles
// keep their numbers, so that equal rows share them over the whole list.

class StyleTreeBuilder;

/// Whether the style of a row may depend on rows that come later or have been removed: by selectors that count from the
/// end or look at neighbours. Such selectors are allowed among the cells of one row.
bool looks_at_other_rows(const RuleSet& rules);

/// Whether any selector depends on the position of an element among its neighbours, for these or for their content.
bool looks_at_neighbours(const RuleSet& rules);

class GrowingStyles {
 public:
  /// All arguments must outlive the object. Style rules for first letters have no effect. Reports: css/… for style
  /// attributes.
  GrowingStyles(const dom::Tree& tree, const RuleSet& rules, diagnostics::DiagnosticSink& sink);
  ~GrowingStyles();
  GrowingStyles(const GrowingStyles&) = delete;
  GrowingStyles& operator=(const GrowingStyles&) = delete;

  const StyleTree& styles() const;
  /// Computes the styles of nodes added since the last call.
  void extend();
  /// Call it after the children of `parent`, the last node in document order, were removed from the tree; `dropped` is
  /// the total number of its child elements removed so far.
  void forget_children(dom::NodeId parent, std::int32_t dropped);

 private:
  std::unique_ptr<StyleTreeBuilder> builder_;
};

enum class PageSide : std::uint8_t { Right, Left };

/// The properties of a page that page selectors test. The first page is a right one, and its number is 1.
struct PageContext {
  std::string name;         // of the named page; empty for none
  std::int32_t number = 1;  // counted from the document's first page
  PageSide side = PageSide::Right;
  bool blank = false;
  std::int32_t group_number = 1;  // counted from the first of the consecutive pages with this name
  friend auto operator<=>(const PageContext&, const PageContext&) = default;
};

struct PageStyle {
  ComputedStyle page;
  /// Only of the boxes that have content.
  std::array<std::unique_ptr<const ComputedStyle>, css::kMarginBoxCount> margin_boxes;
  ComputedStyle footnote_area;  // @footnote
};

class PageStyles {
 public:
  /// `root` is the style of the root element, from which pages inherit. Both must outlive the object.
  PageStyles(const RuleSet& rules, const ComputedStyle& root, diagnostics::DiagnosticSink& sink,
             FontMeasures* measures = nullptr)
      : rules_(rules), root_(root), sink_(sink), measures_(measures) {}

  /// Computed once for all pages to which the same rules apply.
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
