// SheetFacts: what the style sheets of a document say for all of its boxes: registered properties, the area of pages.
#pragma once

#include "style/detail/cascade.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace gongwen::style {

class SheetFacts final : public DocumentFacts {
 public:
  /// `rules` outlives it.
  explicit SheetFacts(const RuleSet& rules);

  const css::PropertyRule* registered(std::string_view name) const override;
  const std::vector<const css::PropertyRule*>& registered() const override { return registered_; }
  PageSize page_area() const override;

 private:
  const RuleSet& rules_;
  std::vector<const css::PropertyRule*> registered_;  // one for each name
  std::unordered_map<std::string_view, const css::PropertyRule*> by_name_;
  mutable std::optional<PageSize> page_area_;  // worked out when it is first asked for
};

}  // namespace gongwen::style
