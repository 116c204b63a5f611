#include "layout/boxes/detail/counters.h"

#include "base/assert.h"
#include "layout/boxes/detail/box_builder.h"

#include <algorithm>
#include <utility>

namespace gongwen::boxes {

// For `counter-reset: reversed(n)` without a value: the sum of all decrements in the scope, plus the last
// one, so that the last item shows 1. Walking ahead through the scope is needed only for such counters.
// The initial value of a counter that counts down (css-lists-3 section 4.4.2; for ordered lists: HTML section 4.4.5).

namespace {

using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;
using style::ComputedStyle;
using style::CounterOperation;
using style::Display;

/// Adds up the changes that the elements in the scope of a counter make to it.
class ReversedScope {
 public:
  ReversedScope(const dom::Tree& tree, const style::StyleTree& styles, std::string_view name,
                const diagnostics::DiagnosticSink& sink)
      : tree_(tree), styles_(styles), name_(name), sink_(sink) {}

  std::int32_t start_of(NodeId element) {
    // The scope of a counter: its element, that element's content, and later siblings.
    Next next = visit(element, true);
    for (NodeId at = tree_.node(element).next_sibling; at && next == Next::Sibling; at = tree_.node(at).next_sibling) {
      if (tree_.node(at).kind == NodeKind::Element) next = visit(at, false);
    }
    return start();
  }

  /// The counter of ::before or ::after includes the content of the element.
  std::int32_t start_of_pseudo(NodeId element, BoxPart part) {
    const style::ElementStyles& own = styles_.of(element);
    const bool is_before = part == BoxPart::Before;
    Next next = add(NodeId(), styles_.style(is_before ? own.before : own.after)) ? Next::Sibling : Next::End;
    if (is_before) visit_content(element, next);
    return start();
  }

 private:
  // Where to continue after an element: at its sibling, after its parent's end, or not at all.
  enum class Next : std::uint8_t { Sibling, Parent, End };

  /// An inner counter of the same name hides this one until the end of its parent.
  Next visit(NodeId element, bool is_first) {
    sink_.go_on();
    const style::ElementStyles& own = styles_.of(element);
    const ComputedStyle& style = styles_.style(own.element);
    if (style.display == Display::None) return Next::Sibling;
    if (style.display != Display::Contents) {
      // The first element is the one that makes the counter.
      if (!is_first && resets(style)) return Next::Parent;
      if (!add(element, style)) return Next::End;
    }
    if (style.contain.style) return Next::Sibling;  // its content counts only inside it (css-contain-2 §3.3)
    Next next = own.before ? visit_pseudo(own.before) : Next::Sibling;
    visit_content(element, next);
    return next == Next::End ? next : Next::Sibling;
  }

  void visit_content(NodeId element, Next& next) {
    for (NodeId child = tree_.node(element).first_child; child && next == Next::Sibling;
         child = tree_.node(child).next_sibling) {
      if (tree_.node(child).kind == NodeKind::Element) next = visit(child, false);
    }
    const style::StyleId after = styles_.of(element).after;
    if (next == Next::Sibling && after) next = visit_pseudo(after);
  }

  Next visit_pseudo(style::StyleId id) {
    const ComputedStyle& style = styles_.style(id);
    if (resets(style)) return Next::Parent;
    return add(NodeId(), style) ? Next::Sibling : Next::End;
  }

  bool resets(const ComputedStyle& style) const {
    return std::any_of(style.counter_reset.begin(), style.counter_reset.end(),
                       [&](const style::CounterReset& reset) { return reset.name == name_; });
  }

  /// `element` is invalid for a pseudo-element. Returns whether to continue; a value that is set ends the counting.
  bool add(NodeId element, const ComputedStyle& style) {
    const bool is_of_items = name_ == "list-item";
    std::int64_t increment = is_of_items && counts_as_item(style) ? -1 : 0;
    // Increments of one element add up (css-lists-3 §4.2).
    for (const CounterOperation& operation : style.counter_increment) {
      if (operation.name == name_) increment += operation.value;
    }
    if (increment != 0) last_ = -increment;
    std::optional<std::int64_t> set;
    for (const CounterOperation& operation : style.counter_set) {
      if (operation.name == name_) set = operation.value;
    }
    // `<li value="3">` sets the counter.
    if (is_of_items && element && !set) set = value_of_item(tree_, element, style);
    sum_ += set ? *set : -increment;
    // The value before the set is what must be reached: counting ends there.
    return !set;
  }

  std::int32_t start() const {
    // The sum of long lists may leave the range of int.
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(sum_ + last_, INT32_MIN, INT32_MAX));
  }

  const dom::Tree& tree_;
  const style::StyleTree& styles_;
  std::string_view name_;
  const diagnostics::DiagnosticSink& sink_;
  std::int64_t sum_ = 0;
  std::int64_t last_ = 0;  // the last increment other than 0
};

/// Counts the `li` elements that a list owns: those rendered in it that are not in a nested list, regardless of their
/// values.
class OwnedItems {
 public:
  OwnedItems(const dom::Tree& tree, const style::StyleTree& styles, const diagnostics::DiagnosticSink& sink)
      : tree_(tree), styles_(styles), sink_(sink) {}

  std::int32_t count_in(NodeId parent) const {
    std::int32_t count = 0;
    for (NodeId at = tree_.node(parent).first_child; at; at = tree_.node(at).next_sibling) {
      sink_.go_on();
      if (tree_.node(at).kind != NodeKind::Element) continue;
      if (styles_.style(styles_.of(at).element).display == Display::None) continue;
      if (tree_.is_element(at, ElementName::Li)) ++count;
      if (!is_list(at)) count += count_in(at);
    }
    return count;
  }

