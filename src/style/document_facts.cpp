#include "style/detail/cascade.h"
#include "style/page_style.h"

#include <algorithm>

namespace gongwen::style {

/// Of several rules for one name the last counts, and a stronger layer before that (css-properties-values-api-1 §3).
SheetFacts::SheetFacts(const RuleSet& rules) : rules_(rules) {
  std::vector<std::pair<LayerRank, const css::PropertyRule*>> ranked;
  for (std::size_t i = 0; i < rules.sheets().size(); ++i) {
    for (const css::PropertyRule& rule : rules.sheets()[i]->properties) {
      ranked.emplace_back(rules.layer_rank(i, rule.layer), &rule);
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [rank, rule] : ranked) by_name_[rule->name] = rule;
  for (const auto& [rank, rule] : ranked) {
    if (by_name_.at(rule->name) == rule) registered_.push_back(rule);
  }
}

const css::PropertyRule* SheetFacts::registered(std::string_view name) const {
  if (registered_.empty()) return nullptr;
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

PageSize SheetFacts::page_area() const {
  if (page_area_) return *page_area_;
  diagnostics::DiagnosticSink unheard;  // errors are reported when the pages are laid out
  PageStyles pages(rules_, initial_style(), unheard);
  const ComputedStyle& page = pages.resolve({}).page;
  const auto edges = [](const Margin& margin, LayoutUnit border, const LengthPercentage& padding, LayoutUnit base) {
    return (margin.is_auto ? LayoutUnit() : margin.value.resolve(base)) + border + padding.resolve(base);
  };
  PageSize area = page.page_size;
  const LayoutUnit width = area.width;
  const LayoutUnit height = area.height;
  area.width -= edges(page.margin_left, page.border_left_width, page.padding_left, width) +
                edges(page.margin_right, page.border_right_width, page.padding_right, width);
  area.height -= edges(page.margin_top, page.border_top_width, page.padding_top, height) +
                 edges(page.margin_bottom, page.border_bottom_width, page.padding_bottom, height);
  area.width = std::max(area.width, LayoutUnit());
  area.height = std::max(area.height, LayoutUnit());
  page_area_ = area;
  return area;
}

}  // namespace gongwen::style
