#include "templating/detail/uses/value_flow.h"

#include <algorithm>

namespace gongwen::templating {
namespace {

template <typename Item>
void add_new(std::vector<Item*>& to, const std::vector<Item*>& from) {
  for (Item* const one : from) {
    if (to.size() >= Flow::kMost) return;
    if (std::find(to.begin(), to.end(), one) == to.end()) to.push_back(one);
  }
}

/// Adds a branch that reads a place, up to a limit: a place read by more branches has been read nearer before.
void add_few(std::vector<const Branch*>& to, const Branch* branch) {
  constexpr std::size_t kFew = 16;
  if (to.size() < kFew && std::find(to.begin(), to.end(), branch) == to.end()) to.push_back(branch);
}

}  // namespace

void Flow::add(const Flow& other) {
  add_new(nodes, other.nodes);
  add_new(made, other.made);
}

ValueFlows::ValueFlows() {
  branch_ = &branches_.emplace_back();
  DataNode& root = nodes_.emplace_back();
  root.branch = branch_;
}

DataNode* ValueFlows::new_node(const DataNode& above, std::string_view name, const diagnostics::Span& at) {
  DataNode& node = nodes_.emplace_back();
  node.depth = above.depth + 1;
  node.name = name;
  node.place = at;
  return &node;
}

DataNode* ValueFlows::member(DataNode& of, std::string_view name, const diagnostics::Span& at) {
  if (const auto found = of.members_by_name.find(name); found != of.members_by_name.end()) return found->second;
  is_overfull_ = is_overfull_ || nodes_.size() >= kMostNodes;
  if (is_overfull_ || of.depth >= DataNode::kDeepest) return &of;
  DataNode* const made = of.members.emplace_back(new_node(of, name, at));
  of.members_by_name.emplace(made->name, made);
  return made;
}

DataNode* ValueFlows::item(DataNode& of, const diagnostics::Span& at) {
  if (of.item != nullptr) return of.item;
  is_overfull_ = is_overfull_ || nodes_.size() >= kMostNodes;
  if (is_overfull_ || of.depth >= DataNode::kDeepest) return &of;
  of.item = new_node(of, {}, at);
  of.item->is_item = true;
  return of.item;
}

void ValueFlows::read(DataNode& node) {
  add_few(node.readers, branch_);
  if (node.branch == nullptr) node.branch = branch_;
  const Branch* other = branch_;
  while (node.branch != other) {
    if (node.branch->depth >= other->depth)
      node.branch = node.branch->outer;
    else
      other = other->outer;
  }
}

void ValueFlows::run_through(const Flow& items) {
  for (DataNode* const node : items.nodes) {
    if (node->is_item) add_few(node->rounds, branch_);
  }
}

void ValueFlows::read(const Flow& flow) {
  for (DataNode* const node : flow.nodes) read(*node);
}

Flow ValueFlows::name(std::string_view name, const diagnostics::Span& at) {
  Flow flow{{member(root(), name, at)}, {}};
  read(flow);
  return flow;
}

Flow ValueFlows::member_of(const Flow& flow, std::string_view name, const diagnostics::Span& at) {
  Flow result;
  for (DataNode* const node : flow.nodes) result.nodes.push_back(member(*node, name, at));
  for (const MadeValue* const made : flow.made) {
    if (const auto found = made->members.find(name); found != made->members.end()) result.add(found->second);
  }
  read(result);
  return result;
}

Flow ValueFlows::items_of(const Flow& flow, const diagnostics::Span& at) {
  Flow result;
  for (DataNode* const node : flow.nodes) result.nodes.push_back(item(*node, at));
  return result;
}

Flow ValueFlows::item_of(const Flow& flow, const diagnostics::Span& at) {
  note(flow, Evidence::List);
  Flow result = items_of(flow, at);
  for (const MadeValue* const made : flow.made) {
    if (made->item) result.add(*made->item);
  }
  run_through(result);
  read(result);
  return result;
}

Flow ValueFlows::value_of_map(const Flow& flow, const diagnostics::Span& at) {
  note(flow, Evidence::Map);
  Flow result = items_of(flow, at);
  for (const MadeValue* const made : flow.made) {
    for (const auto& [name, value] : made->members) result.add(value);
  }
  run_through(result);
  read(result);
  return result;
}

Flow ValueFlows::path_of(Flow flow, std::string_view path, const diagnostics::Span& at) {
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('.'));
    const bool is_number = name.find_first_not_of("0123456789") == std::string_view::npos;
    flow = is_number ? item_of(flow, at) : member_of(flow, name, at);
    path.remove_prefix(std::min(path.size(), name.size() + 1));
  }
  return flow;
}

