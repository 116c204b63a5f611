// What is known of a place of the data while a template is searched for its uses (used_data.h).
#pragma once

#include "templating/used_data.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::templating {

enum class Evidence : std::uint8_t {
  Printed,
  Condition,
  Asked,
  Text,
  Number,
  WholeNumber,
  Ordered,  // compared by size, or added
  Date,
  YesNo,
  TextOrList,
  List,
  Map,
  Chart,
};

/// A place of the data, as the template uses it.
struct DataNode {
  /// `{% set x = x.next %}` a thousand times would lead as deep.
  static constexpr std::size_t kDeepest = 32;

  std::string name;
  diagnostics::Span place;
  std::set<Evidence> evidence;
  std::string sample;
  std::vector<std::string> choices;
  std::vector<DataNode*> members;
  DataNode* item = nullptr;
  std::size_t depth = 0;

  bool has(Evidence one) const { return evidence.contains(one); }
  bool is_list() const { return has(Evidence::List) || (item != nullptr && !has(Evidence::Map)); }
};

/// The values that an expression may have: places of the data, or what the template makes of them.
struct Flow {
  std::vector<DataNode*> nodes = {};
  std::map<std::string, Flow, std::less<>> members = {};  // of an object that the template makes
  std::vector<Flow> parts = {};                           // of a tuple
  std::shared_ptr<const Flow> item = {};                  // of a list that the template makes

  void add(const Flow& other);
  /// The number of flows in it, itself included.
  std::size_t weight() const;
};

/// Values that are alike, since they are compared or added, get the evidence of each other.
void spread_types(const std::vector<std::pair<DataNode*, DataNode*>>& alike);

/// The type that the evidence speaks for.
UsedValue used_value(const DataNode& node);

}  // namespace gongwen::templating
