// Which rules of the authors concern an element, and which of their declarations count: for people who look for the
// reason of what they see.
//   for (const AppliedRule& rule : applied_rules(tree, rules, element)) …
#pragma once

#include "diagnostics/origin.h"
#include "dom/tree.h"
#include "style/css/stylesheet.h"
#include "style/rule_set.h"

#include <vector>

namespace gongwen::style {

struct AppliedDeclaration {
  diagnostics::Span span;      // the whole declaration, as it is written
  bool is_overridden = false;  // a stronger one says something else of all that it is about
};

struct AppliedRule {
  diagnostics::Span selectors;  // as they are written; of a style attribute: the attribute
  bool is_attribute = false;
  dom::NodeId element;  // that the rule is about: the one that was asked about, or one that it inherits from
  css::PseudoElement pseudo_element = css::PseudoElement::None;
  std::vector<AppliedDeclaration> declarations;  // as they are written; of those further out only what is inherited
};

/// The strongest rule first; after those of the element itself those of its pseudo-elements, then those of what it
/// inherits from, from the inside to the outside. Rules without declarations that matter are left out, and so is the
/// built-in style sheet, which is still applied. `origins` are those of the tree.
std::vector<AppliedRule> applied_rules(const dom::Tree& tree, const RuleSet& rules, dom::NodeId element,
                                       const diagnostics::OriginTable& origins);

}  // namespace gongwen::style
