#include "style/growing_styles.h"

#include <algorithm>

namespace gongwen::style {
namespace {

using css::Combinator;
using css::CompoundSelector;
using css::Selector;
using css::SimpleSelector;
using SelectorKind = SimpleSelector::Kind;

bool speaks_of_cells(const CompoundSelector& compound) {
  return std::any_of(compound.simple.begin(), compound.simple.end(), [](const SimpleSelector& simple) {
    return simple.kind == SelectorKind::Type && (simple.name == "td" || simple.name == "th");
  });
}

bool looks_at_others(const Selector& selector);

bool looks_at_others(const SimpleSelector& simple, bool of_cells) {
  switch (simple.kind) {
    case SelectorKind::NthLastChild:
    case SelectorKind::NthLastOfType:
    case SelectorKind::OnlyChild:
    case SelectorKind::OnlyOfType:
      if (!of_cells) return true;
      break;
    case SelectorKind::NthChild:
      if (simple.arguments != nullptr && !of_cells) return true;
      break;
    case SelectorKind::Has: return true;
    case SelectorKind::Universal:
    case SelectorKind::Type:
    case SelectorKind::Class:
    case SelectorKind::Id:
    case SelectorKind::Attribute:
    case SelectorKind::Root:
    case SelectorKind::Empty:
    case SelectorKind::NthOfType:
    case SelectorKind::Not:
    case SelectorKind::Is:
    case SelectorKind::Scope:
    case SelectorKind::Lang:
    case SelectorKind::Dir:
    case SelectorKind::Link:
    case SelectorKind::Never: break;
  }
  return simple.arguments != nullptr && std::any_of(simple.arguments->begin(), simple.arguments->end(),
                                                    [](const Selector& inner) { return looks_at_others(inner); });
}

bool looks_at_others(const Selector& selector) {
  for (std::size_t i = 0; i < selector.compounds.size(); ++i) {
    const CompoundSelector& compound = selector.compounds[i];
    const bool of_cells = speaks_of_cells(compound);
    const bool among_siblings =
        i + 1 < selector.compounds.size() &&
        (compound.combinator == Combinator::NextSibling || compound.combinator == Combinator::SubsequentSibling);
    if (among_siblings && !of_cells && !speaks_of_cells(selector.compounds[i + 1])) return true;
    for (const SimpleSelector& simple : compound.simple) {
      if (looks_at_others(simple, of_cells)) return true;
    }
  }
  return false;
}

bool looks_around(const Selector& selector) {
  const auto is_around = [](const SimpleSelector& simple) {
    switch (simple.kind) {
      case SelectorKind::Empty:
      case SelectorKind::NthChild:
      case SelectorKind::NthLastChild:
      case SelectorKind::NthOfType:
      case SelectorKind::NthLastOfType:
      case SelectorKind::OnlyChild:
      case SelectorKind::OnlyOfType:
      case SelectorKind::Has: return true;
      case SelectorKind::Universal:
      case SelectorKind::Type:
      case SelectorKind::Class:
      case SelectorKind::Id:
      case SelectorKind::Attribute:
      case SelectorKind::Root:
      case SelectorKind::Not:
      case SelectorKind::Is:
      case SelectorKind::Scope:
      case SelectorKind::Lang:
      case SelectorKind::Dir:
      case SelectorKind::Link:
      case SelectorKind::Never: break;
    }
    return simple.arguments != nullptr && std::any_of(simple.arguments->begin(), simple.arguments->end(), looks_around);
  };
  return std::any_of(selector.compounds.begin(), selector.compounds.end(), [&](const CompoundSelector& compound) {
    return compound.combinator == Combinator::NextSibling || compound.combinator == Combinator::SubsequentSibling ||
           std::any_of(compound.simple.begin(), compound.simple.end(), is_around);
  });
}

template <typename Asks>
bool any_selector(const RuleSet& rules, const Asks& asks) {
  return std::any_of(rules.sheets().begin(), rules.sheets().end(), [&](const auto& sheet) {
    return std::any_of(sheet->rules.begin(), sheet->rules.end(), [&](const css::StyleRule& rule) {
      return std::any_of(rule.selectors.begin(), rule.selectors.end(), asks);
    });
  });
}

}  // namespace

bool looks_at_neighbours(const RuleSet& rules) {
  return any_selector(rules, [](const Selector& selector) { return looks_around(selector); });
}

bool looks_at_other_rows(const RuleSet& rules) {
  return rules.has_rules_for(css::PseudoElement::FirstLetter) ||
         any_selector(rules, [](const Selector& selector) { return looks_at_others(selector); });
}

}  // namespace gongwen::style
