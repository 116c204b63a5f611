#include "boxes/detail/counters.h"

#include <algorithm>
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
  std::erase_if(instances_, [&](const Instance& instance) { return instance.depth > depth_; });
  --depth_;
}

const Counters::Instance* Counters::find(std::string_view name) const {
  const auto found = std::find_if(instances_.rbegin(), instances_.rend(),
                                  [&](const Instance& instance) { return instance.name == name; });
  return found == instances_.rend() ? nullptr : &*found;
}

void Counters::reset(const style::CounterReset& reset) {
  const Instance* const innermost = find(reset.name);
  const Instance made{reset.name, reset.start.value_or(0), depth_, reset.is_reversed};
  // A sibling's counter of the same name is replaced, not nested (css-lists-3 §4.3).
  if (innermost != nullptr && innermost->depth == depth_) {
    instances_[static_cast<std::size_t>(innermost - instances_.data())] = made;
  } else {
    instances_.push_back(made);
  }
}

/// Made first where there is none that may be changed. Those from before the root element are of the whole document.
Counters::Instance& Counters::find_to_change(std::string_view name) {
  const Instance* const innermost = find(name);
  const bool is_around = innermost != nullptr && innermost->depth != 0 && innermost->depth < contained_from_;
  if (innermost != nullptr && !is_around) return instances_[static_cast<std::size_t>(innermost - instances_.data())];
  return instances_.emplace_back(Instance{std::string(name), 0, depth_, false});
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
  for (const Instance& instance : instances_) {
    if (instance.name != name) continue;
    if (!out.empty()) out += separator;
    out += styles.format(instance.value, counter_style);
  }
  return out.empty() ? styles.format(0, counter_style) : out;
}

std::vector<std::pair<std::string, std::vector<std::int32_t>>> Counters::snapshot() const {
  std::vector<std::pair<std::string, std::vector<std::int32_t>>> values;
  for (const Instance& instance : instances_) {
    const auto known =
        std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.first == instance.name; });
    if (known == values.end()) {
      values.push_back({instance.name, {instance.value}});
    } else {
      known->second.push_back(instance.value);
    }
  }
  return values;
}

}  // namespace gongwen::boxes
