#include "style/detail/matcher.h"

#include "base/ascii.h"
#include "style/detail/directions.h"

#include <utility>

namespace gongwen::style {
namespace {

using css::AttributeMatch;
using css::Combinator;
using css::CompoundSelector;
using css::Selector;
using css::SimpleSelector;
using dom::AttributeName;
using dom::NodeId;
using dom::NodeKind;
using SelectorKind = SimpleSelector::Kind;

/// Backtracking over descendants and siblings is exponential for hostile selectors; past this a selector does not
/// match.
constexpr std::size_t kMaxSteps = 20'000;

std::string folded(std::string_view text, bool ignore_case) {
  return ignore_case ? base::ascii_lowercase(text) : std::string(text);
}

}  // namespace

bool contains_word(std::string_view list, std::string_view word) {
  for (std::size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || base::is_ascii_space(list[at - 1]);
    const bool ends = end == list.size() || base::is_ascii_space(list[end]);
    if (begins && ends && !word.empty()) return true;
  }
  return false;
}

NodeId Matcher::parent_element(NodeId element) const {
  const NodeId parent = tree_.node(element).parent;
  return parent && tree_.node(parent).kind == NodeKind::Element ? parent : NodeId();
}

NodeId Matcher::previous_element(NodeId element) const {
  NodeId sibling = tree_.node(element).previous_sibling;
  while (sibling && tree_.node(sibling).kind != NodeKind::Element) sibling = tree_.node(sibling).previous_sibling;
  return sibling;
}

void Matcher::restart() {
  counted_.clear();
  directions_.clear();
}

bool Matcher::matches(const Selector& selector, NodeId element) {
  steps_ = 0;
  return matches_from(selector, 0, element);
}

bool Matcher::matches_from(const Selector& selector, std::size_t index, NodeId element) {
  if (++steps_ > kMaxSteps) return false;
  const CompoundSelector& compound = selector.compounds[index];
  if (!matches_compound(compound, element)) return false;
  if (index + 1 == selector.compounds.size()) return true;
  switch (compound.combinator) {
    case Combinator::Child: {
      const NodeId parent = parent_element(element);
      return parent && matches_from(selector, index + 1, parent);
    }
    case Combinator::Descendant:
      for (NodeId up = parent_element(element); up; up = parent_element(up)) {
        if (matches_from(selector, index + 1, up)) return true;
      }
      return false;
    case Combinator::NextSibling: {
      const NodeId previous = previous_element(element);
      return previous && matches_from(selector, index + 1, previous);
    }
    case Combinator::SubsequentSibling:
      for (NodeId before = previous_element(element); before; before = previous_element(before)) {
        if (matches_from(selector, index + 1, before)) return true;
      }
      return false;
  }
  return false;
}

bool Matcher::matches_compound(const CompoundSelector& compound, NodeId element) {
  for (const SimpleSelector& simple : compound.simple) {
    if (!matches_simple(simple, element)) return false;
  }
  return true;
}

bool Matcher::matches_any(const css::SelectorList& selectors, NodeId element) {
  for (const Selector& selector : selectors) {
    if (matches_from(selector, 0, element)) return true;
  }
  return false;
}

bool Matcher::matches_simple(const SimpleSelector& simple, NodeId element) {
  const dom::Node& node = tree_.node(element);
  switch (simple.kind) {
    case SelectorKind::Universal: return true;
    case SelectorKind::Type: return tree_.written_tag(element) == simple.name;
    case SelectorKind::Class: return contains_word(tree_.attribute_value(element, AttributeName::Class), simple.name);
    case SelectorKind::Id: return tree_.attribute_value(element, AttributeName::Id) == simple.name;
    case SelectorKind::Attribute: return matches_attribute(simple, element);
    case SelectorKind::Root: return !parent_element(element);
    case SelectorKind::Empty: return is_empty(element);
    case SelectorKind::NthChild:
    case SelectorKind::NthLastChild: {
      const std::int32_t position = position_among(simple, element);
      return position > 0 && simple.nth.matches(position);
    }
    case SelectorKind::NthOfType: return simple.nth.matches(positions_.of(element).type_from_start);
    case SelectorKind::NthLastOfType: return simple.nth.matches(positions_.of(element).type_from_end);
    case SelectorKind::OnlyChild: return positions_.of(element).from_start == 1 && positions_.of(element).from_end == 1;
    case SelectorKind::OnlyOfType:
      return positions_.of(element).type_from_start == 1 && positions_.of(element).type_from_end == 1;
    case SelectorKind::Not: return !matches_any(*simple.arguments, element);
    case SelectorKind::Is: return matches_any(*simple.arguments, element);
    case SelectorKind::Has: return matches_has(*simple.arguments, element);
    case SelectorKind::Scope: return element == scope_;
    case SelectorKind::Lang: return matches_language(simple.name, element);
    case SelectorKind::Dir: return simple.name == (directionality(element) == Direction::Rtl ? "rtl" : "ltr");
    case SelectorKind::Link:
      return node.name == dom::ElementName::A && tree_.find_attribute(element, AttributeName::Href);
    case SelectorKind::Never: return false;
  }
  return false;
}

/// HTML section 3.2.6.4: its own, or that of the nearest element around that says something. Each is worked out once,
/// since `auto` reads the whole text of an element.
Direction Matcher::directionality(NodeId element) {
  directions_.resize(tree_.size());
  std::optional<Direction> found;
  NodeId known = element;
  for (; known; known = parent_element(known)) {
    std::optional<Direction>& own = directions_[known.index()];
    if (!own) own = own_direction(tree_, known);
    found = own;
    if (found) break;
  }
  if (!found) found = Direction::Ltr;
  for (NodeId at = element; at != known; at = parent_element(at)) directions_[at.index()] = found;
  return *found;
}

/// Descendants of the element, and its following siblings with theirs where the selector starts with `+` or `~`.
bool Matcher::matches_has(const css::SelectorList& selectors, NodeId element) {
  const NodeId outer = std::exchange(scope_, element);
  bool found = false;
  for (const Selector& selector : selectors) {
    const Combinator first = selector.compounds[selector.compounds.size() - 2].combinator;
    const bool beside = first == Combinator::NextSibling || first == Combinator::SubsequentSibling;
    NodeId top = beside ? tree_.node(element).next_sibling : element;
    for (; top && !found; top = beside ? tree_.node(top).next_sibling : NodeId()) {
      for (NodeId at = beside ? top : tree_.next_in_order(top, top); at && !found; at = tree_.next_in_order(at, top)) {
        if (tree_.node(at).kind == NodeKind::Element) found = matches_from(selector, 0, at);
      }
    }
  }
  scope_ = outer;
  return found;
}

std::int32_t Matcher::position_among(const SimpleSelector& simple, NodeId element) {
  const bool from_end = simple.kind == SelectorKind::NthLastChild;
  if (simple.arguments == nullptr) {
    return from_end ? positions_.of(element).from_end : positions_.of(element).from_start;
  }
  constexpr std::int32_t kUnknown = -1;
  std::vector<std::int32_t>& places = counted_[&simple];
  if (places.empty()) places.assign(tree_.size(), kUnknown);
  if (places[element.index()] == kUnknown) {
    const NodeId parent = tree_.node(element).parent;
    std::int32_t count = 0;
    NodeId sibling = from_end ? tree_.node(parent).last_child : tree_.node(parent).first_child;
    for (; sibling; sibling = from_end ? tree_.node(sibling).previous_sibling : tree_.node(sibling).next_sibling) {
      if (tree_.node(sibling).kind != NodeKind::Element) continue;
      const bool counts = matches_any(*simple.arguments, sibling);
      places[sibling.index()] = counts ? ++count : 0;
    }
  }
  return places[element.index()];
}

bool Matcher::matches_attribute(const SimpleSelector& simple, NodeId element) const {
  // What HTML does not know is kept by its name, as data-* is.
  const AttributeName name = dom::find_attribute_name(simple.name).value_or(AttributeName::Custom);
  const dom::Attribute* const attribute = name == AttributeName::Custom
                                              ? tree_.find_custom_attribute(element, simple.name)
                                              : tree_.find_attribute(element, name);
  if (attribute == nullptr) return false;
  if (simple.match == AttributeMatch::Present) return true;
  const std::string value = folded(attribute->value, simple.ignore_case);
  const std::string wanted = folded(simple.value, simple.ignore_case);
  switch (simple.match) {
    case AttributeMatch::Present: return true;
    case AttributeMatch::Equals: return value == wanted;
    case AttributeMatch::Includes: return contains_word(value, wanted);
    case AttributeMatch::DashMatch: return value == wanted || value.starts_with(wanted + "-");
    case AttributeMatch::Prefix: return !wanted.empty() && value.starts_with(wanted);
    case AttributeMatch::Suffix: return !wanted.empty() && value.ends_with(wanted);
    case AttributeMatch::Substring: return !wanted.empty() && value.find(wanted) != std::string::npos;
  }
  return false;
}

/// `zh` matches zh and zh-CN (RFC 4647 section 3.3.1).
bool Matcher::matches_language(std::string_view range, NodeId element) const {
  for (NodeId at = element; at; at = parent_element(at)) {
    const dom::Attribute* const lang = tree_.find_attribute(at, AttributeName::Lang);
    if (lang == nullptr) continue;
    const std::string language = base::ascii_lowercase(lang->value);
    return language == range || language.starts_with(std::string(range) + "-");
  }
  return false;
}

bool Matcher::is_empty(NodeId element) const {
  for (NodeId child = tree_.node(element).first_child; child; child = tree_.node(child).next_sibling) {
    if (tree_.node(child).kind == NodeKind::Element || !tree_.node(child).text.empty()) return false;
  }
  return true;
}

}  // namespace gongwen::style
