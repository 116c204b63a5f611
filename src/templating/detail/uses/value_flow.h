// Flow: the values that an expression of a template may have, as places of the data and what the template makes of
// them.
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
  /// Of more places, as of an expression with a hundred alternatives, the first ones stand for all.
  static constexpr std::size_t kMost = 64;

  std::vector<DataNode*> nodes = {};
  std::vector<MadeValue*> made = {};

  void add(const Flow& other);
  friend bool operator==(const Flow&, const Flow&) = default;
};

/// A list, object or tuple that the template makes, where it makes it. Flows point to it, so that it can hold itself.
struct MadeValue {
  std::map<std::string, Flow, std::less<>> members;  // of an object
  std::vector<Flow> parts;                           // of a tuple
  std::optional<Flow> item;                          // of a list: all its items
  std::optional<std::string> imported;               // the name of the file whose macros it stands for
};

/// All places of the data and all made values of one template.
class ValueFlows {
 public:
  ValueFlows();

  DataNode& root() { return nodes_.front(); }
  /// A name of the data.
  Flow name(std::string_view name, const diagnostics::Span& at);
  /// `x.name`, `x["name"]`
  Flow member_of(const Flow& flow, std::string_view name, const diagnostics::Span& at);
  /// `x[0]`, and what a loop runs through.
  Flow item_of(const Flow& flow, const diagnostics::Span& at);
  /// The values of a map of the data.
  Flow value_of_map(const Flow& flow, const diagnostics::Span& at);
  /// `name` or `person.name`, as filters take members.
  Flow path_of(Flow flow, std::string_view path, const diagnostics::Span& at);
  /// One of the `count` names in `a, b = x`.
  Flow part_of(const Flow& flow, std::size_t index, std::size_t count, const diagnostics::Span& at);

  Flow make_list(Flow item);
  Flow make_tuple(std::vector<Flow> parts);
  Flow make_object(std::vector<std::pair<std::string, Flow>> members);
  Flow make(MadeValue value);

  static void note(const Flow& flow, Evidence evidence);
  static void suggest_sample(const Flow& flow, std::string_view sample);
  /// Values that are compared with, or added to, each other have one type.
  void liken(const Flow& a, const Flow& b);
  /// Values that a macro or loop hands to itself are like those that it was called with.
  void repeat(const Flow& inner, const Flow& outer);
  /// The values are read here.
  void read(const Flow& flow);
  /// What follows in this branch runs once for each of the items.
  void run_through(const Flow& items);

  const Branch* enter_branch();
  void leave_branch() { branch_ = branch_->outer; }
  const Branch* branch() const { return branch_; }

  /// Spreads what is known of one value to those that are alike.
  void spread_types();
  /// Whether there were more places of the data than are kept apart.
  bool is_overfull() const { return is_overfull_; }

 private:
  /// No template that people write names as many; their nodes take about 40 MB.
  static constexpr std::size_t kMostNodes = 100'000;

  DataNode* new_node(const DataNode& above, std::string_view name, const diagnostics::Span& at);
  DataNode* member(DataNode& of, std::string_view name, const diagnostics::Span& at);
  DataNode* item(DataNode& of, const diagnostics::Span& at);
  Flow items_of(const Flow& flow, const diagnostics::Span& at);
  void read(DataNode& node);
  static DataNode* standing_for(DataNode* node);

  std::deque<DataNode> nodes_;  // the root first
  std::deque<MadeValue> made_;
  std::deque<Branch> branches_;  // what always runs first
  const Branch* branch_ = nullptr;
  bool is_overfull_ = false;
};

/// A branch while it is walked through.
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
