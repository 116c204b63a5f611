// The facts collected about a place of the data while a template is searched for its uses (used_data.h).
#pragma once

#include "templating/used_data.h"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
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
  Handed,  // passed to a macro of another file
  Count
};

/// A part of the template that does not always run: a branch of a condition, the body of a loop.
struct Branch {
  const Branch* outer = nullptr;
  std::uint32_t depth = 0;
};

/// A place of the data, with its uses by the template.
struct DataNode {
  /// Maximum depth: a thousand times `{% set x = x.next %}` would lead a thousand deep.
  static constexpr std::size_t kDeepest = 32;

  std::string name;
  diagnostics::Span place;
  std::bitset<static_cast<std::size_t>(Evidence::Count)> evidence;
  std::string sample;
  std::vector<std::string> choices;
  std::vector<DataNode*> members;
  std::map<std::string_view, DataNode*> members_by_name;
  std::vector<DataNode*> parts;  // of a row: `for label, number in rows`
  DataNode* item = nullptr;
  std::size_t least_items = 0;
  std::size_t depth = 0;
  /// In a macro or loop that calls itself: the value further up with the same type, since children are like their
  /// parents.
  const DataNode* like_above = nullptr;
  bool is_item = false;            // of a list or map
  const Branch* branch = nullptr;  // the innermost one that contains all uses
  /// Branches that read it; for an item, those that run once per item. Only the first ones are kept.
  std::vector<const Branch*> readers;
  std::vector<const Branch*> rounds;
  DataNode* alike = nullptr;  // another one of the same type, on the way to the representative of all of them

  bool has(Evidence one) const { return evidence.test(static_cast<std::size_t>(one)); }
  void add(Evidence one) { evidence.set(static_cast<std::size_t>(one)); }
  bool is_list() const { return has(Evidence::List) || (item != nullptr && !has(Evidence::Map)); }
};

/// The type that the evidence suggests. `above` is the node of which this one is a member, part or item; null for the
/// root.
UsedValue used_value(const DataNode& node, const DataNode* above);

}  // namespace gongwen::templating
