#include "templating/used_data.h"

#include "base/utf8.h"
#include "templating/detail/builtins/input_types.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/syntax/parser.h"
#include "templating/detail/uses/data_node.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <utility>

// Walks through the tree of a template as an expansion would, with places of the data for values: each use leaves
// evidence at the place, from which its type is chosen at the end. Macros are walked through where they are called.
namespace gongwen::templating {
namespace {

bool is_date_text(std::string_view text) {
  const auto is_digit_at = [&](std::size_t i) {
    return text[i] >= '0' && text[i] <= '9';
  };
  return text.size() == 10 && text[4] == '-' && text[7] == '-' && is_digit_at(0) && is_digit_at(5) && is_digit_at(8);
}

class UseWalk {
 public:
  explicit UseWalk(const NameTable& names) : names_(names) {
    nodes_.emplace_back();
    scopes_.emplace_back();
  }

  UsedData run(const TemplateTree& tree) {
    walk(tree.body);
    spread_types(alike_);
    UsedData data{used_value(nodes_.front()), std::move(taken_)};
    data.root.type = UsedType::Group;
    return data;
  }

 private:
  using Scope = std::map<NameId, Flow>;
  /// A macro calls others; each call is walked through, so that templates of macros that call others twice would take
  /// for ever.
  static constexpr std::size_t kMostCalls = 1000;
  static constexpr std::size_t kDeepestCalls = 8;

  // Statements.

  void walk(const Statements& body) {
    for (const Statement& statement : body) std::visit([this](const auto& node) { walk(node); }, statement.node);
  }
  void walk(const LiteralStatement& /*node*/) {}
  void walk(const OutputStatement& node) { print(flow_of(*node.value)); }
  void walk(const ForStatement& node) {
    const Flow list = flow_of(*node.iterable);
    const Flow item = item_of(list, *node.target);
    scopes_.emplace_back();
    bind(*node.target, item);
    Flow loop;
    for (const std::string_view name : {"previtem", "nextitem"}) loop.members.emplace(name, item);
    if (const NameId id = names_.find("loop")) scopes_.back()[id] = std::move(loop);
    if (node.test != nullptr) test(*node.test);
    walk(node.body);
    scopes_.pop_back();
    walk(node.otherwise);
  }
  void walk(const IfStatement& node) {
    for (const IfBranch& branch : node.branches) {
      test(*branch.test);
      walk(branch.body);
    }
    walk(node.otherwise);
  }
  void walk(const SetStatement& node) { bind(*node.target, flow_of(*node.value)); }
  void walk(const SetBlockStatement& node) {
    walk(node.body);
    if (node.filter != nullptr) flow_of(*node.filter);
    bind(*node.target, {});
  }
  void walk(const WithStatement& node) {
    std::vector<Flow> values;
    for (const auto& [target, value] : node.bindings) values.push_back(flow_of(*value));
    scopes_.emplace_back();
    for (std::size_t i = 0; i < values.size(); ++i) bind(*node.bindings[i].first, values[i]);
    walk(node.body);
    scopes_.pop_back();
  }
  void walk(const MacroStatement& node) {
    macros_[node.name] = &node.parts;
    scopes_.back()[node.name] = {};
    call_macro(node.parts, {}, {});
  }
  void walk(const CallBlockStatement& node) {
    flow_of(*node.call);
    call_macro(node.parts, {}, {});
  }
  void walk(const FilterBlockStatement& node) {
    walk(node.body);
    flow_of(*node.filter);
  }
  void walk(const BlockStatement& node) { walk(node.body); }
  void walk(const ExtendsStatement& node) { flow_of(*node.name); }
  void walk(const IncludeStatement& node) { flow_of(*node.name); }
  void walk(const ImportStatement& node) { scopes_.back()[node.target] = {}; }
  void walk(const FromImportStatement& node) {
    for (const ImportedName& one : node.names) scopes_.back()[one.alias ? one.alias : one.name] = {};
  }
  void walk(const DoStatement& node) { flow_of(*node.value); }
  void walk(const BreakStatement& /*node*/) {}
  void walk(const ContinueStatement& /*node*/) {}

