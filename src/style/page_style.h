// The styles of pages and of the boxes in their margins (css-page-3).
#pragma once

#include "style/detail/cascade.h"

#include <array>
#include <map>
#include <memory>
#include <string>

namespace gongwen::style {

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
