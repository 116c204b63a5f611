#include "templating/detail/uses/data_node.h"

#include <algorithm>

namespace gongwen::templating {
namespace {

UsedType type_of_node(const DataNode& node) {
  if (node.has(Evidence::Chart)) return UsedType::Chart;
  if (node.has(Evidence::Map)) return node.members.empty() ? UsedType::Map : UsedType::Group;
  if (!node.members.empty()) return UsedType::Group;
  if (!node.parts.empty()) return UsedType::Row;
  if (node.is_list()) return UsedType::List;
  if (node.like_above != nullptr && !node.like_above->members.empty()) return UsedType::Group;
  if (node.has(Evidence::Date)) return UsedType::Date;
  if (node.has(Evidence::WholeNumber)) return UsedType::WholeNumber;
  if (node.has(Evidence::Number)) return UsedType::Number;
  if (node.has(Evidence::YesNo)) return UsedType::YesNo;
  if (node.has(Evidence::Text) || !node.choices.empty()) return UsedType::Text;
  if (node.has(Evidence::Ordered)) return UsedType::Number;
  if (node.has(Evidence::Printed)) return UsedType::Text;
  if (node.has(Evidence::TextOrList)) return UsedType::List;
  if (node.has(Evidence::Handed)) return UsedType::Any;
  return node.has(Evidence::Condition) ? UsedType::YesNo : UsedType::Text;
}

/// A use of a member is also one of its object: if it is as near as all uses of the object, it always takes place.
bool is_always_read(const DataNode& node, const DataNode* above) {
  if (above == nullptr || node.name.empty()) return true;
  const auto has_reader = [&node](const Branch* branch) {
    return std::find(node.readers.begin(), node.readers.end(), branch) != node.readers.end();
  };
  if (above->is_item) return std::any_of(above->rounds.begin(), above->rounds.end(), has_reader);
  for (const Branch* branch = above->branch; branch != nullptr; branch = branch->outer) {
    if (has_reader(branch)) return true;
  }
  return false;
}

}  // namespace

UsedValue used_value(const DataNode& node, const DataNode* above) {
  UsedValue value;
  value.name = node.name;
  value.place = node.place;
  value.type = type_of_node(node);
  value.is_tested = node.has(Evidence::Condition);
  value.is_asked_for = node.has(Evidence::Asked);
  value.is_always_read = is_always_read(node, above);
  value.is_open = node.like_above != nullptr && value.type == UsedType::Group;
  value.sample = node.sample;
  value.choices = node.choices;
  value.least_items = node.least_items;
  if (value.type == UsedType::Group || value.type == UsedType::Chart) {
    for (const DataNode* const one : node.members) value.members.push_back(used_value(*one, &node));
  } else if (value.type == UsedType::Row) {
    for (const DataNode* const one : node.parts) value.members.push_back(used_value(*one, &node));
  } else if (value.type == UsedType::List || value.type == UsedType::Map) {
    value.item.push_back(node.item != nullptr ? used_value(*node.item, &node) : UsedValue());
  }
  return value;
}

}  // namespace gongwen::templating
