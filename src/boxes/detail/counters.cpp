#include "boxes/detail/counters.h"

#include <algorithm>
#include <utility>

namespace gongwen::boxes {

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

Counters::Instance* Counters::find(std::string_view name) {
  return const_cast<Instance*>(std::as_const(*this).find(name));
}

void Counters::reset(const style::CounterOperation& operation) {
  Instance* const innermost = find(operation.name);
  // A sibling's counter of the same name is replaced, not nested (css-lists-3 §4.3).
  if (innermost != nullptr && innermost->depth == depth_) {
    innermost->value = operation.value;
    innermost->is_reversed = operation.is_reversed;
  } else {
    instances_.push_back({operation.name, operation.value, depth_, operation.is_reversed});
  }
}

bool Counters::is_reversed(std::string_view name) const {
  const Instance* const instance = find(name);
  return instance != nullptr && instance->is_reversed;
}

void Counters::increment(const style::CounterOperation& operation) {
  if (find(operation.name) == nullptr) reset({operation.name, 0});
  Instance& instance = *find(operation.name);
  const std::int64_t sum = std::int64_t{instance.value} + operation.value;
  if (sum >= INT32_MIN && sum <= INT32_MAX) instance.value = static_cast<std::int32_t>(sum);
}

void Counters::set(const style::CounterOperation& operation) {
  if (find(operation.name) == nullptr) reset({operation.name, 0});
  find(operation.name)->value = operation.value;
}

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
