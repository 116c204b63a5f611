#include "boxes/detail/counters.h"

#include "base/assert.h"

#include <utility>

namespace gongwen::boxes {

bool counts_as_item(const style::ComputedStyle& style) {
  const auto& increments = style.counter_increment;
  return style::is_list_item(style.display) &&
         std::none_of(increments.begin(), increments.end(), [](const auto& each) { return each.name == "list-item"; });
}

std::optional<std::int32_t> value_of_item(const dom::Tree& tree, dom::NodeId node, const style::ComputedStyle& style) {
  if (!tree.is_element(node, dom::ElementName::Li) || !style.counter_set.empty()) return std::nullopt;
  return tree.integer_attribute(node, dom::AttributeName::Value);
}

void Counters::leave() {
  // The counters of this element's children end here; its own live on among its siblings.
  for (; !made_.empty() && made_.back().depth > depth_; made_.pop_back()) made_.back().counter->second.pop_back();
  --depth_;
}

const Counters::Instance* Counters::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() || found->second.empty() ? nullptr : &found->second.back();
}

Counters::Instance& Counters::make(std::string_view name) {
  auto counter = by_name_.find(name);
  if (counter == by_name_.end()) counter = by_name_.emplace(std::string(name), std::vector<Instance>()).first;
  GONGWEN_ASSERT(made_.empty() || made_.back().depth <= depth_);
  made_.push_back({depth_, &*counter});
  return counter->second.emplace_back(Instance{0, depth_, false});
}

void Counters::reset(const style::CounterReset& reset) {
  const Instance* const innermost = find(reset.name);
  // A sibling's counter of the same name is replaced, not nested (css-lists-3 §4.3).
  const bool is_replaced = innermost != nullptr && innermost->depth == depth_;
  Instance& instance = is_replaced ? by_name_.find(reset.name)->second.back() : make(reset.name);
  instance = {reset.start.value_or(0), depth_, reset.is_reversed};
}

/// Made first where there is none that may be changed. Those from before the root element are of the whole document.
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
  const std::int64_t sum = std::int64_t{instance.value} + operation.value;
  if (sum >= INT32_MIN && sum <= INT32_MAX) instance.value = static_cast<std::int32_t>(sum);
}

void Counters::set(const style::CounterOperation& operation) { find_to_change(operation.name).value = operation.value; }

std::int32_t Counters::value(std::string_view name) const {
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
  for (const Made& made : made_) {
    const auto& [name, instances] = *made.counter;
    if (instances.front().depth != made.depth) continue;  // listed by its outermost instance
    values.push_back({name, {}});
    for (const Instance& instance : instances) values.back().second.push_back(instance.value);
  }
  return values;
}

}  // namespace gongwen::boxes