  void call_macro(const MacroParts& parts, const std::vector<Flow>& positional,
                  const std::map<NameId, Flow>& keywords) {
    if (++calls_ > kMostCalls || depth_ >= kDeepestCalls) return;
    ++depth_;
    Scope scope;
    const std::size_t first_default =
        parts.parameters.size() - std::min(parts.parameters.size(), parts.defaults.size());
    for (std::size_t i = 0; i < parts.parameters.size(); ++i) {
      Flow value;
      if (i >= first_default) value = flow_of(*parts.defaults[i - first_default]);
      if (i < positional.size()) value.add(positional[i]);
      if (const auto named = keywords.find(parts.parameters[i]); named != keywords.end()) value.add(named->second);
      scope[parts.parameters[i]] = std::move(value);
    }
    scopes_.push_back(std::move(scope));
    walk(parts.body);
    scopes_.pop_back();
    --depth_;
  }

  void bind(const Expression& target, const Flow& value) {
    if (const auto* const name = std::get_if<NameNode>(&target.node)) {
      scopes_.back()[name->name].add(value);
    } else if (const auto* const tuple = std::get_if<TupleNode>(&target.node)) {
      for (std::size_t i = 0; i < tuple->items.size(); ++i)
        bind(*tuple->items[i], i < value.parts.size() ? value.parts[i] : Flow());
    } else if (const auto* const member = std::get_if<NamespaceTargetNode>(&target.node)) {
      if (Flow* const known = find_bound(member->name)) known->members[text(member->attribute)].add(value);
    }
  }

  Flow* find_bound(NameId name) {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      if (const auto found = scope->find(name); found != scope->end()) return &found->second;
    }
    return nullptr;
  }

  // Evidence.

  static void note(const Flow& flow, Evidence evidence) {
    for (DataNode* const node : flow.nodes) node->evidence.insert(evidence);
  }

  void print(const Flow& flow) { note(flow, Evidence::Printed); }

  /// `{% if x and not y %}`
  void test(const Expression& expression) {
    if (const auto* const logical = std::get_if<LogicalNode>(&expression.node)) {
      test(*logical->left);
      test(*logical->right);
    } else if (const auto* const unary = std::get_if<UnaryNode>(&expression.node);
               unary != nullptr && unary->operation == UnaryOperator::Not) {
      test(*unary->operand);
    } else {
      note(flow_of(expression), Evidence::Condition);
    }
  }

  static void note_input(const Flow& flow, const FilterTypes& types) {
    switch (types.input) {
      case InputType::Anything: break;
      case InputType::Text: note(flow, Evidence::Text); break;
      case InputType::Number: note(flow, Evidence::Number); break;
      case InputType::WholeNumber: note(flow, Evidence::WholeNumber); break;
      case InputType::Date: note(flow, Evidence::Date); break;
      case InputType::List: note(flow, Evidence::List); break;
      case InputType::TextOrList: note(flow, Evidence::TextOrList); break;
      case InputType::Map: note(flow, Evidence::Map); break;
      case InputType::YesNo: note(flow, Evidence::YesNo); break;
      case InputType::Asked: note(flow, Evidence::Asked); break;
    }
    for (DataNode* const node : flow.nodes) {
      if (node->sample.empty()) node->sample = types.sample;
    }
  }

  /// Values that are compared with, or added to, each other have one type.
  void liken(const Flow& a, const Flow& b) {
    for (DataNode* const one : a.nodes) {
      for (DataNode* const other : b.nodes) {
        if (one != other && alike_.size() < kMostCalls) alike_.emplace_back(one, other);
      }
    }
  }

  void note_constant(const Flow& flow, const Value& value) {
    if (value.is(Kind::Boolean)) note(flow, Evidence::YesNo);
    if (value.is(Kind::None)) note(flow, Evidence::Asked);
    if (value.is(Kind::Integer) || value.is(Kind::BigInteger) || value.is(Kind::Float)) note(flow, Evidence::Number);
    if (!value.is_text()) return;
    note(flow, is_date_text(value.text()) ? Evidence::Date : Evidence::Text);
    for (DataNode* const node : flow.nodes) {
      if (node->sample.empty()) node->sample = value.text();
    }
  }

