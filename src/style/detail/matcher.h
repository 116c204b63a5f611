// Matching selectors with elements (selectors-4 section 3).
#pragma once

#include "css/selector.h"
#include "dom/tree.h"
#include "style/detail/element_positions.h"
#include "style/enums.h"

#include <optional>
#include <unordered_map>
#include <vector>

namespace gongwen::style {

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

}  // namespace gongwen::style
