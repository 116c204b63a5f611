#include "templating/detail/uses/data_node.h"

#include <algorithm>

namespace gongwen::templating {

std::size_t Flow::weight() const {
  std::size_t weight = 1 + (item == nullptr ? 0 : item->weight());
  for (const Flow& part : parts) weight += part.weight();
  for (const auto& [name, flow] : members) weight += flow.weight();
  return weight;
}

void Flow::add(const Flow& other) {
  constexpr std::size_t kMostNodes = 64;
  for (DataNode* const node : other.nodes) {
    if (nodes.size() < kMostNodes && std::find(nodes.begin(), nodes.end(), node) == nodes.end()) nodes.push_back(node);
  }
  for (const auto& [name, flow] : other.members) members[name].add(flow);
  if (parts.empty()) parts = other.parts;
  if (item == nullptr) item = other.item;
}

void spread_types(const std::vector<std::pair<DataNode*, DataNode*>>& alike) {
  constexpr Evidence kStrong[] = {Evidence::Text, Evidence::Number, Evidence::WholeNumber, Evidence::Date,
                                  Evidence::List};
  bool has_changed = true;
  while (has_changed) {
    has_changed = false;
    for (const auto& [a, b] : alike) {
      for (const Evidence one : kStrong) {
        if (a->has(one) == b->has(one)) continue;
        (a->has(one) ? b : a)->evidence.insert(one);
        has_changed = true;
      }
    }
  }
}

namespace {

UsedType type_of_node(const DataNode& node) {
  if (node.has(Evidence::Chart)) return UsedType::Chart;
  if (node.has(Evidence::Map)) return node.members.empty() ? UsedType::Map : UsedType::Group;
  if (!node.members.empty()) return UsedType::Group;
  if (node.is_list()) return UsedType::List;
  if (node.has(Evidence::Date)) return UsedType::Date;
  if (node.has(Evidence::WholeNumber)) return UsedType::WholeNumber;
  if (node.has(Evidence::Number)) return UsedType::Number;
  if (node.has(Evidence::YesNo)) return UsedType::YesNo;
  if (node.has(Evidence::Text) || !node.choices.empty()) return UsedType::Text;
  if (node.has(Evidence::Ordered)) return UsedType::Number;
  if (node.has(Evidence::Printed)) return UsedType::Text;
  if (node.has(Evidence::TextOrList)) return UsedType::List;
  return node.has(Evidence::Condition) ? UsedType::YesNo : UsedType::Text;
}

}  // namespace

UsedValue used_value(const DataNode& node) {
  UsedValue value;
  value.name = node.name;
  value.place = node.place;
  value.type = type_of_node(node);
  value.is_tested = node.has(Evidence::Condition);
  value.is_asked_for = node.has(Evidence::Asked);
  value.sample = node.sample;
  value.choices = node.choices;
  if (value.type == UsedType::Group) {
    for (const DataNode* const one : node.members) value.members.push_back(used_value(*one));
  } else if (value.type == UsedType::List || value.type == UsedType::Map) {
    value.item.push_back(node.item != nullptr ? used_value(*node.item) : UsedValue());
  }
  return value;
}

}  // namespace gongwen::templating