 private:
  bool is_list(NodeId node) const {
    return tree_.is_element(node, ElementName::Ol) || tree_.is_element(node, ElementName::Ul) ||
           tree_.written_tag(node) == "menu";
  }

  const dom::Tree& tree_;
  const style::StyleTree& styles_;
  const diagnostics::DiagnosticSink& sink_;
};

}  // namespace

std::int32_t BoxBuilder::reversed_start(NodeId node, BoxPart part, std::string_view name) const {
  const bool is_list = part == BoxPart::Element && name == "list-item" && dom_.is_element(node, ElementName::Ol);
  if (is_list && dom_.find_attribute(node, dom::AttributeName::Reversed) != nullptr) {
    // HTML §4.4.5: the starting value is the number of items.
    return OwnedItems(dom_, styles_, sink_).count_in(node) + 1;  // since the first item counts down before it is shown
  }
  ReversedScope scope(dom_, styles_, name, sink_);
  return part == BoxPart::Element ? scope.start_of(node) : scope.start_of_pseudo(node, part);
}

bool counts_as_item(const style::ComputedStyle& style) {
  const auto& increments = style.counter_increment;
  return style::is_list_item(style.display) &&
         std::none_of(increments.begin(), increments.end(), [](const auto& each) { return each.name == "list-item"; });
}

// A counter that is set by the style wins over the attribute.
std::optional<std::int32_t> value_of_item(const dom::Tree& tree, dom::NodeId node, const style::ComputedStyle& style) {
  if (!tree.is_element(node, dom::ElementName::Li) || !style.counter_set.empty()) return std::nullopt;
  return tree.integer_attribute(node, dom::AttributeName::Value);
}

void Counters::leave() {
  // The counters of this element's children end here; its own live on for its siblings.
  for (; !made_.empty() && made_.back().depth > depth_; made_.pop_back()) made_.back().counter->second.pop_back();
  --depth_;
}

const Counters::Instance* Counters::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() || found->second.empty() ? nullptr : &found->second.back();
}

// `made_` lists instances in the order of creation, so leaving removes them from its end.
Counters::Instance& Counters::make(std::string_view name) {
  auto counter = by_name_.find(name);
  if (counter == by_name_.end()) counter = by_name_.emplace(std::string(name), std::vector<Instance>()).first;
  GONGWEN_ASSERT(made_.empty() || made_.back().depth <= depth_);
  made_.push_back({depth_, &*counter});
  return counter->second.emplace_back(Instance{0, depth_, false});
}

void Counters::reset(const style::CounterReset& reset) {
  const Instance* const innermost = find(reset.name);
  // A sibling's counter of the same name is replaced rather than nested (css-lists-3 §4.3).
  const bool is_replaced = innermost != nullptr && innermost->depth == depth_;
  Instance& instance = is_replaced ? by_name_.find(reset.name)->second.back() : make(reset.name);
  instance = {reset.start.value_or(0), depth_, reset.is_reversed};
}

/// Finds the counter to change, or creates one. Counters created before the root element belong to the whole document.
/// Below `contain: style` counters from outside are not changed (css-contain-2 §3.3); depth 0 is the
/// exception.
Counters::Instance& Counters::find_to_change(std::string_view name) {
  const Instance* const innermost = find(name);
  const bool is_around = innermost != nullptr && innermost->depth != 0 && innermost->depth < contained_from_;
  return innermost != nullptr && !is_around ? by_name_.find(name)->second.back() : make(name);
}

bool Counters::is_reversed(std::string_view name) const {
  const Instance* const instance = find(name);
  return instance != nullptr && instance->is_reversed;
}

void Counters::increment(const style::CounterOperation& operation) {
  Instance& instance = find_to_change(operation.name);
  // Beyond the range the value stays.
  const std::int64_t sum = std::int64_t{instance.value} + operation.value;
  if (sum >= INT32_MIN && sum <= INT32_MAX) instance.value = static_cast<std::int32_t>(sum);
}

void Counters::set(const style::CounterOperation& operation) { find_to_change(operation.name).value = operation.value; }

std::int32_t Counters::value(std::string_view name) const {
  // A counter that does not exist counts as 0.
  const Instance* const instance = find(name);
  return instance == nullptr ? 0 : instance->value;
}

std::string Counters::joined(std::string_view name, std::string_view separator, std::string_view counter_style,
                             const style::CounterStyles& styles) const {
  std::string out;
  if (const auto counter = by_name_.find(name); counter != by_name_.end()) {
    for (const Instance& instance : counter->second) {
      if (!out.empty()) out += separator;
      out += styles.format(instance.value, counter_style);
    }
  }
  return out.empty() ? styles.format(0, counter_style) : out;
}

std::vector<std::int32_t> Counters::values(std::string_view name) const {
  std::vector<std::int32_t> values;
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return values;
  for (const Instance& instance : found->second) values.push_back(instance.value);
  return values;
}

std::vector<std::pair<std::string, std::vector<std::int32_t>>> Counters::snapshot() const {
  std::vector<std::pair<std::string, std::vector<std::int32_t>>> values;
  // For targets of references: all counters that are visible at the element, each once.
  for (const Made& made : made_) {
    const auto& [name, instances] = *made.counter;
    if (instances.front().depth != made.depth) continue;  // it is listed with its outermost instance
    values.push_back({name, {}});
    for (const Instance& instance : instances) values.back().second.push_back(instance.value);
  }
  return values;
}

}  // namespace gongwen::boxes