  void compare(CompareOperator operation, const Expression& left, const Flow& a, const Expression& right,
               const Flow& b) {
    if (operation == CompareOperator::In || operation == CompareOperator::NotIn) return contain(a, left, b, right);
    if (const auto* const constant = std::get_if<ConstantNode>(&left.node)) note_constant(b, constant->value);
    if (const auto* const constant = std::get_if<ConstantNode>(&right.node)) note_constant(a, constant->value);
    const bool is_order = operation != CompareOperator::Equal && operation != CompareOperator::NotEqual;
    if (is_order) {
      note(a, Evidence::Ordered);
      note(b, Evidence::Ordered);
    }
    liken(a, b);
  }

  /// `x in ["甲", "乙"]`, `"甲" in x`
  void contain(const Flow& item, const Expression& wanted, const Flow& list, const Expression& all) {
    const Expressions* const items = items_of(all);
    for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
      if (const auto* const constant = std::get_if<ConstantNode>(&(*items)[i]->node))
        note_constant(item, constant->value);
    }
    note(list, Evidence::TextOrList);
    if (const auto* const constant = std::get_if<ConstantNode>(&wanted.node);
        constant != nullptr && !constant->value.is_text())
      note_constant(item_of(list, all), constant->value);
  }

  static const Expressions* items_of(const Expression& expression) {
    if (const auto* const list = std::get_if<ListNode>(&expression.node)) return &list->items;
    if (const auto* const tuple = std::get_if<TupleNode>(&expression.node)) return &tuple->items;
    return nullptr;
  }

  // Places of the data.

  DataNode* new_node(const DataNode& above, std::string_view name, const diagnostics::Span& place) {
    DataNode& node = nodes_.emplace_back();
    node.depth = above.depth + 1;
    node.name = name;
    node.place = place;
    return &node;
  }

  DataNode* member(DataNode& of, std::string_view name, const diagnostics::Span& place) {
    const auto found =
        std::find_if(of.members.begin(), of.members.end(), [&](const DataNode* one) { return one->name == name; });
    if (found != of.members.end()) return *found;
    if (of.depth >= DataNode::kDeepest) return &of;
    return of.members.emplace_back(new_node(of, name, place));
  }

  DataNode* item(DataNode& of, const Expression& at) {
    if (of.item == nullptr && of.depth >= DataNode::kDeepest) return &of;
    if (of.item == nullptr) of.item = new_node(of, {}, at.span);
    return of.item;
  }

  Flow member_of(const Flow& flow, std::string_view name, const Expression& at) {
    Flow result;
    for (DataNode* const node : flow.nodes) result.nodes.push_back(member(*node, name, at.span));
    if (const auto found = flow.members.find(name); found != flow.members.end()) result.add(found->second);
    return result;
  }

  Flow item_of(const Flow& flow, const Expression& at) {
    Flow result;
    for (DataNode* const node : flow.nodes) {
      node->evidence.insert(Evidence::List);
      result.nodes.push_back(item(*node, at));
    }
    if (flow.item != nullptr) result.add(*flow.item);
    return result;
  }

  /// `n` or `person.name`, as filters take members.
  Flow path_of(Flow flow, std::string_view path, const Expression& at) {
    while (!path.empty()) {
      const std::string_view name = path.substr(0, path.find('.'));
      const bool is_number = name.find_first_not_of("0123456789") == std::string_view::npos;
      flow = is_number ? item_of(flow, at) : member_of(flow, name, at);
      path.remove_prefix(std::min(path.size(), name.size() + 1));
    }
    return flow;
  }

  // Expressions.

