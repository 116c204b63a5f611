#include "style/rule_set.h"

#include "base/assert.h"
#include "base/utf8.h"
#include "style/css/token.h"
#include "style/detail/directions.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

// Matches selectors (selectors-4). Rules are indexed by id, class or name of their rightmost compound, so that an
// element is compared with few of them; a match then walks leftwards through ancestors and siblings. Work per element
// is bounded, since selectors may be hostile.
namespace gongwen::style {

LayerId CascadeLayers::find(LayerId parent, const std::string& name) {
  const std::vector<LayerId>& known = parent ? layers_[parent.index()].children : outermost_;
  for (const LayerId id : known) {
    if (layers_[id.index()].name == name) return id;
  }
  const LayerId id(layers_.size());
  layers_.push_back({name, {}, kUnlayeredRank});
  (parent ? layers_[parent.index()].children : outermost_).push_back(id);
  return id;
}

void CascadeLayers::name_layers(const css::StyleSheet& sheet, std::size_t count, SheetLayers& layers) {
  if (layers.ids.size() >= count) return;
  if (layers.sheet_number == 0) layers.sheet_number = ++sheets_;
  for (std::size_t i = layers.ids.size(); i < count; ++i) {
    LayerId layer = layers.around;
    for (const std::string& name : sheet.layers[i]) {
      // Anonymous layers of two sheets are different layers, so the number of the sheet becomes part of the name.
      const bool is_anonymous = name.starts_with('\n');
      layer = find(layer, is_anonymous ? name + "\n" + std::to_string(layers.sheet_number) : name);
    }
    layers.ids.push_back(layer);
  }
}

void CascadeLayers::adopt_children(const CascadeLayers& other, const std::vector<LayerId>& children, LayerId parent,
                                   std::vector<LayerId>& places) {
  for (const LayerId child : children) {
    const Layer& layer = other.layers_[child.index()];
    const bool is_anonymous = layer.name.starts_with('\n');
    const LayerId place = find(parent, is_anonymous ? layer.name + "\n" + std::to_string(sheets_) : layer.name);
    places[child.index()] = place;
    adopt_children(other, layer.children, place, places);
  }
}

std::vector<LayerId> CascadeLayers::adopt(const CascadeLayers& other) {
  ++sheets_;
  std::vector<LayerId> places(other.layers_.size());
  adopt_children(other, other.outermost_, {}, places);
  return places;
}

void CascadeLayers::rank_layers() {
  LayerRank next = kHintRank + 1;
  rank_children(outermost_, next);
}

void CascadeLayers::rank_children(const std::vector<LayerId>& children, LayerRank& next) {
  for (const LayerId child : children) {
    rank_children(layers_[child.index()].children, next);
    layers_[child.index()].rank = next++;
  }
}

namespace {

/// The number of threads that may render at the same time.
constexpr std::size_t kMaxFreeMemories = 32;

}  // namespace

std::size_t StyleKeyHash::operator()(const StyleKey& key) const {
  std::size_t hash = key.parent.value ^ (std::size_t{key.around.value} << 32);
  const auto mix = [&](std::size_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
  };
  for (const IndexedRule* rule : key.rules) mix(rule->order);
  if (!key.inline_style.empty()) mix(std::hash<std::string_view>()(key.inline_style));
  if (!key.language.empty()) mix(std::hash<std::string_view>()(key.language));
  if (!key.hints.empty()) mix(std::hash<std::string>()(key.hints));
  return hash;
}

StyleId StyleMemory::find(const StyleKey& key) const {
  const auto found = known_.find(key);
  return found == known_.end() ? StyleId() : found->second;
}

StyleId StyleMemory::add(StyleKey key, std::shared_ptr<const ComputedStyle> style) {
  if (styles_.size() >= kMaxStyles) return {};
  const StyleId id(styles_.size());
  styles_.push_back(std::move(style));
  key.language = languages_.store(key.language);
  known_.emplace(std::move(key), id);
  return id;
}

std::unique_ptr<StyleMemory> StyleMemoryPool::borrow() {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) return std::make_unique<StyleMemory>();
  std::unique_ptr<StyleMemory> memory = std::move(free_.back());
  free_.pop_back();
  return memory;
}

