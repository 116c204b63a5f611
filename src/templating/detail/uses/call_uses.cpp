#include "templating/detail/uses/call_uses.h"

#include "base/date.h"
#include "base/utf8.h"
#include "templating/detail/builtins/input_types.h"

#include <algorithm>
#include <map>

namespace gongwen::templating {
namespace {

std::optional<CompareOperator> comparison_of_test(std::string_view name) {
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
  const auto found = kComparisons.find(name);
  return found == kComparisons.end() ? std::nullopt : std::optional(found->second);
}

bool is_number_value(const Value& value) {
  return value.is(Kind::Integer) || value.is(Kind::BigInteger) || value.is(Kind::Float);
}

std::optional<Evidence> evidence_of(InputType input) {
  switch (input) {
    case InputType::Anything: return std::nullopt;
    case InputType::Text: return Evidence::Text;
    case InputType::Number: return Evidence::Number;
    case InputType::WholeNumber: return Evidence::WholeNumber;
    case InputType::Date: return Evidence::Date;
    case InputType::List: return Evidence::List;
    case InputType::TextOrList: return Evidence::TextOrList;
    case InputType::Map: return Evidence::Map;
    case InputType::YesNo: return Evidence::YesNo;
    case InputType::Asked: return Evidence::Asked;
  }
  return std::nullopt;
}

}  // namespace

const Value* constant_of(const Expression& expression) {
  const auto* const constant = std::get_if<ConstantNode>(&expression.node);
  return constant == nullptr ? nullptr : &constant->value;
}

const Expressions* items_of(const Expression& expression) {
  if (const auto* const list = std::get_if<ListNode>(&expression.node)) return &list->items;
  if (const auto* const tuple = std::get_if<TupleNode>(&expression.node)) return &tuple->items;
  return nullptr;
}

std::optional<std::string_view> WalkedArguments::text(std::size_t position) const {
  if (written == nullptr || position >= written->positional.size()) return std::nullopt;
  const Value* const constant = constant_of(*written->positional[position]);
  return constant == nullptr || !constant->is_text() ? std::nullopt : std::optional(constant->text());
}

std::optional<std::string_view> WalkedArguments::text(const NameTable& names, std::string_view keyword,
                                                      std::size_t position) const {
  if (written == nullptr) return std::nullopt;
  for (const auto& [name, value] : written->keywords) {
    const Value* const constant = constant_of(*value);
    if (names.text(name) == keyword && constant != nullptr && constant->is_text()) return constant->text();
  }
  return text(position);
}

void CallUses::note_input(const Flow& flow, std::string_view name, bool is_test) {
  const FilterTypes types = (is_test ? types_of_test(name) : types_of_filter(name)).value_or(FilterTypes{});
  if (const auto evidence = evidence_of(types.input)) ValueFlows::note(flow, *evidence);
  ValueFlows::suggest_sample(flow, types.sample);
}

void CallUses::note_constant(const Flow& flow, const Value& value) {
  if (value.is(Kind::Boolean)) ValueFlows::note(flow, Evidence::YesNo);
  if (value.is(Kind::None)) ValueFlows::note(flow, Evidence::Asked);
  if (is_number_value(value)) ValueFlows::note(flow, Evidence::Number);
  if (!value.is_text()) return;
  ValueFlows::note(flow, base::parse_date(value.text()) ? Evidence::Date : Evidence::Text);
  ValueFlows::suggest_sample(flow, value.text());
}

void CallUses::note_substitute(const Flow& flow, const Expression& substitute) {
  if (const Value* const constant = constant_of(substitute)) {
    if (constant->is_text())
      ValueFlows::note(flow, base::parse_date(constant->text()) ? Evidence::Date : Evidence::Text);
    else if (!constant->is(Kind::None))
      note_constant(flow, *constant);
  } else if (items_of(substitute) != nullptr) {
    ValueFlows::note(flow, Evidence::List);
  }
}

void CallUses::note_added(const Flow& flow, const Expression& other) {
  ValueFlows::note(flow, Evidence::Ordered);
  if (const Value* const constant = constant_of(other)) {
    ValueFlows::note(flow, constant->is_text() ? Evidence::Text : Evidence::Number);
  } else if (items_of(other) != nullptr) {
    ValueFlows::note(flow, Evidence::List);
  } else if (std::holds_alternative<ConcatNode>(other.node)) {
    ValueFlows::note(flow, Evidence::Text);
  } else if (const auto* const filter_node = std::get_if<FilterNode>(&other.node)) {
    const auto types = types_of_filter(filter_node->name);
    if (types && types->output == OutputType::Number) ValueFlows::note(flow, Evidence::Number);
    if (types && types->output == OutputType::New) ValueFlows::note(flow, Evidence::Text);
  }
}

void CallUses::compare(CompareOperator operation, const Expression& left, const Flow& a, const Expression& right,
                       const Flow& b) {
  if (operation == CompareOperator::In || operation == CompareOperator::NotIn) return contain(a, left, b, right);
  if (const Value* const constant = constant_of(left)) note_constant(b, *constant);
  if (const Value* const constant = constant_of(right)) note_constant(a, *constant);
  if (operation != CompareOperator::Equal && operation != CompareOperator::NotEqual) {
    ValueFlows::note(a, Evidence::Ordered);
    ValueFlows::note(b, Evidence::Ordered);
  }
  flows_.liken(a, b);
}

/// `x in ["甲", "乙"]`, `"甲" in x`
void CallUses::contain(const Flow& item, const Expression& wanted, const Flow& list, const Expression& all) {
  const Expressions* const items = items_of(all);
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
    if (const Value* const constant = constant_of(*(*items)[i])) note_constant(item, *constant);
  }
  ValueFlows::note(list, Evidence::TextOrList);
  if (const Value* const constant = constant_of(wanted); constant != nullptr && !constant->is_text())
    note_constant(flows_.item_of(list, all.span), *constant);
}

