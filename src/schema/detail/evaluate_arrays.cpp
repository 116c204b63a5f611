// JSON Schema Core 10.3.1 and 11.2, Validation 6.4: checks of arrays.
#include "data/value_order.h"
#include "schema/detail/evaluation.h"

#include <algorithm>

namespace gongwen::schema {

bool Evaluation::check(const ItemsCheck& check, const Subject& subject) {
  const data::Value& array = subject.value;
  if (!array.is_array()) return true;
  bool valid = true;
  for (std::size_t i = 0; i < array.size(); ++i) {
    const bool in_prefix = i < check.prefix.size();
    const SchemaId schema = in_prefix ? check.prefix[i] : check.rest;
    if (!schema) break;
    if (!in_prefix && program_.at(schema).refuses_all) {
      // One message for all that are too many.
      if (collector_ != nullptr) collector_->surplus_items(array, check.prefix.size());
      valid = false;
      break;
    }
    valid &= apply(schema, array.at(i), nullptr);
    if (!valid && collector_ == nullptr) return false;
  }
  if (subject.evaluated != nullptr) {
    subject.evaluated->add_first(check.rest ? array.size() : std::min(check.prefix.size(), array.size()));
  }
  return valid;
}

bool Evaluation::check(const ContainsCheck& check, const Subject& subject) {
  const data::Value& array = subject.value;
  if (!array.is_array()) return true;
  const bool counts_all = check.most || subject.evaluated != nullptr || collector_ != nullptr;
  std::size_t count = 0;
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (!counts_all && count >= check.least) return true;
    const Silence silence(*this);
    if (!apply(check.schema, array.at(i), nullptr)) continue;
    ++count;
    if (subject.evaluated != nullptr) subject.evaluated->add(i);
  }
  if (count >= check.least && (!check.most || count <= *check.most)) return true;
  if (collector_ != nullptr) collector_->wrong_contained_count(array, check, count);
  return false;
}

bool Evaluation::check(const UniqueItemsCheck&, const Subject& subject) {
  const data::Value& array = subject.value;
  if (!array.is_array() || array.size() < 2) return true;
  std::vector<data::Value> items;
  items.reserve(array.size());
  for (std::size_t i = 0; i < array.size(); ++i) items.push_back(array.at(i));
  // Equal items stay in the order of the array, so that each can point at the first of its kind.
  std::stable_sort(items.begin(), items.end(),
                   [](const data::Value& a, const data::Value& b) { return data::compare_values(a, b) < 0; });
  bool valid = true;
  data::Value first = items.front();
  for (std::size_t i = 1; i < items.size(); ++i) {
    if (data::compare_values(first, items[i]) != 0) {
      first = items[i];
      continue;
    }
    valid = false;
    if (collector_ == nullptr) break;
    collector_->repeated_item(items[i], first);
  }
  return valid;
}

bool Evaluation::check(const UnevaluatedItemsCheck& check, const Subject& subject) {
  const data::Value& array = subject.value;
  if (!array.is_array()) return true;
  const bool refuses_all = program_.at(check.schema).refuses_all;
  bool valid = true;
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (subject.evaluated->has(i)) continue;
    if (refuses_all && collector_ != nullptr) {
      collector_->nothing_allowed(array.at(i));
      valid = false;
    } else {
      valid &= apply(check.schema, array.at(i), nullptr);
    }
    if (!valid && collector_ == nullptr) return false;
  }
  subject.evaluated->add_first(array.size());
  return valid;
}

}  // namespace gongwen::schema