  Flow flow_of(const Expression& expression) {
    return std::visit([&](const auto& node) { return flow_of(node, expression); }, expression.node);
  }
  Flow flow_of(const ConstantNode& /*node*/, const Expression& /*at*/) { return {}; }
  Flow flow_of(const NameNode& node, const Expression& at) {
    if (const Flow* const bound = find_bound(node.name)) return *bound;
    const std::string_view name = names_.text(node.name);
    // Outside of loops nobody means this word as a name.
    if (name == "loop") taken_.push_back({"loop", at.span});
    if (name == "loop" || name == "self" || name == "caller" || name == "varargs" || name == "kwargs") return {};
    return Flow{{member(nodes_.front(), name, at.span)}};
  }
  Flow flow_of(const NamespaceTargetNode& /*node*/, const Expression& /*at*/) { return {}; }
  Flow flow_of(const TupleNode& node, const Expression& /*at*/) { return flow_of_items(node.items); }
  Flow flow_of(const ListNode& node, const Expression& /*at*/) { return flow_of_items(node.items); }
  /// Lists of lists have copies of their parts: what grows too large is known as a whole only.
  static Flow bounded(Flow flow) {
    constexpr std::size_t kMostWeight = 1'000;
    return flow.weight() > kMostWeight ? Flow{std::move(flow.nodes)} : flow;
  }
  Flow flow_of_items(const Expressions& items) {
    Flow result;
    Flow all;
    for (const ExpressionPtr& one : items) {
      result.parts.push_back(bounded(flow_of(*one)));
      all.add(result.parts.back());
    }
    result.item = std::make_shared<const Flow>(std::move(all));
    return result;
  }
  Flow flow_of(const DictNode& node, const Expression& /*at*/) {
    Flow result;
    for (const auto& [key, value] : node.entries) {
      flow_of(*key);
      const auto* const name = std::get_if<ConstantNode>(&key->node);
      const Flow flow = bounded(flow_of(*value));
      if (name != nullptr && name->value.is_text()) result.members[std::string(name->value.text())].add(flow);
    }
    return result;
  }
  Flow flow_of(const UnaryNode& node, const Expression& /*at*/) {
    if (node.operation == UnaryOperator::Not) {
      test(*node.operand);
      return {};
    }
    const Flow operand = flow_of(*node.operand);
    note(operand, Evidence::Number);
    return operand;
  }
  Flow flow_of(const BinaryNode& node, const Expression& /*at*/) {
    const auto* const text = std::get_if<ConstantNode>(&node.left->node);
    if (node.operation == BinaryOperator::Modulo && text != nullptr && text->value.is_text()) {
      note_format(text->value.text(), '%', {&node.right, 1});
      return {};
    }
    const Flow left = flow_of(*node.left);
    const Flow right = flow_of(*node.right);
    if (node.operation != BinaryOperator::Add) {
      note(left, Evidence::Number);
      note(right, Evidence::Number);
      return {};
    }
    // Numbers, texts or lists.
    note_added(left, *node.right);
    note_added(right, *node.left);
    liken(left, right);
    Flow result = left;
    result.add(right);
    return result;
  }
  /// What is added to an expression.
  void note_added(const Flow& flow, const Expression& other) {
    note(flow, Evidence::Ordered);
    if (const auto* const constant = std::get_if<ConstantNode>(&other.node)) {
      note(flow, constant->value.is_text() ? Evidence::Text : Evidence::Number);
    } else if (items_of(other) != nullptr) {
      note(flow, Evidence::List);
    } else if (std::holds_alternative<ConcatNode>(other.node)) {
      note(flow, Evidence::Text);
    } else if (const auto* const filter_node = std::get_if<FilterNode>(&other.node)) {
      constexpr auto kNumbers = std::to_array<std::string_view>(
          {"abs", "count", "days_between", "first_like", "float", "int", "length", "round", "sum", "wordcount"});
      const bool is_number = std::find(kNumbers.begin(), kNumbers.end(), filter_node->name) != kNumbers.end();
      const auto types = types_of_filter(filter_node->name);
      if (types && types->output == OutputType::New) note(flow, is_number ? Evidence::Number : Evidence::Text);
    }
  }
  Flow flow_of(const LogicalNode& node, const Expression& /*at*/) {
    Flow left = flow_of(*node.left);
    note(left, Evidence::Condition);
    const Flow right = flow_of(*node.right);
    // `x or "none"`: a text takes the place of x.
    const auto* const constant = std::get_if<ConstantNode>(&node.right->node);
    if (constant != nullptr && constant->value.is_text()) note(left, Evidence::Text);
    if (node.operation == LogicalOperator::And) return right;
    left.add(right);
    return left;
  }
  Flow flow_of(const ConcatNode& node, const Expression& /*at*/) {
    for (const ExpressionPtr& one : node.items) print(flow_of(*one));
    return {};
  }
  Flow flow_of(const CompareNode& node, const Expression& /*at*/) {
    const Expression* left = node.first.get();
    Flow first = flow_of(*left);
    for (const auto& [operation, operand] : node.rest) {
      Flow second = flow_of(*operand);
      compare(operation, *left, first, *operand, second);
      left = operand.get();
      first = std::move(second);
    }
    return {};
  }
  Flow flow_of(const ConditionalNode& node, const Expression& /*at*/) {
    test(*node.test);
    Flow result = flow_of(*node.then);
    if (node.otherwise != nullptr) result.add(flow_of(*node.otherwise));
    return result;
  }
  Flow flow_of(const AttributeNode& node, const Expression& at) {
    const Flow object = flow_of(*node.object);
    const std::string name = text(node.name);
    if (!object.nodes.empty() && find_method(Kind::Dict, name) != nullptr) taken_.push_back({name, at.span});
    return member_of(object, name, at);
  }
  Flow flow_of(const SubscriptNode& node, const Expression& at) {
    const Flow object = flow_of(*node.object);
    if (std::holds_alternative<SliceNode>(node.index->node)) {
      flow_of(*node.index);
      note(object, Evidence::TextOrList);
      return object;
    }
    const auto* const constant = std::get_if<ConstantNode>(&node.index->node);
    if (constant != nullptr && constant->value.is_text()) return member_of(object, constant->value.text(), at);
    const Flow index = flow_of(*node.index);
    note(index, Evidence::Ordered);
    return item_of(object, at);
  }
  Flow flow_of(const SliceNode& node, const Expression& /*at*/) {
    for (const ExpressionPtr* const one : {&node.start, &node.stop, &node.step}) {
      if (*one != nullptr) note(flow_of(**one), Evidence::WholeNumber);
    }
    return {};
  }

