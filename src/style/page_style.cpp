#include "style/page_style.h"

#include <algorithm>

// The style of a page and of its margin boxes (css-page-3): rules of @page are selected by name, side and position, and
// cascaded by their specificity.
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

// A streamed workbook drops rows once they are written. Selectors that look at other rows would match wrongly, so rules
// with them are recognised here.
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
    default: break;
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
      default: break;
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

namespace {

bool matches(const css::PageSelector& selector, const PageContext& context) {
  if (!selector.name.empty() && selector.name != context.name) return false;
  if (selector.first && context.number != 1) return false;
  if (selector.blank && !context.blank) return false;
  if (selector.left && context.side != PageSide::Left) return false;
  if (selector.right && context.side != PageSide::Right) return false;
  if (!selector.nth) return true;
  if (selector.nth_name.empty()) return selector.nth->matches(context.number);
  return selector.nth_name == context.name && selector.nth->matches(context.group_number);
}

/// The alignment that each margin box has by default (css-page-3 section 4.2, table of default values).
void set_margin_box_defaults(css::MarginBox box, ComputedStyle& style) {
  using css::MarginBox;
  const auto set = [&](TextAlign align, VerticalAlign::Kind vertical) {
    style.text_align = {align};
    style.vertical_align.kind = vertical;
  };
  using Vertical = VerticalAlign::Kind;
  switch (box) {
    case MarginBox::TopLeftCorner:
    case MarginBox::BottomLeftCorner: set(TextAlign::Right, Vertical::Middle); break;
    case MarginBox::TopRightCorner:
    case MarginBox::BottomRightCorner:
    case MarginBox::TopLeft:
    case MarginBox::BottomLeft: set(TextAlign::Left, Vertical::Middle); break;
    case MarginBox::TopCenter:
    case MarginBox::BottomCenter:
    case MarginBox::LeftMiddle:
    case MarginBox::RightMiddle: set(TextAlign::Center, Vertical::Middle); break;
    case MarginBox::TopRight:
    case MarginBox::BottomRight: set(TextAlign::Right, Vertical::Middle); break;
    case MarginBox::LeftTop:
    case MarginBox::RightTop: set(TextAlign::Center, Vertical::Top); break;
    case MarginBox::LeftBottom:
    case MarginBox::RightBottom: set(TextAlign::Center, Vertical::Bottom); break;
  }
}

}  // namespace

std::vector<PageStyles::MatchedRule> PageStyles::matching_rules(const PageContext& context) const {
  std::vector<MatchedRule> matched;
  for (std::size_t i = 0; i < rules_.sheets().size(); ++i) {
    const CascadeOrigin origin = i == 0 ? CascadeOrigin::UserAgent : CascadeOrigin::Author;
    for (const css::PageRule& rule : rules_.sheets()[i]->pages) {
      std::optional<css::Specificity> strongest;
      if (rule.selectors.empty()) strongest.emplace();
      for (const css::PageSelector& selector : rule.selectors) {
        if (!matches(selector, context)) continue;
        strongest = std::max(strongest.value_or(css::Specificity{}), selector.specificity());
      }
      if (strongest) matched.push_back({&rule, *strongest, origin, rules_.layer_rank(i, rule.layer)});
    }
  }
  std::stable_sort(matched.begin(), matched.end(), [](const MatchedRule& a, const MatchedRule& b) {
    if (a.origin != b.origin) return a.origin < b.origin;
    return a.layer != b.layer ? a.layer < b.layer : a.specificity < b.specificity;
  });
  return matched;
}

const PageStyle& PageStyles::resolve(const PageContext& context) {
  const std::vector<MatchedRule> matched = matching_rules(context);
  Key key;
  for (const MatchedRule& rule : matched) key.push_back(rule.rule);
  const auto found = styles_.find(key);
  if (found != styles_.end()) return found->second;
  return styles_.emplace(std::move(key), compute(matched)).first->second;
}

PageStyle PageStyles::compute(const std::vector<MatchedRule>& rules) {
  PageStyle style;
  std::vector<CascadeEntry> entries;
  entries.reserve(rules.size());
  for (const MatchedRule& matched : rules) entries.push_back({&matched.rule->block, matched.origin, matched.layer});
  style.page = cascade({entries, root_, &root_, nullptr, measures_}, sink_);
  // In margin boxes lines run from left to right, regardless of the page's writing mode; `mso-rotate` turns them.
  style.page.writing_mode = WritingMode::HorizontalTb;
  std::vector<CascadeEntry> area_entries;
  for (const MatchedRule& matched : rules) {
    for (const css::DeclarationBlock& block : matched.rule->footnote_areas) {
      area_entries.push_back({&block, matched.origin, matched.layer});
    }
  }
  style.footnote_area = cascade({area_entries, style.page, &root_, nullptr, measures_}, sink_);
  style.footnote_area.display = Display::Block;
  for (std::size_t i = 0; i < css::kMarginBoxCount; ++i) {
    const auto box = static_cast<css::MarginBox>(i);
    std::vector<CascadeEntry> box_entries;
    for (const MatchedRule& matched : rules) {
      for (const css::MarginBoxRule& rule : matched.rule->margin_boxes) {
        if (rule.box == box) box_entries.push_back({&rule.block, matched.origin, matched.layer});
      }
    }
    if (box_entries.empty()) continue;
    ComputedStyle parent = style.page;
    set_margin_box_defaults(box, parent);
    ComputedStyle box_style = cascade({box_entries, parent, &root_, nullptr, measures_}, sink_);
    box_style.writing_mode = WritingMode::HorizontalTb;
    // vertical-align is not inherited, yet each margin box has its own default.
    const auto sets_vertical_align = [](const CascadeEntry& entry) {
      return std::any_of(entry.block->declarations.begin(), entry.block->declarations.end(),
                         [](const css::Declaration& d) { return d.property == css::PropertyId::VerticalAlign; });
    };
    if (std::none_of(box_entries.begin(), box_entries.end(), sets_vertical_align)) {
      box_style.vertical_align = parent.vertical_align;
    }
    if (box_style.content.kind != Content::Kind::List) continue;
    style.margin_boxes[i] = std::make_unique<const ComputedStyle>(std::move(box_style));
  }
  return style;
}

}  // namespace gongwen::style
