#include "style/applied_rules.h"

#include "style/detail/cascade.h"
#include "style/detail/element_positions.h"
#include "style/detail/presentational_hints.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

// Repeats the cascade for one element and keeps the rules with it: a declaration counts if no later or stronger one
// sets the same properties. Works from the element outwards for inherited properties.
namespace gongwen::style {
namespace {

using css::PseudoElement;
using diagnostics::Span;
using dom::NodeId;

constexpr std::array kPseudoElements = {PseudoElement::Before, PseudoElement::After, PseudoElement::Marker,
                                        PseudoElement::FirstLine, PseudoElement::FirstLetter};

/// A rule whose declarations concern the element.
struct Candidate {
  const css::DeclarationBlock* block = nullptr;
  Span selectors;
  bool is_attribute = false;
};

/// The rules for an element or one of its pseudo-elements.
struct Weighed {
  std::vector<Candidate> authors;  // weakest first
  CascadeWinners winners;
};

/// Properties that are decided already, by declarations of the element or of one inside.
struct Decided {
  std::bitset<css::kPropertyCount> properties;
  std::set<std::string_view> custom;
};

class RuleFinder {
 public:
  RuleFinder(const dom::Tree& tree, const RuleSet& rules, const diagnostics::OriginTable& origins)
      : tree_(tree),
        rules_(rules),
        origins_(origins),
        facts_(rules),
        positions_(tree),
        matcher_(tree, positions_),
        hints_(tree) {
    for (const auto& sheet : rules.sheets()) {
      for (const css::StyleRule& rule : sheet->rules) selectors_.emplace(&rule.block, rule.span);
    }
  }

  std::vector<AppliedRule> find(NodeId element) {
    std::vector<NodeId> path;
    for (NodeId node = element; node && tree_.node(node).kind == dom::NodeKind::Element; node = tree_.node(node).parent)
      path.push_back(node);
    // From the outside inwards, since directions are inherited and decide which sides logical properties name.
    std::vector<Weighed> weighed(path.size());
    ComputedStyle style = initial_style();
    ComputedStyle root = style;
    for (std::size_t i = path.size(); i-- > 0;) {
      const bool is_root = i + 1 == path.size();
      style = weigh(path[i], PseudoElement::None, style, is_root ? nullptr : &root, weighed[i]);
      if (is_root) root = style;
    }
    Decided decided;
    for (std::size_t i = 0; i < path.size(); ++i) {
      add(path[i], PseudoElement::None, i > 0, weighed[i], decided);
      if (i == 0) add_pseudo_elements(element, style, root);
    }
    return std::move(found_);
  }

 private:
  /// Computes the style of the element and returns it.
  ComputedStyle weigh(NodeId element, PseudoElement pseudo, const ComputedStyle& parent, const ComputedStyle* root,
                      Weighed& weighed) {
    std::vector<const IndexedRule*> matching;
    rules_.collect(matcher_, tree_, element, pseudo, matching);
    std::vector<CascadeEntry> entries;
    const bool is_element = pseudo == PseudoElement::None;
    if (is_element && tree_.is_element(element, dom::ElementName::Th) &&
        parent.text_align == initial_style().text_align) {
      entries.push_back({&header_cell_alignment(), CascadeOrigin::UserAgent});
    }
    for (const IndexedRule* const rule : matching) {
      entries.push_back({rule->block, rule->origin, rules_.layer_rank(rule->layer)});
      if (rule->origin != CascadeOrigin::Author) continue;
      const auto written = selectors_.find(rule->block);
      weighed.authors.push_back({rule->block, written == selectors_.end() ? Span{} : written->second});
    }
    const std::string hints = is_element ? hints_.of(element) : std::string();
    if (!hints.empty()) add_hints(parse(hints, {}), entries);
    const dom::Attribute* const style = tree_.find_attribute(element, dom::AttributeName::Style);
    if (style != nullptr && is_element) {
      const Span place = origins_.at(style->origin).template_place;
      const css::DeclarationBlock& block = parse(style->value, place);
      entries.push_back({&block, CascadeOrigin::Author, kUnlayeredRank, true});
      weighed.authors.push_back({&block, place, true});
    }
    diagnostics::DiagnosticSink said_already;
    return cascade({entries, parent, root, nullptr, nullptr, &facts_, &weighed.winners}, said_already);
  }

