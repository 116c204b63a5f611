#include "style/applied_rules.h"

#include "style/detail/element_positions.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

namespace gongwen::style {
namespace {

using css::PseudoElement;
using diagnostics::Span;
using dom::NodeId;

constexpr std::array kPseudoElements = {PseudoElement::Before, PseudoElement::After, PseudoElement::Marker,
                                        PseudoElement::FirstLine, PseudoElement::FirstLetter};

/// A block of declarations that concerns the element.
struct Candidate {
  const css::DeclarationBlock* block = nullptr;
  Span selectors;
  CascadeOrigin origin = CascadeOrigin::Author;
  LayerRank layer = kUnlayeredRank;
  bool is_attribute = false;
};

/// Whether `a` is stronger, of important declarations: the other way round by origin and layer.
bool is_stronger_important(const Candidate& a, const Candidate& b) {
  if (a.origin != b.origin) return a.origin < b.origin;
  if (a.is_attribute != b.is_attribute) return a.is_attribute;
  return a.layer < b.layer;
}

/// What has been decided already, by stronger declarations of the element or of one within.
struct Decided {
  std::bitset<css::kPropertyCount> properties;
  std::set<std::string, std::less<>> custom;
};

class RuleFinder {
 public:
  RuleFinder(const dom::Tree& tree, const RuleSet& rules, const diagnostics::OriginTable& origins)
      : tree_(tree), rules_(rules), origins_(origins), positions_(tree), matcher_(tree, positions_) {
    for (const auto& sheet : rules.sheets()) {
      for (const css::StyleRule& rule : sheet->rules) selectors_.emplace(&rule.block, rule.span);
    }
  }

  std::vector<AppliedRule> find(NodeId element) {
    Decided decided;
    add(element, PseudoElement::None, false, decided);
    for (const PseudoElement pseudo : kPseudoElements) {
      Decided own;
      if (rules_.has_rules_for(pseudo)) add(element, pseudo, false, own);
    }
    for (NodeId outer = tree_.node(element).parent; outer && tree_.node(outer).kind == dom::NodeKind::Element;
         outer = tree_.node(outer).parent) {
      add(outer, PseudoElement::None, true, decided);
    }
    return std::move(found_);
  }

 private:
  /// Weakest first.
  std::vector<Candidate> candidates(NodeId element, PseudoElement pseudo) {
    std::vector<const IndexedRule*> matching;
    rules_.collect(matcher_, tree_, element, pseudo, matching);
    std::vector<Candidate> candidates;
    for (const IndexedRule* const rule : matching) {
      const auto written = selectors_.find(rule->block);
      const Span selectors = written == selectors_.end() ? Span{} : written->second;
      candidates.push_back({rule->block, selectors, rule->origin, rules_.layer_rank(rule->layer), false});
    }
    const dom::Attribute* const style = tree_.find_attribute(element, dom::AttributeName::Style);
    if (style != nullptr && pseudo == PseudoElement::None) {
      const Span place = origins_.at(style->origin).template_place;
      diagnostics::DiagnosticSink said_already;
      attribute_ = css::parse_style_attribute(style->value, place, attribute_texts_, said_already);
      candidates.push_back({&attribute_, place, CascadeOrigin::Author, kUnlayeredRank, true});
    }
    return candidates;
  }

  void add(NodeId element, PseudoElement pseudo, bool is_outside, Decided& decided) {
    const std::vector<Candidate> weakest_first = candidates(element, pseudo);
    std::vector<const Candidate*> strongest_first;
    for (auto one = weakest_first.rbegin(); one != weakest_first.rend(); ++one) strongest_first.push_back(&*one);
    std::set<const void*> counting;
    decide(strongest_first, is_outside, decided, counting);
    for (const Candidate* const candidate : strongest_first) {
      if (candidate->origin != CascadeOrigin::Author) continue;
      AppliedRule rule{candidate->selectors, candidate->is_attribute, element, pseudo, {}};
      describe(*candidate->block, is_outside, counting, rule.declarations);
      if (!rule.declarations.empty()) found_.push_back(std::move(rule));
    }
  }

  /// Finds the declarations that count. The element's own are all weighed before those further out.
  static void decide(const std::vector<const Candidate*>& strongest_first, bool is_outside, Decided& decided,
                     std::set<const void*>& counting) {
    const auto weigh = [&](const Candidate& candidate, bool important) {
      // The last of a block counts.
      const css::DeclarationBlock& block = *candidate.block;
      for (auto one = block.declarations.rbegin(); one != block.declarations.rend(); ++one) {
        if (one->important != important || (is_outside && !css::is_inherited(one->property))) continue;
        const auto property = static_cast<std::size_t>(one->property);
        if (decided.properties.test(property)) continue;
        decided.properties.set(property);
        counting.insert(&*one);
      }
      for (auto one = block.custom.rbegin(); one != block.custom.rend(); ++one) {
        if (one->important == important && decided.custom.insert(one->name).second) counting.insert(&*one);
      }
    };
    std::vector<const Candidate*> important_first = strongest_first;
    std::stable_sort(important_first.begin(), important_first.end(),
                     [](const Candidate* a, const Candidate* b) { return is_stronger_important(*a, *b); });
    for (const Candidate* const candidate : important_first) weigh(*candidate, true);
    for (const Candidate* const candidate : strongest_first) weigh(*candidate, false);
  }

  /// A shorthand is one declaration again, which counts as long as a part of it does.
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
  ElementPositions positions_;
  Matcher matcher_;
  std::unordered_map<const css::DeclarationBlock*, Span> selectors_;
  css::DeclarationBlock attribute_;
  base::StringArena attribute_texts_;
  std::vector<AppliedRule> found_;
};

}  // namespace

std::vector<AppliedRule> applied_rules(const dom::Tree& tree, const RuleSet& rules, NodeId element,
                                       const diagnostics::OriginTable& origins) {
  return RuleFinder(tree, rules, origins).find(element);
}

}  // namespace gongwen::style
