#include "style/rule_set.h"

#include "base/ascii.h"
#include "css/token.h"

#include <algorithm>

namespace gongwen::style {
namespace {

using css::SimpleSelector;
using dom::AttributeName;
using dom::NodeId;

/// Calls `visit` with each word of a class attribute.
template <typename Visit>
void for_each_word(std::string_view list, Visit visit) {
  std::size_t at = 0;
  while (at < list.size()) {
    while (at < list.size() && base::is_ascii_space(list[at])) ++at;
    const std::size_t begin = at;
    while (at < list.size() && !base::is_ascii_space(list[at])) ++at;
    if (at > begin) visit(list.substr(begin, at - begin));
  }
}

}  // namespace

RuleSet::RuleSet() { add(user_agent_sheet(), CascadeOrigin::UserAgent); }

namespace {

LayerId layer_of(css::LayerIndex index, const SheetLayers& layers) {
  return index == css::kNoLayer ? layers.around : layers.ids[static_cast<std::size_t>(index)];
}

}  // namespace

LayerId RuleSet::layer_of_import(const css::StyleSheet& sheet, const css::ImportRule& import, SheetLayers& layers) {
  const std::size_t own = import.layer == css::kNoLayer ? 0 : static_cast<std::size_t>(import.layer) + 1;
  layers_.name_layers(sheet, std::max(import.layers_before, own), layers);
  return layer_of(import.layer, layers);
}

LayerRank RuleSet::layer_rank(std::size_t sheet, css::LayerIndex layer) const {
  return layers_.rank(layer_of(layer, sheet_layers_[sheet]));
}

void RuleSet::add(std::shared_ptr<const css::StyleSheet> sheet, CascadeOrigin origin, SheetLayers layers) {
  if (!sheet->layers.empty()) layers_.name_layers(*sheet, sheet->layers.size(), layers);
  layers_.rank_layers();
  memories_.forget();
  for (const css::StyleRule& rule : sheet->rules) {
    for (const css::Selector& selector : rule.selectors) {
      rules_.push_back(
          {&selector, &rule.block, origin, static_cast<std::uint32_t>(rules_.size()), layer_of(rule.layer, layers)});
      index_rule(static_cast<std::uint32_t>(rules_.size() - 1));
    }
  }
  sheets_.push_back(std::move(sheet));
  sheet_layers_.push_back(std::move(layers));
  sheet_origins_.push_back(origin);
}

void RuleSet::add_sheets_of(const RuleSet& other) {
  const std::vector<LayerId> places = layers_.adopt(other.layers_);
  const auto place_of = [&places](LayerId layer) {
    return layer ? places[layer.index()] : LayerId();
  };
  for (std::size_t i = 0; i < other.sheets_.size(); ++i) {
    if (other.sheet_origins_[i] != CascadeOrigin::Author) continue;
    SheetLayers layers = other.sheet_layers_[i];
    layers.around = place_of(layers.around);
    std::transform(layers.ids.begin(), layers.ids.end(), layers.ids.begin(), place_of);
    add(other.sheets_[i], CascadeOrigin::Author, std::move(layers));
  }
}

void RuleSet::index_rule(std::uint32_t rule) {
  const css::Selector& selector = *rules_[rule].selector;
  has_pseudo_[static_cast<std::size_t>(selector.pseudo_element)] = true;
  const SimpleSelector* best = nullptr;
  for (const SimpleSelector& simple : selector.compounds.front().simple) {
    const auto rank = [](const SimpleSelector* s) {
      if (s == nullptr) return 0;
      return s->kind == SimpleSelector::Kind::Id      ? 3
             : s->kind == SimpleSelector::Kind::Class ? 2
             : s->kind == SimpleSelector::Kind::Type  ? 1
                                                      : 0;
    };
    if (rank(&simple) > rank(best)) best = &simple;
  }
  Index& index = selector.pseudo_element == css::PseudoElement::None ? of_elements_ : of_pseudo_elements_;
  if (best == nullptr) {
    index.others.push_back(rule);
  } else if (best->kind == SimpleSelector::Kind::Id) {
    index.by_id[best->name].push_back(rule);
  } else if (best->kind == SimpleSelector::Kind::Class) {
    index.by_class[best->name].push_back(rule);
  } else {
    index.by_type[best->name].push_back(rule);
  }
}

bool RuleSet::has_rules_for(css::PseudoElement pseudo_element) const {
  return has_pseudo_[static_cast<std::size_t>(pseudo_element)];
}

void RuleSet::collect(Matcher& matcher, const dom::Tree& tree, NodeId element, css::PseudoElement pseudo_element,
                      std::vector<const IndexedRule*>& out) const {
  out.clear();
  const Index& index = pseudo_element == css::PseudoElement::None ? of_elements_ : of_pseudo_elements_;
  const auto visit = [&](const Bucket& bucket) {
    for (const std::uint32_t number : bucket) {
      const IndexedRule& rule = rules_[number];
      if (rule.selector->pseudo_element == pseudo_element && matcher.matches(*rule.selector, element)) {
        out.push_back(&rule);
      }
    }
  };
  const auto visit_named = [&](const Buckets& buckets, std::string_view name) {
    const auto found = buckets.find(name);
    if (found != buckets.end()) visit(found->second);
  };
  visit(index.others);
  visit_named(index.by_type, tree.written_tag(element));
  if (const dom::Attribute* classes = tree.find_attribute(element, AttributeName::Class)) {
    for_each_word(classes->value, [&](std::string_view word) { visit_named(index.by_class, word); });
  }
  if (const dom::Attribute* id = tree.find_attribute(element, AttributeName::Id)) visit_named(index.by_id, id->value);
  std::sort(out.begin(), out.end(), [this](const IndexedRule* a, const IndexedRule* b) {
    if (a->origin != b->origin) return a->origin < b->origin;
    if (a->layer != b->layer) return layers_.rank(a->layer) < layers_.rank(b->layer);
    if (a->selector->specificity != b->selector->specificity) {
      return a->selector->specificity < b->selector->specificity;
    }
    return a->order < b->order;
  });
  // A class may be written twice in the attribute.
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

}  // namespace gongwen::style
