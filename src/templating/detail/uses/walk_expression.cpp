#include "templating/detail/builtins/registry.h"
#include "templating/detail/uses/use_walk.h"

#include <algorithm>
#include <array>
#include <variant>

// The evidence about values in each form of expression.
namespace gongwen::templating {
namespace {

/// Made-up data gets as many items as `x[3]` needs; an index from this number on adds none.
constexpr std::int64_t kMostSampleItems = 20;
/// The macros that draw what they are given.
constexpr std::string_view kChartMacros = "macros/charts.html";

/// The number of items that a list has at least if it has this one.
std::size_t items_for_index(const Value& index) {
  if (!index.is(Kind::Integer)) return 0;
  const std::int64_t number = index.integer();
  if (number >= kMostSampleItems || number < -kMostSampleItems) return 0;
  return static_cast<std::size_t>(number < 0 ? -number : number + 1);
}

}  // namespace

Flow UseWalk::flow_of(const Expression& expression) {
  if (called_levels_ > 0) ++steps_;
  ++level_;
  Flow flow = std::visit([&](const auto& node) { return flow_of(node, expression); }, expression.node);
  --level_;
  return flow;
}

Flow UseWalk::flow_of(const NameNode& node, const Expression& at) {
  if (const Flow* const bound = find_bound(node.name)) return *bound;
  const std::string_view name = names_.text(node.name);
  // Outside of loops, this word is never meant as a name.
  if (name == "loop") taken_.push_back({"loop", at.span});
  if (name == "loop" || name == "self" || name == "caller" || name == "varargs" || name == "kwargs") return {};
  return flows_.name(name, at.span);
}

Flow UseWalk::flow_of_items(const Expressions& items) {
  std::vector<Flow> parts;
  parts.reserve(items.size());
  for (const ExpressionPtr& one : items) parts.push_back(flow_of(*one));
  return flows_.make_tuple(std::move(parts));
}

Flow UseWalk::flow_of(const DictNode& node, const Expression& /*at*/) {
  std::vector<std::pair<std::string, Flow>> members;
  for (const auto& [key, value] : node.entries) {
    flow_of(*key);
    Flow flow = flow_of(*value);
    const Value* const name = constant_of(*key);
    if (name != nullptr && name->is_text()) members.emplace_back(name->text(), std::move(flow));
  }
  return flows_.make_object(std::move(members));
}

Flow UseWalk::flow_of(const UnaryNode& node, const Expression& /*at*/) {
  if (node.operation == UnaryOperator::Not) {
    test(*node.operand);
    return {};
  }
  const Flow operand = flow_of(*node.operand);
  ValueFlows::note(operand, Evidence::Number);
  return operand;
}

Flow UseWalk::flow_of(const BinaryNode& node, const Expression& /*at*/) {
  const Flow left = flow_of(*node.left);
  const Flow right = flow_of(*node.right);
  const Value* const pattern = constant_of(*node.left);
  if (node.operation == BinaryOperator::Modulo && pattern != nullptr && pattern->is_text()) {
    calls_.format(pattern->text(), '%', CallUses::formatted(right));
    return {};
  }
  if (node.operation != BinaryOperator::Add) {
    ValueFlows::note(left, Evidence::Number);
    ValueFlows::note(right, Evidence::Number);
    return {};
  }
  // Adds numbers, texts or lists.
  calls_.note_added(left, *node.right);
  calls_.note_added(right, *node.left);
  flows_.liken(left, right);
  Flow result = left;
  result.add(right);
  return result;
}

Flow UseWalk::flow_of(const LogicalNode& node, const Expression& /*at*/) {
  Flow left = flow_of(*node.left);
  ValueFlows::note(left, Evidence::Condition);
  const BranchGuard branch(flows_);
  const Flow right = flow_of(*node.right);
  if (node.operation == LogicalOperator::And) return right;
  calls_.note_substitute(left, *node.right);
  left.add(right);
  return left;
}

Flow UseWalk::flow_of(const ConcatNode& node, const Expression& /*at*/) {
  for (const ExpressionPtr& one : node.items) calls_.print(flow_of(*one));
  return {};
}

Flow UseWalk::flow_of(const CompareNode& node, const Expression& /*at*/) {
  const Expression* left = node.first.get();
  Flow first = flow_of(*left);
  for (const auto& [operation, operand] : node.rest) {
    Flow second = flow_of(*operand);
    calls_.compare(operation, *left, first, *operand, second);
    left = operand.get();
    first = std::move(second);
  }
  return {};
}

Flow UseWalk::flow_of(const ConditionalNode& node, const Expression& /*at*/) {
  test(*node.test);
  const BranchGuard branch(flows_);
  Flow result = flow_of(*node.then);
  if (node.otherwise == nullptr) return result;
  const BranchGuard other(flows_);
  result.add(flow_of(*node.otherwise));
  return result;
}

Flow UseWalk::flow_of(const AttributeNode& node, const Expression& at) {
  const Flow object = flow_of(*node.object);
  const std::string_view name = names_.text(node.name);
  if (!object.nodes.empty() && find_method(Kind::Dict, name) != nullptr) taken_.push_back({text(node.name), at.span});
  return flows_.member_of(object, name, at.span);
}

Flow UseWalk::flow_of(const SubscriptNode& node, const Expression& at) {
  const Flow object = flow_of(*node.object);
  if (std::holds_alternative<SliceNode>(node.index->node)) {
    flow_of(*node.index);
    ValueFlows::note(object, Evidence::TextOrList);
    return object;
  }
  const Value* const constant = constant_of(*node.index);
  if (constant != nullptr && constant->is_text()) return flows_.member_of(object, constant->text(), at.span);
  if (constant != nullptr) {
    for (DataNode* const one : object.nodes) one->least_items = std::max(one->least_items, items_for_index(*constant));
  }
  ValueFlows::note(flow_of(*node.index), Evidence::WholeNumber);
  return flows_.item_of(object, at.span);
}

Flow UseWalk::flow_of(const SliceNode& node, const Expression& /*at*/) {
  for (const ExpressionPtr* const one : {&node.start, &node.stop, &node.step}) {
    if (*one != nullptr) ValueFlows::note(flow_of(**one), Evidence::WholeNumber);
  }
  return {};
}

// Calls, filters and tests.

WalkedArguments UseWalk::walk_arguments(const CallArguments& arguments) {
  WalkedArguments walked;
  walked.written = &arguments;
  for (const ExpressionPtr& one : arguments.positional) walked.positional.push_back(flow_of(*one));
  for (const auto& [name, value] : arguments.keywords) walked.keywords.emplace_back(names_.text(name), flow_of(*value));
  if (arguments.star != nullptr) ValueFlows::note(flow_of(*arguments.star), Evidence::List);
  if (arguments.double_star != nullptr) ValueFlows::note(flow_of(*arguments.double_star), Evidence::Map);
  return walked;
}

void UseWalk::note_all(const WalkedArguments& arguments, Evidence evidence) {
  for (const Flow& value : arguments.positional) ValueFlows::note(value, evidence);
  for (const auto& [name, value] : arguments.keywords) ValueFlows::note(value, evidence);
}

Flow UseWalk::flow_of(const CallNode& node, const Expression& at) {
  if (const auto* const method = std::get_if<AttributeNode>(&node.callee->node)) return call_method(node, *method, at);
  const WalkedArguments arguments = walk_arguments(node.arguments);
  const auto* const callee = std::get_if<NameNode>(&node.callee->node);
  if (callee == nullptr) {
    flow_of(*node.callee);
    return {};
  }
  const std::string_view name = names_.text(callee->name);
  if (const auto macro = macros_.find(callee->name); macro != macros_.end()) {
    call_macro(macro->second, arguments, at);
    return {};
  }
  if (name == "caller" && !callers_.empty()) {
    // A `caller` within the block belongs to the block around it.
    std::vector<Macro> inner;
    inner.push_back(std::move(callers_.back()));
    callers_.pop_back();
    call_macro(inner.back(), arguments, at);
    callers_.push_back(std::move(inner.back()));
    return {};
  }
  if (const Flow* const bound = find_bound(callee->name); bound != nullptr && name != "loop") {
    for (const MadeValue* const made : bound->made) {
      if (made->imported) call_imported(*made, name, arguments, at);
    }
    return {};
  }
  return call_function(name, arguments, at);
}

Flow UseWalk::call_function(std::string_view name, const WalkedArguments& arguments, const Expression& at) {
  const std::vector<Flow>& values = arguments.positional;
  if (name == "range") {
    for (const Flow& value : values) ValueFlows::note(value, Evidence::WholeNumber);
  } else if (name == "draw_chart" && !values.empty()) {
    calls_.note_chart(values.front(), at);
  } else if (name == "loop" && !values.empty()) {
    const Flow item = flows_.item_of(values.front(), at.span);
    if (!loops_.empty()) flows_.repeat(item, loops_.back());
  } else if (name == "namespace" || name == "dict") {
    std::vector<std::pair<std::string, Flow>> members;
    for (const auto& [keyword, flow] : arguments.keywords) members.emplace_back(keyword, flow);
    return flows_.make_object(std::move(members));
  } else {
    const bool is_known = name == "wording" || name == "cycler" || name == "joiner";
    note_all(arguments, is_known ? Evidence::Printed : Evidence::Handed);
  }
  return {};
}

void UseWalk::call_imported(const MadeValue& module, std::string_view name, const WalkedArguments& arguments,
                            const Expression& at) {
  const bool draws = module.imported->ends_with(kChartMacros) && !arguments.positional.empty();
  if (draws && (name == "draw" || name == "sheet")) return calls_.note_chart(arguments.positional.front(), at);
  if (draws && (name == "bars" || name == "columns")) return calls_.note_chart_rows(arguments.positional.front(), at);
  note_all(arguments, Evidence::Handed);
}

Flow UseWalk::call_method(const CallNode& node, const AttributeNode& method, const Expression& at) {
  const std::string_view name = names_.text(method.name);
  const Flow object = flow_of(*method.object);
  const WalkedArguments arguments = walk_arguments(node.arguments);
  const std::vector<Flow>& values = arguments.positional;
  const Value* const constant = constant_of(*method.object);
  if (constant != nullptr && constant->is_text() && name == "format") {
    calls_.format(constant->text(), '{', values);
    for (const auto& [keyword, value] : arguments.keywords) calls_.print(value);
    return {};
  }
  for (MadeValue* const made : object.made) {
    if (made->imported) {
      call_imported(*made, name, arguments, at);
      return {};
    }
    if (name == "append" && !values.empty()) {
      if (!made->item) made->item.emplace();
      made->item->add(values.front());
    }
  }
  if (name == "join") {
    for (const Flow& value : values) calls_.print(flows_.item_of(value, at.span));
    return {};
  }
  if (name == "get" && !values.empty()) {
    const auto key = arguments.text(0);
    if (!key) return {};
    Flow found = flows_.member_of(object, *key, at.span);
    ValueFlows::note(found, Evidence::Asked);
    if (values.size() > 1) {
      calls_.note_substitute(found, *node.arguments.positional[1]);
      found.add(values[1]);
    }
    return found;
  }
  if (find_method(Kind::Dict, name) != nullptr && find_method(Kind::List, name) == nullptr) {
    return calls_.map_items(object, at, name == "items", name == "keys");
  }
  if (find_method(Kind::Text, name) != nullptr)
    ValueFlows::note(object, find_method(Kind::List, name) != nullptr ? Evidence::TextOrList : Evidence::Text);
  else if (find_method(Kind::List, name) != nullptr)
    ValueFlows::note(object, Evidence::List);
  else if (find_method(Kind::Integer, name) != nullptr)
    ValueFlows::note(object, Evidence::Number);
  return {};
}

Flow UseWalk::flow_of(const FilterNode& node, const Expression& at) {
  const Flow input = node.input == nullptr ? Flow() : flow_of(*node.input);
  const bool is_default = node.name == "default" || node.name == "d";
  std::optional<BranchGuard> otherwise;
  if (is_default) otherwise.emplace(flows_);
  const WalkedArguments arguments = walk_arguments(node.arguments);
  otherwise.reset();
  const Value* const pattern = node.input == nullptr ? nullptr : constant_of(*node.input);
  if (node.name == "format" && pattern != nullptr && pattern->is_text()) {
    calls_.format(pattern->text(), '%', arguments.positional);
    return {};
  }
  return calls_.filter(node.name, input, arguments, at);
}

Flow UseWalk::flow_of(const TestNode& node, const Expression& at) {
  const Flow input = flow_of(*node.input);
  calls_.test(node.name, input, walk_arguments(node.arguments), 0, at);
  return {};
}

}  // namespace gongwen::templating