  // Calls, filters and tests.

  /// Of the positional arguments; those of `keywords` are added. Each is walked once: calls within calls are many.
  std::vector<Flow> flows_of(const CallArguments& arguments, std::map<NameId, Flow>* keywords = nullptr) {
    std::vector<Flow> flows;
    for (const ExpressionPtr& one : arguments.positional) flows.push_back(flow_of(*one));
    for (const auto& [name, value] : arguments.keywords) {
      const Flow flow = flow_of(*value);
      if (keywords != nullptr) (*keywords)[name].add(flow);
    }
    if (arguments.star != nullptr) note(flow_of(*arguments.star), Evidence::List);
    if (arguments.double_star != nullptr) note(flow_of(*arguments.double_star), Evidence::Map);
    return flows;
  }

  Flow flow_of(const CallNode& node, const Expression& at) {
    if (const auto* const method = std::get_if<AttributeNode>(&node.callee->node))
      return call_method(node, *method, at);
    std::map<NameId, Flow> keywords;
    const std::vector<Flow> values = flows_of(node.arguments, &keywords);
    const auto* const callee = std::get_if<NameNode>(&node.callee->node);
    if (callee == nullptr) {
      flow_of(*node.callee);
      return {};
    }
    const std::string_view name = names_.text(callee->name);
    if (const auto macro = macros_.find(callee->name); macro != macros_.end()) {
      call_macro(*macro->second, values, keywords);
    } else if (name == "range") {
      for (const Flow& value : values) note(value, Evidence::WholeNumber);
    } else if (name == "draw_chart" && !values.empty()) {
      note(values.front(), Evidence::Chart);
    } else if (name == "loop" && !values.empty()) {
      note(values.front(), Evidence::List);
    } else if (name == "namespace" || name == "dict") {
      Flow made;
      for (const auto& [keyword, flow] : keywords) made.members[text(keyword)].add(flow);
      return made;
    } else {
      for (const Flow& value : values) print(value);
    }
    return {};
  }