Flow CallUses::filter(std::string_view name, const Flow& input, const WalkedArguments& arguments,
                      const Expression& at) {
  const FilterTypes types = types_of_filter(name).value_or(FilterTypes{});
  note_input(input, name, false);
  const std::vector<Flow>& values = arguments.positional;
  const auto item = [&] {
    return flows_.item_of(input, at.span);
  };
  const auto key_of = [&](const Flow& one, std::size_t position) {
    return flows_.path_of(one, arguments.text(names_, "attribute", position).value_or(""), at.span);
  };
  if (name == "date_range" || name == "days_between") {
    if (!values.empty()) ValueFlows::note(values.front(), Evidence::Date);
  } else if (name == "join") {
    print(key_of(item(), 1));
  } else if (name == "enumerate_cn") {
    print(item());
  } else if (name == "sum") {
    ValueFlows::note(key_of(item(), 0), Evidence::Number);
  } else if (name == "max" || name == "min" || name == "sort" || name == "unique") {
    const Flow key = key_of(item(), name == "sort" ? 2 : 1);
    if (name == "max" || name == "min") ValueFlows::note(key, Evidence::Ordered);
  } else if (name == "groupby") {
    const Flow one = item();
    const Flow key = key_of(one, 0);
    print(key);
    const Flow list = flows_.make_list(one);
    MadeValue group;
    group.members = {{"grouper", key}, {"list", list}};
    group.parts = {key, list};
    return flows_.make_list(flows_.make(std::move(group)));
  } else if (name == "map") {
    return flows_.make_list(mapped(item(), arguments, at));
  } else if (name == "select" || name == "reject") {
    if (const auto test_name = arguments.text(0))
      test(*test_name, item(), arguments, 1, at);
    else
      ValueFlows::note(item(), Evidence::Condition);
  } else if (name == "selectattr" || name == "rejectattr") {
    const Flow key = flows_.path_of(item(), arguments.text(0).value_or(""), at.span);
    if (const auto test_name = arguments.text(1))
      test(*test_name, key, arguments, 2, at);
    else
      ValueFlows::note(key, Evidence::Condition);
  } else if (name == "batch" || name == "slice") {
    return flows_.make_list(flows_.make_list(item()));
  } else if (name == "items" || name == "dictsort") {
    return map_items(input, at, true, false);
  } else if (name == "attr") {
    return flows_.path_of(input, arguments.text(0).value_or(""), at.span);
  } else if (name == "first_like") {
    const Flow one = item();
    for (std::size_t i = 1; i < values.size(); ++i) flows_.path_of(one, arguments.text(i).value_or(""), at.span);
  } else if (name == "choice" && !values.empty()) {
    choose(input, *arguments.written->positional.front(), values.front(), at);
  } else if (name == "choice_title") {
    for (DataNode* const node : input.nodes) node->choices = {"A", "B"};
  } else if (name == "format") {
    for (const Flow& value : values) print(value);
  } else if (name == "cn_references" && !values.empty()) {
    for (const std::string_view part : {"chapters", "annexes"})
      ValueFlows::note(flows_.member_of(values.front(), part, at.span), Evidence::List);
    flows_.member_of(values.front(), "title", at.span);
  } else if (name == "default" || name == "d") {
    Flow result = input;
    if (!values.empty()) {
      note_substitute(input, *arguments.written->positional.front());
      result.add(values.front());
    }
    return result;
  } else if (types.output == OutputType::Same && types.input == InputType::Anything) {
    print(input);
  }
  if (types.output == OutputType::Same) return input;
  if (types.output == OutputType::Item) return item();
  return {};
}

