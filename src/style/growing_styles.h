// GrowingStyles: the computed styles of a tree that is still being built, and whose rows are taken away again once they
// have been used. Styles keep their numbers, so that equal rows share them over the whole list.
#pragma once

#include "style/style_tree.h"

#include <cstdint>
#include <memory>

namespace gongwen::style {

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

}  // namespace gongwen::style