  Flow call_method(const CallNode& node, const AttributeNode& method, const Expression& at) {
    const std::string name = text(method.name);
    if (const auto* const constant = std::get_if<ConstantNode>(&method.object->node);
        constant != nullptr && constant->value.is_text() && name == "format") {
      note_format(constant->value.text(), '{', node.arguments.positional);
      for (const auto& [keyword, value] : node.arguments.keywords) print(flow_of(*value));
      return {};
    }
    const Flow object = flow_of(*method.object);
    const std::vector<Flow> values = flows_of(node.arguments);
    if (name == "join") {
      for (const Flow& value : values) print(item_of(value, at));
      return {};
    }
    if (name == "get" && !node.arguments.positional.empty()) {
      const auto* const key = std::get_if<ConstantNode>(&node.arguments.positional.front()->node);
      if (key == nullptr || !key->value.is_text()) return {};
      Flow found = member_of(object, key->value.text(), at);
      note(found, Evidence::Asked);
      if (values.size() > 1) found.add(values[1]);
      return found;
    }
    if (find_method(Kind::Dict, name) != nullptr && find_method(Kind::List, name) == nullptr) {
      note(object, Evidence::Map);
      return map_items(object, at, name == "items", name == "keys");
    }
    if (find_method(Kind::Text, name) != nullptr)
      note(object, find_method(Kind::List, name) != nullptr ? Evidence::TextOrList : Evidence::Text);
    else if (find_method(Kind::List, name) != nullptr)
      note(object, Evidence::List);
    else if (find_method(Kind::Integer, name) != nullptr)
      note(object, Evidence::Number);
    return {};
  }

  /// The items, names or values of a map.
  Flow map_items(const Flow& map, const Expression& at, bool are_pairs, bool are_names) {
    Flow value;
    for (DataNode* const node : map.nodes) value.nodes.push_back(item(*node, at));
    Flow one;
    if (are_pairs)
      one.parts = {Flow(), value};
    else if (!are_names)
      one = value;
    Flow list;
    list.item = std::make_shared<const Flow>(std::move(one));
    return list;
  }

  static std::optional<std::string_view> text_argument(const CallArguments& arguments, std::size_t position) {
    if (position >= arguments.positional.size()) return std::nullopt;
    const auto* const constant = std::get_if<ConstantNode>(&arguments.positional[position]->node);
    if (constant == nullptr || !constant->value.is_text()) return std::nullopt;
    return constant->value.text();
  }

  std::optional<std::string_view> attribute_argument(const CallArguments& arguments, std::size_t position) const {
    for (const auto& [name, value] : arguments.keywords) {
      const auto* const constant = std::get_if<ConstantNode>(&value->node);
      if (names_.text(name) == "attribute" && constant != nullptr && constant->value.is_text())
        return constant->value.text();
    }
    return text_argument(arguments, position);
  }

  Flow flow_of(const FilterNode& node, const Expression& at) {
    const Flow input = node.input == nullptr ? Flow() : flow_of(*node.input);
    return filter(node.name, input, node.arguments, at);
  }

  Flow filter(std::string_view name, const Flow& input, const CallArguments& arguments, const Expression& at) {
    const FilterTypes types = types_of_filter(name).value_or(FilterTypes{});
    note_input(input, types);
    const std::vector<Flow> values = flows_of(arguments);
    if (name == "date_range" || name == "days_between") {
      if (!values.empty()) note(values.front(), Evidence::Date);
    } else if (name == "join") {
      print(path_of(item_of(input, at), attribute_argument(arguments, 1).value_or(""), at));
    } else if (name == "enumerate_cn") {
      print(item_of(input, at));
    } else if (name == "sum") {
      note(path_of(item_of(input, at), attribute_argument(arguments, 0).value_or(""), at), Evidence::Number);
    } else if (name == "max" || name == "min" || name == "sort" || name == "unique") {
      const std::size_t position = name == "sort" ? 2 : 1;
      const Flow key = path_of(item_of(input, at), attribute_argument(arguments, position).value_or(""), at);
      if (name == "max" || name == "min") note(key, Evidence::Ordered);
    } else if (name == "groupby") {
      const Flow one = item_of(input, at);
      const Flow key = path_of(one, attribute_argument(arguments, 0).value_or(""), at);
      print(key);
      Flow list;
      list.item = std::make_shared<const Flow>(one);
      return list_of(Flow{{}, {{"grouper", key}, {"list", list}}, {key, list}});
    } else if (name == "map") {
      return list_of(mapped(item_of(input, at), arguments, at));
    } else if (name == "select" || name == "reject") {
      if (const auto test_name = text_argument(arguments, 0))
        apply_test(*test_name, item_of(input, at), arguments, 1, at);
      else
        note(item_of(input, at), Evidence::Condition);
    } else if (name == "selectattr" || name == "rejectattr") {
      const Flow key = path_of(item_of(input, at), text_argument(arguments, 0).value_or(""), at);
      if (const auto test_name = text_argument(arguments, 1))
        apply_test(*test_name, key, arguments, 2, at);
      else
        note(key, Evidence::Condition);
    } else if (name == "batch" || name == "slice") {
      Flow part;
      part.item = std::make_shared<const Flow>(item_of(input, at));
      return list_of(std::move(part));
    } else if (name == "items" || name == "dictsort") {
      return map_items(input, at, true, false);
    } else if (name == "attr") {
      return path_of(input, text_argument(arguments, 0).value_or(""), at);
    } else if (name == "first_like") {
      const Flow one = item_of(input, at);
      for (std::size_t i = 1; i < arguments.positional.size(); ++i)
        path_of(one, text_argument(arguments, i).value_or(""), at);
    } else if (name == "choice" && !arguments.positional.empty()) {
      choose(input, *arguments.positional.front(), values.front(), at);
    } else if (name == "choice_title") {
      for (DataNode* const node : input.nodes) node->choices = {"A", "B"};
    } else if (name == "format") {
      for (const Flow& value : values) print(value);
    } else if (name == "cn_references" && !values.empty()) {
      for (const std::string_view part : {"chapters", "annexes"})
        note(member_of(values.front(), part, at), Evidence::List);
      member_of(values.front(), "title", at);
    } else if (name == "default" || name == "d") {
      Flow result = input;
      if (!values.empty()) result.add(values.front());
      return result;
    } else if (types.output == OutputType::Same && types.input == InputType::Anything && name != "choice_title") {
      print(input);
    }
    if (types.output == OutputType::Same) return input;
    if (types.output == OutputType::Item) return item_of(input, at);
    return {};
  }