/// `map(attribute="name")`, `map("cn_date", form="chinese")`
Flow CallUses::mapped(const Flow& one, const WalkedArguments& arguments, const Expression& at) {
  if (const auto path = arguments.text(names_, "attribute", SIZE_MAX)) return flows_.path_of(one, *path, at.span);
  const auto name = arguments.text(0);
  return name ? filter(*name, one, WalkedArguments{}, at) : one;
}

/// ☑ and ☐: the value is one of the options.
void CallUses::choose(const Flow& input, const Expression& options, const Flow& value, const Expression& at) {
  std::vector<std::string> texts;
  const auto add = [&](const Expression& one) {
    const Value* const constant = constant_of(one);
    if (constant != nullptr && constant->is_text()) texts.emplace_back(constant->text());
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
  print(flows_.item_of(value, at.span));
  ValueFlows::suggest_sample(input, "【" + value.nodes.front()->name + "】");
}

void CallUses::test(std::string_view name, const Flow& input, const WalkedArguments& arguments, std::size_t first,
                    const Expression& at) {
  note_input(input, name, true);
  if (first >= arguments.positional.size()) return;
  const Expression& other = *arguments.written->positional[first];
  const Flow& value = arguments.positional[first];
  if (name == "in") return contain(input, at, value, other);
  if (name == "alike" || name.ends_with("_than") || name.starts_with("of_") || name == "surname_of") print(value);
  if (name == "divisibleby") ValueFlows::note(value, Evidence::WholeNumber);
  if (const auto operation = comparison_of_test(name)) compare(*operation, at, input, other, value);
}

std::vector<Flow> CallUses::formatted(const Flow& value) {
  for (const MadeValue* const made : value.made) {
    if (!made->parts.empty()) return made->parts;
  }
  return {value};
}

void CallUses::format(std::string_view pattern, char sign, std::span<const Flow> values) {
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
    if (index < values.size()) {
      const bool is_whole = std::string_view("dxXobc").find(type) != std::string_view::npos;
      const bool is_number = std::string_view("feEgGFn%,").find(type) != std::string_view::npos;
      ValueFlows::note(values[index], is_whole    ? Evidence::WholeNumber
                                      : is_number ? Evidence::Number
                                                  : Evidence::Printed);
    }
    at = end;
  }
}

void CallUses::note_chart(const Flow& flow, const Expression& at) {
  ValueFlows::note(flow, Evidence::Chart);
  for (const MadeValue* const made : flow.made) {
    for (const auto& [name, value] : made->members) {
      if (name == "title" || name == "unit" || name == "kind") print(value);
      if (name == "kind") ValueFlows::suggest_sample(value, "column");
      if (name == "labels") print(flows_.item_of(value, at.span));
      if (name != "series") continue;
      const Flow one = flows_.item_of(value, at.span);
      print(flows_.member_of(one, "name", at.span));
      const Flow numbers = flows_.member_of(one, "values", at.span);
      ValueFlows::note(flows_.item_of(numbers, at.span), Evidence::Number);
    }
  }
}

void CallUses::note_chart_rows(const Flow& rows, const Expression& at) {
  const Flow row = flows_.item_of(rows, at.span);
  print(flows_.part_of(row, 0, 2, at.span));
  ValueFlows::note(flows_.part_of(row, 1, 2, at.span), Evidence::Number);
}

Flow CallUses::map_items(const Flow& map, const Expression& at, bool are_pairs, bool are_names) {
  const Flow value = flows_.value_of_map(map, at.span);
  if (are_pairs) return flows_.make_list(flows_.make_tuple({Flow(), value}));
  return flows_.make_list(are_names ? Flow() : value);
}

}  // namespace gongwen::templating
