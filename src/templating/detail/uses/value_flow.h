// Flow: the values that an expression of a template may have: places of the data, and values that the template makes
// from them.
#pragma once

#include "templating/detail/uses/data_node.h"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::templating {

struct MadeValue;

struct Flow {
  /// Maximum number of places. Of an expression with more alternatives, only the first ones are kept.
  static constexpr std::size_t kMost = 64;

  std::vector<DataNode*> nodes = {};
  std::vector<MadeValue*> made = {};

  void add(const Flow& other);
  friend bool operator==(const Flow&, const Flow&) = default;
};

/// A list, object or tuple that the template makes, identified by its expression. Flows point to it, so it can contain
/// itself.
struct MadeValue {
  std::map<std::string, Flow, std::less<>> members;  // of an object
  std::vector<Flow> parts;                           // of a tuple
  std::optional<Flow> item;                          // of a list: all its items
  std::optional<std::string> imported;               // the name of the file whose macros it represents
};

/// All places of the data and all values made by one template.
class ValueFlows {
 public:
  ValueFlows();

  DataNode& root() { return nodes_.front(); }
  /// A name of the data.
  Flow name(std::string_view name, const diagnostics::Span& at);
  /// `x.name`, `x["name"]`
  Flow member_of(const Flow& flow, std::string_view name, const diagnostics::Span& at);
  /// `x[0]`, and the items of a loop.
  Flow item_of(const Flow& flow, const diagnostics::Span& at);
  /// The values of a map of the data.
  Flow value_of_map(const Flow& flow, const diagnostics::Span& at);
  /// `name` or `person.name`, as filters accept members.
  Flow path_of(Flow flow, std::string_view path, const diagnostics::Span& at);
  /// One of the `count` names in `a, b = x`.
  Flow part_of(const Flow& flow, std::size_t index, std::size_t count, const diagnostics::Span& at);

  Flow make_list(Flow item);
  Flow make_tuple(std::vector<Flow> parts);
  Flow make_object(std::vector<std::pair<std::string, Flow>> members);
  Flow make(MadeValue value);

  static void note(const Flow& flow, Evidence evidence);
  static void suggest_sample(const Flow& flow, std::string_view sample);
  /// Records that values that are compared with, or added to, each other have the same type.
  void liken(const Flow& a, const Flow& b);
  /// Records that the values with which a macro or loop calls itself are like those of the first call.
  void repeat(const Flow& inner, const Flow& outer);
  /// Records that the values are read here.
  void read(const Flow& flow);
  /// Records that the rest of this branch runs once for each of the items.
  void run_through(const Flow& items);

  const Branch* enter_branch();
  void leave_branch() { branch_ = branch_->outer; }
  const Branch* branch() const { return branch_; }

  /// Spreads the facts about each value to all values of the same type.
  void spread_types();
  /// Whether the data had more places than are kept apart.
  bool is_overfull() const { return is_overfull_; }

 private:
  /// No real template has as many names; their nodes take about 40 MB.
  static constexpr std::size_t kMostNodes = 100'000;

  DataNode* new_node(const DataNode& above, std::string_view name, const diagnostics::Span& at);
  DataNode* member(DataNode& of, std::string_view name, const diagnostics::Span& at);
  DataNode* item(DataNode& of, const diagnostics::Span& at);
  Flow items_of(const Flow& flow, const diagnostics::Span& at);
  void read(DataNode& node);
  static DataNode* standing_for(DataNode* node);

  std::deque<DataNode> nodes_;  // the root first
  std::deque<MadeValue> made_;
  std::deque<Branch> branches_;  // the first one always runs
  const Branch* branch_ = nullptr;
  bool is_overfull_ = false;
};

/// Enters a branch during the walk through it.
class BranchGuard {
 public:
  explicit BranchGuard(ValueFlows& flows) : flows_(flows) { flows_.enter_branch(); }
  ~BranchGuard() { flows_.leave_branch(); }
  BranchGuard(const BranchGuard&) = delete;
  BranchGuard& operator=(const BranchGuard&) = delete;

 private:
  ValueFlows& flows_;
};

}  // namespace gongwen::templating