  const css::DeclarationBlock& parse(std::string_view attribute, const Span& place) {
    diagnostics::DiagnosticSink said_already;
    return blocks_.emplace_back(css::parse_style_attribute(texts_.store(attribute), place, texts_, said_already));
  }

  void add_pseudo_elements(NodeId element, const ComputedStyle& style, const ComputedStyle& root) {
    for (const PseudoElement pseudo : kPseudoElements) {
      if (!rules_.has_rules_for(pseudo)) continue;
      Weighed weighed;
      weigh(element, pseudo, style, &root, weighed);
      Decided own;
      add(element, pseudo, false, weighed, own);
    }
  }

  void add(NodeId element, PseudoElement pseudo, bool is_outside, const Weighed& weighed, Decided& decided) {
    const std::set<const void*> counting = decide(weighed.winners, is_outside, decided);
    for (auto candidate = weighed.authors.rbegin(); candidate != weighed.authors.rend(); ++candidate) {
      AppliedRule rule{candidate->selectors, candidate->is_attribute, element, pseudo, {}};
      describe(*candidate->block, is_outside, counting, rule.declarations);
      if (!rule.declarations.empty()) found_.push_back(std::move(rule));
    }
  }

  /// Finds the declarations that count; of outer elements, only those for properties that nothing inside sets.
  static std::set<const void*> decide(const CascadeWinners& winners, bool is_outside, Decided& decided) {
    std::set<const void*> counting;
    for (std::size_t i = 0; i < css::kPropertyCount; ++i) {
      const css::Declaration* const winner = winners.properties[i];
      if (winner == nullptr || decided.properties.test(i)) continue;
      if (is_outside && !css::is_inherited(static_cast<css::PropertyId>(i))) continue;
      decided.properties.set(i);
      counting.insert(winner);
    }
    for (const auto& [name, winner] : winners.custom) {
      if (decided.custom.insert(name).second) counting.insert(winner);
    }
    return counting;
  }

  /// Joins the longhands of a shorthand into one declaration, which counts while any part of it does.
  static void describe(const css::DeclarationBlock& block, bool is_outside, const std::set<const void*>& counting,
                       std::vector<AppliedDeclaration>& out) {
    const auto add = [&](const Span& span, bool counts) {
      const auto known =
          std::find_if(out.begin(), out.end(), [&](const AppliedDeclaration& one) { return one.span == span; });
      if (known == out.end()) {
        out.push_back({span, !counts});
      } else if (counts) {
        known->is_overridden = false;
      }
    };
    for (const css::Declaration& one : block.declarations) {
      if (!is_outside || css::is_inherited(one.property)) add(one.span, counting.contains(&one));
    }
    for (const css::CustomDeclaration& one : block.custom) add(one.span, counting.contains(&one));
    std::stable_sort(out.begin(), out.end(), [](const AppliedDeclaration& a, const AppliedDeclaration& b) {
      return a.span.begin < b.span.begin;
    });
  }

  const dom::Tree& tree_;
  const RuleSet& rules_;
  const diagnostics::OriginTable& origins_;
  SheetFacts facts_;
  ElementPositions positions_;
  Matcher matcher_;
  PresentationalHints hints_;
  std::unordered_map<const css::DeclarationBlock*, Span> selectors_;
  std::deque<css::DeclarationBlock> blocks_;  // of attributes
  base::StringArena texts_;
  std::vector<AppliedRule> found_;
};

}  // namespace

std::vector<AppliedRule> applied_rules(const dom::Tree& tree, const RuleSet& rules, NodeId element,
                                       const diagnostics::OriginTable& origins) {
  return RuleFinder(tree, rules, origins).find(element);
}

}  // namespace gongwen::style
