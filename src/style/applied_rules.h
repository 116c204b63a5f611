// Finds the authors' rules that apply to an element, and which of their declarations take effect, to explain why it
// looks as it does.
//   for (const AppliedRule& rule : applied_rules(tree, rules, element)) …
#pragma once

#include "diagnostics/origin.h"
#include "dom/tree.h"
#include "style/css/stylesheet.h"
#include "style/rule_set.h"

#include <vector>

namespace gongwen::style {

struct AppliedDeclaration {
  diagnostics::Span span;      // the whole declaration, as written
  bool is_overridden = false;  // stronger declarations replace everything that it sets
};

struct AppliedRule {
  diagnostics::Span selectors;  // as written; for a style attribute, the attribute
  bool is_attribute = false;
  dom::NodeId element;  // to which the rule applies: the element in question, or one that it inherits from
  css::PseudoElement pseudo_element = css::PseudoElement::None;
  std::vector<AppliedDeclaration> declarations;  // as written; for ancestors only inherited properties
};

/// The rules by strength: first those of the element itself, then those of its pseudo-elements, then those of its
/// ancestors from the inside to the outside. Rules without relevant declarations are omitted, and so is the built-in
/// style sheet, although it is applied. `origins` are those of the tree.
std::vector<AppliedRule> applied_rules(const dom::Tree& tree, const RuleSet& rules, dom::NodeId element,
                                       const diagnostics::OriginTable& origins);

}  // namespace gongwen::style
