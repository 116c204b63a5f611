#include "style/growing_styles.h"

#include <algorithm>

namespace gongwen::style {
namespace {

using css::Combinator;
using css::CompoundSelector;
using css::Selector;
using css::SimpleSelector;
using Kind = SimpleSelector::Kind;

bool speaks_of_cells(const CompoundSelector& compound) {
  return std::any_of(compound.simple.begin(), compound.simple.end(), [](const SimpleSelector& simple) {
    return simple.kind == Kind::Type && (simple.name == "td" || simple.name == "th");
  });
}

bool looks_at_others(const Selector& selector);

bool looks_at_others(const SimpleSelector& simple, bool of_cells) {
  switch (simple.kind) {
    case Kind::NthLastChild:
    case Kind::NthLastOfType:
    case Kind::OnlyChild:
    case Kind::OnlyOfType:
      if (!of_cells) return true;
      break;
    case Kind::NthChild:
      if (simple.arguments != nullptr && !of_cells) return true;
      break;
    case Kind::Has: return true;
    default: break;
  }
  return simple.arguments != nullptr && std::any_of(simple.arguments->begin(), simple.arguments->end(),
                                                    [](const Selector& inner) { return looks_at_others(inner); });
}

bool looks_at_others(const Selector& selector) {
  for (std::size_t i = 0; i < selector.compounds.size(); ++i) {
    const CompoundSelector& compound = selector.compounds[i];
    const bool of_cells = speaks_of_cells(compound);
    const bool among_siblings = i + 1 < selector.compounds.size() && (compound.combinator == Combinator::NextSibling ||
                                                                      compound.combinator == Combinator::SubsequentSibling);
    if (among_siblings && !of_cells && !speaks_of_cells(selector.compounds[i + 1])) return true;
    for (const SimpleSelector& simple : compound.simple) {
      if (looks_at_others(simple, of_cells)) return true;
    }
  }
  return false;
}

}  // namespace

bool looks_at_other_rows(const RuleSet& rules) {
  if (rules.has_rules_for(css::PseudoElement::FirstLetter)) return true;
  for (const auto& sheet : rules.sheets()) {
    for (const css::StyleRule& rule : sheet->rules) {
      if (std::any_of(rule.selectors.begin(), rule.selectors.end(),
                      [](const Selector& selector) { return looks_at_others(selector); })) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace gongwen::style