Flow ValueFlows::part_of(const Flow& flow, std::size_t index, std::size_t count, const diagnostics::Span& at) {
  Flow result;
  for (DataNode* const node : flow.nodes) {
    while (node->parts.size() < count && node->depth < DataNode::kDeepest && nodes_.size() < kMostNodes)
      node->parts.push_back(new_node(*node, {}, at));
    if (index < node->parts.size()) result.nodes.push_back(node->parts[index]);
  }
  for (const MadeValue* const made : flow.made) {
    if (index < made->parts.size())
      result.add(made->parts[index]);
    else if (made->parts.empty() && made->item)
      result.add(*made->item);
  }
  read(result);
  return result;
}

Flow ValueFlows::make(MadeValue value) { return {{}, {&made_.emplace_back(std::move(value))}}; }

Flow ValueFlows::make_list(Flow item) {
  MadeValue made;
  made.item = std::move(item);
  return make(std::move(made));
}

Flow ValueFlows::make_tuple(std::vector<Flow> parts) {
  MadeValue made;
  made.item.emplace();
  for (const Flow& part : parts) made.item->add(part);
  made.parts = std::move(parts);
  return make(std::move(made));
}

Flow ValueFlows::make_object(std::vector<std::pair<std::string, Flow>> members) {
  MadeValue made;
  for (auto& [name, flow] : members) made.members[std::move(name)].add(flow);
  return make(std::move(made));
}

void ValueFlows::note(const Flow& flow, Evidence evidence) {
  for (DataNode* const node : flow.nodes) node->add(evidence);
}

void ValueFlows::suggest_sample(const Flow& flow, std::string_view sample) {
  for (DataNode* const node : flow.nodes) {
    if (node->sample.empty()) node->sample = sample;
  }
}

DataNode* ValueFlows::standing_for(DataNode* node) {
  while (node->alike != nullptr) {
    // Halves the way for the next search.
    if (node->alike->alike != nullptr) node->alike = node->alike->alike;
    node = node->alike;
  }
  return node;
}

void ValueFlows::liken(const Flow& a, const Flow& b) {
  if (a.nodes.empty() || b.nodes.empty()) return;
  DataNode* const one = standing_for(a.nodes.front());
  for (const Flow* const flow : {&a, &b}) {
    for (DataNode* const node : flow->nodes) {
      DataNode* const other = standing_for(node);
      if (other != one) other->alike = one;
    }
  }
}

void ValueFlows::repeat(const Flow& inner, const Flow& outer) {
  if (outer.nodes.empty()) return;
  const DataNode* const above = outer.nodes.front();
  for (DataNode* const node : inner.nodes) {
    if (std::find(outer.nodes.begin(), outer.nodes.end(), node) == outer.nodes.end()) node->like_above = above;
  }
  liken(inner, outer);
}

const Branch* ValueFlows::enter_branch() {
  return branch_ = &branches_.emplace_back(Branch{branch_, branch_->depth + 1});
}

void ValueFlows::spread_types() {
  constexpr Evidence kStrong[] = {Evidence::Text, Evidence::Number, Evidence::WholeNumber, Evidence::Date,
                                  Evidence::List};
  for (DataNode& node : nodes_) {
    DataNode* const one = standing_for(&node);
    for (const Evidence evidence : kStrong) {
      if (node.has(evidence)) one->add(evidence);
    }
  }
  for (DataNode& node : nodes_) {
    const DataNode* const one = standing_for(&node);
    for (const Evidence evidence : kStrong) {
      if (one->has(evidence)) node.add(evidence);
    }
  }
}

}  // namespace gongwen::templating