void StyleMemoryPool::give_back(std::unique_ptr<StyleMemory> memory) {
  const std::lock_guard lock(mutex_);
  if (free_.size() < kMaxFreeMemories) free_.push_back(std::move(memory));
}

void StyleMemoryPool::forget() {
  const std::lock_guard lock(mutex_);
  free_.clear();
}

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
  // A new sheet may add layers between known ones, so all ranks and remembered styles are void.
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
    // Sheets of the user agent are in this set already.
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
  // An element can match only if it has every simple selector of the rightmost compound. The rarest kind is the key: an
  // id before a class before a name.
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
  // css-cascade-5 §6.1: weaker rules come first, by origin, layer, specificity and order.
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

namespace {

constexpr std::string_view kUserAgentCss =
#include "user_agent_css.inc"
    ;

constexpr std::string_view kFramedControlsCss =
#include "framed_controls_css.inc"
    ;

constexpr std::string_view kFittingCss =
#include "fitting_css.inc"
    ;

/// The element; if it is nested deeper than selectors reach, its nearest ancestor that they reach.
dom::NodeId reachable(const dom::Tree& tree, dom::NodeId element) {
  constexpr int kDeepest = 60;  // css::parse_selector takes 64 compounds
  int depth = 0;
  for (dom::NodeId at = element; at != tree.root_element(); at = tree.node(at).parent) ++depth;
  for (; depth > kDeepest; --depth) element = tree.node(element).parent;
  return element;
}

/// A selector that this element alone matches.
std::string path_to(const dom::Tree& tree, dom::NodeId element) {
  // `:root > :nth-child(2) > :nth-child(5)`, which no other element matches.
  std::string path;
  for (dom::NodeId at = element; at != tree.root_element(); at = tree.node(at).parent) {
    std::size_t number = 1;
    for (dom::NodeId before = tree.node(at).previous_sibling; before; before = tree.node(before).previous_sibling)
      if (tree.node(before).kind == dom::NodeKind::Element) ++number;
    path = " > :nth-child(" + std::to_string(number) + ")" + path;
  }
  return ":root" + path;
}

std::shared_ptr<const css::StyleSheet> parse(std::string_view css) {
  diagnostics::DiagnosticSink faults;
  auto parsed = std::make_shared<const css::StyleSheet>(css::parse_stylesheet(css, {}, faults));
  GONGWEN_ASSERT(faults.diagnostics().empty());
  return parsed;
}

}  // namespace

std::shared_ptr<const css::StyleSheet> user_agent_sheet() {
  static const std::shared_ptr<const css::StyleSheet> sheet = parse(kUserAgentCss);
  return sheet;
}

std::shared_ptr<const css::StyleSheet> framed_controls_sheet() {
  static const std::shared_ptr<const css::StyleSheet> sheet = parse(kFramedControlsCss);
  return sheet;
}

std::shared_ptr<const css::StyleSheet> fitting_sheet(const dom::Tree& tree, std::span<const dom::NodeId> elements) {
  constexpr std::string_view kPlace = "gw-wide";
  std::string selectors;
  for (const dom::NodeId element : elements)
    selectors += (selectors.empty() ? "" : ", ") + path_to(tree, reachable(tree, element));
  const std::string these = ":is(" + selectors + ")";
  std::string text(kFittingCss);
  for (std::size_t at = text.find(kPlace); at != std::string::npos; at = text.find(kPlace, at + these.size()))
    text.replace(at, kPlace.size(), these);
  return parse(text);
}

const css::DeclarationBlock& header_cell_alignment() {
  static base::StringArena texts;
  static const css::DeclarationBlock block = [] {
    diagnostics::DiagnosticSink faults;
    return css::parse_style_attribute("text-align: center", {}, texts, faults);
  }();
  return block;
}

namespace {

using css::AttributeMatch;
using css::Combinator;
using css::CompoundSelector;
using css::Selector;
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

/// HTML section 3.2.6.4: the direction of the element, or of its nearest ancestor with one. Each is computed once,
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

/// Descendants of the element; if the selector starts with `+` or `~`, following siblings and their descendants.
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
  // Attributes unknown to HTML are kept by name, like data-*.
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