  static Flow list_of(Flow item) {
    Flow list;
    list.item = std::make_shared<const Flow>(std::move(item));
    return list;
  }

  /// `map(attribute="name")`, `map("cn_date", form="chinese")`
  Flow mapped(const Flow& one, const CallArguments& arguments, const Expression& at) {
    for (const auto& [name, value] : arguments.keywords) {
      const auto* const constant = std::get_if<ConstantNode>(&value->node);
      if (names_.text(name) == "attribute" && constant != nullptr && constant->value.is_text())
        return path_of(one, constant->value.text(), at);
    }
    const auto name = text_argument(arguments, 0);
    if (!name) return one;
    CallArguments rest;  // borrowed arguments would have to be moved; those of filters in `map` are constants
    return filter(*name, one, rest, at);
  }

  /// ☑ and ☐: the value is one of the options.
  void choose(const Flow& input, const Expression& options, const Flow& value, const Expression& at) {
    std::vector<std::string> texts;
    const auto add = [&](const Expression& one) {
      const auto* const constant = std::get_if<ConstantNode>(&one.node);
      if (constant != nullptr && constant->value.is_text()) texts.emplace_back(constant->value.text());
    };
    if (const auto* const dict = std::get_if<DictNode>(&options.node)) {
      for (const auto& [key, title] : dict->entries) add(*key);
    } else if (const Expressions* const items = items_of(options)) {
      for (const ExpressionPtr& one : *items) {
        const Expressions* const pair = items_of(*one);
        add(pair != nullptr && !pair->empty() ? *pair->front() : *one);
      }
    }
    for (DataNode* const node : input.nodes) node->choices = texts;
    if (value.nodes.empty()) return;
    print(item_of(value, at));
    for (DataNode* const node : input.nodes) {
      if (node->sample.empty()) node->sample = "【" + value.nodes.front()->name + "】";
    }
  }

  Flow flow_of(const TestNode& node, const Expression& at) {
    const Flow input = flow_of(*node.input);
    apply_test(node.name, input, node.arguments, 0, at);
    return {};
  }

  void apply_test(std::string_view name, const Flow& input, const CallArguments& arguments, std::size_t first,
                  const Expression& at) {
    note_input(input, types_of_test(name).value_or(FilterTypes{}));
    if (first >= arguments.positional.size()) {
      flows_of(arguments);
      return;
    }
    const Expression& other = *arguments.positional[first];
    const Flow value = flow_of(other);
    if (name == "in") return contain(input, at, value, other);
    if (name == "alike" || name.ends_with("_than") || name.starts_with("of_") || name == "surname_of") print(value);
    if (name == "divisibleby") note(value, Evidence::WholeNumber);
    static const std::map<std::string_view, CompareOperator> kComparisons{{"==", CompareOperator::Equal},
                                                                          {"eq", CompareOperator::Equal},
                                                                          {"equalto", CompareOperator::Equal},
                                                                          {"!=", CompareOperator::NotEqual},
                                                                          {"ne", CompareOperator::NotEqual},
                                                                          {"<", CompareOperator::Less},
                                                                          {"lt", CompareOperator::Less},
                                                                          {"lessthan", CompareOperator::Less},
                                                                          {"<=", CompareOperator::LessOrEqual},
                                                                          {"le", CompareOperator::LessOrEqual},
                                                                          {">", CompareOperator::Greater},
                                                                          {"gt", CompareOperator::Greater},
                                                                          {"greaterthan", CompareOperator::Greater},
                                                                          {">=", CompareOperator::GreaterOrEqual},
                                                                          {"ge", CompareOperator::GreaterOrEqual},
                                                                          {"sameas", CompareOperator::Equal}};
    if (const auto found = kComparisons.find(name); found != kComparisons.end())
      compare(found->second, at, input, other, value);
  }

  /// `"{:.2f}".format(x)`, `"%.2f" % x`, `"%d" | format(x)`
  void note_format(std::string_view pattern, char sign, std::span<const ExpressionPtr> given) {
    std::vector<const Expression*> values;
    for (const ExpressionPtr& one : given) {
      if (const Expressions* const items = items_of(*one); items != nullptr && sign == '%') {
        for (const ExpressionPtr& item : *items) values.push_back(item.get());
      } else {
        values.push_back(one.get());
      }
    }
    std::vector<Flow> flows;
    for (const Expression* const one : values) flows.push_back(flow_of(*one));
    std::size_t next = 0;
    for (std::size_t at = 0; (at = pattern.find(sign, at)) != std::string_view::npos;) {
      ++at;
      if (at < pattern.size() && pattern[at] == sign) {
        ++at;
        continue;
      }
      const std::size_t end = sign == '{' ? pattern.find('}', at) : pattern.find_first_not_of("0123456789.+- #", at);
      if (end == std::string_view::npos) break;
      const std::string_view place = pattern.substr(at, end - at);
      std::size_t index = next++;
      if (sign == '{' && !place.empty() && base::is_ascii_digit(place.front()))
        index = static_cast<std::size_t>(place.front() - '0');
      const char type = sign == '%' ? pattern[end] : place.find(':') == std::string_view::npos ? 's' : place.back();
      if (index < flows.size()) {
        const bool is_whole = type == 'd' || type == 'x' || type == 'X' || type == 'o' || type == 'b' || type == 'c';
        const bool is_number = std::string_view("feEgGFn%,").find(type) != std::string_view::npos;
        note(flows[index], is_whole ? Evidence::WholeNumber : is_number ? Evidence::Number : Evidence::Printed);
      }
      at = end;
    }
  }

  std::string text(NameId name) const { return std::string(names_.text(name)); }

  const NameTable& names_;
  std::deque<DataNode> nodes_;  // the root first
  std::vector<Scope> scopes_;
  std::map<NameId, const MacroParts*> macros_;
  std::vector<std::pair<DataNode*, DataNode*>> alike_;
  std::vector<TakenName> taken_;
  std::size_t calls_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

base::Expected<UsedData> used_data(const LoadedTemplate& text, diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  Arena arena(std::uint64_t{1} << 28);
  NameTable names(arena);
  const SyntaxOptions options;
  const TemplateTree tree = Parser({text.source, text.text}, options, names, arena, sink).parse_template();
  if (watch.saw_errors()) return base::kReported;
  return UseWalk(names).run(tree);
}

std::vector<std::string_view> untyped_builtins() {
  std::vector<std::string_view> untyped;
  for (const std::string_view name : filter_names()) {
    if (!types_of_filter(name)) untyped.push_back(name);
  }
  for (const std::string_view name : test_names()) {
    if (!types_of_test(name)) untyped.push_back(name);
  }
  return untyped;
}

}  // namespace gongwen::templating
