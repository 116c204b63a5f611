
#include "style/apply_property.h"
#include "style/counter_style.h"

#include <algorithm>

namespace gongwen::style {
namespace {

using css::Keyword;
using css::Value;
using css::ValueKind;
using ItemKind = ContentItem::Kind;
using Selection = ContentItem::Selection;

ContentItem make_item(ItemKind kind) {
  ContentItem item;
  item.kind = kind;
  return item;
}

/// The arguments of a function without the commas between them.
std::vector<const Value*> arguments_of(const Value& function) {
  std::vector<const Value*> arguments;
  for (const Value& value : function.arguments) {
    if (value.kind != ValueKind::Comma) arguments.push_back(&value);
  }
  return arguments;
}

std::string text_or(const std::vector<const Value*>& arguments, std::size_t index, std::string_view otherwise) {
  return index < arguments.size() ? arguments[index]->text : std::string(otherwise);
}

/// css-counter-styles-3 §4.
std::string symbols_style(const Value& function) {
  using System = css::CounterStyleRule::System;
  System system = System::Symbolic;
  std::vector<std::string> symbols;
  for (const Value& value : function.arguments) {
    if (value.kind == ValueKind::String) symbols.push_back(value.text);
    if (value.is(Keyword::Cyclic)) system = System::Cyclic;
    if (value.is(Keyword::Numeric)) system = System::Numeric;
    if (value.is(Keyword::Alphabetic)) system = System::Alphabetic;
    if (value.is(Keyword::Fixed)) system = System::Fixed;
  }
  return anonymous_counter_style(system, symbols);
}

std::string counter_style_or_decimal(const std::vector<const Value*>& arguments, std::size_t index) {
  return index < arguments.size() ? counter_style_name(*arguments[index]) : "decimal";
}

Selection selection_of(const std::vector<const Value*>& arguments, std::size_t index, Selection otherwise) {
  if (index >= arguments.size()) return otherwise;
  switch (arguments[index]->keyword) {
    case Keyword::Start: return Selection::Start;
    case Keyword::Last: return Selection::Last;
    case Keyword::FirstExcept: return Selection::FirstExcept;
    case Keyword::Before: return Selection::Before;
    case Keyword::After: return Selection::After;
    case Keyword::First: return Selection::First;
    case Keyword::FirstLetter: return Selection::FirstLetter;
    default: return Selection::Text;  // text
  }
}

ContentItem::Target target_of(const Value& value) {
  if (value.is_function(Keyword::Attr)) return {true, value.arguments.front().text};
  return {false, value.text};
}

ContentItem leader_item(const Value& pattern) {
  ContentItem item = make_item(ItemKind::Leader);
  switch (pattern.keyword) {
    case Keyword::Dotted: item.text = ". "; break;
    case Keyword::Solid: item.text = "_"; break;
    case Keyword::Space: item.text = " "; break;
    default: break;
  }
  if (pattern.kind == ValueKind::String) item.text = pattern.text;
  return item;
}

ContentItem function_item(const Value& function) {
  const std::vector<const Value*> arguments = arguments_of(function);
  switch (function.keyword) {
    case Keyword::Counter: {
      ContentItem item = make_item(ItemKind::Counter);
      item.name = text_or(arguments, 0, {});
      item.counter_style = counter_style_or_decimal(arguments, 1);
      return item;
    }
    case Keyword::Counters: {
      ContentItem item = make_item(ItemKind::Counters);
      item.name = text_or(arguments, 0, {});
      item.text = text_or(arguments, 1, {});
      item.counter_style = counter_style_or_decimal(arguments, 2);
      return item;
    }
    case Keyword::Attr: {
      ContentItem item = make_item(ItemKind::Attribute);
      item.name = text_or(arguments, 0, {});
      return item;
    }
    case Keyword::String: {
      ContentItem item = make_item(ItemKind::NamedString);
      item.name = text_or(arguments, 0, {});
      item.selection = selection_of(arguments, 1, Selection::First);
      return item;
    }
    case Keyword::Element: {
      ContentItem item = make_item(ItemKind::RunningElement);
      item.name = text_or(arguments, 0, {});
      item.selection = selection_of(arguments, 1, Selection::First);
      return item;
    }
    case Keyword::TargetCounter: {
      ContentItem item = make_item(ItemKind::TargetCounter);
      item.target = target_of(*arguments.front());
      item.name = text_or(arguments, 1, {});
      item.counter_style = counter_style_or_decimal(arguments, 2);
      return item;
    }
    case Keyword::TargetCounters: {
      ContentItem item = make_item(ItemKind::TargetCounters);
      item.target = target_of(*arguments.front());
      item.name = text_or(arguments, 1, {});
      item.text = text_or(arguments, 2, {});
      item.counter_style = counter_style_or_decimal(arguments, 3);
      return item;
    }
    case Keyword::TargetText: {
      ContentItem item = make_item(ItemKind::TargetText);
      item.target = target_of(*arguments.front());
      item.selection = selection_of(arguments, 1, Selection::Text);
      return item;
    }
    case Keyword::Leader: return leader_item(*arguments.front());
    default: {  // content()
      ContentItem item = make_item(ItemKind::ElementText);
      item.selection = selection_of(arguments, 0, Selection::Text);
      return item;
    }
  }
}

ContentItem item_of(const Value& value) {
  if (value.kind == ValueKind::Function) return function_item(value);
  if (value.is(Keyword::OpenQuote)) return make_item(ItemKind::OpenQuote);
  if (value.is(Keyword::CloseQuote)) return make_item(ItemKind::CloseQuote);
  if (value.is(Keyword::NoOpenQuote)) return make_item(ItemKind::NoOpenQuote);
  if (value.is(Keyword::NoCloseQuote)) return make_item(ItemKind::NoCloseQuote);
  ContentItem item = make_item(value.kind == ValueKind::Url ? ItemKind::Image : ItemKind::Text);
  item.text = value.text;
  return item;
}

std::int32_t counter_value(const Value& value) {
  return static_cast<std::int32_t>(std::clamp<double>(value.number, INT32_MIN, INT32_MAX));
}

}  // namespace

std::string counter_style_name(const Value& value) {
  if (value.is_function(Keyword::Symbols)) return symbols_style(value);
  if (value.kind == ValueKind::String) {
    return anonymous_counter_style(css::CounterStyleRule::System::Cyclic, {&value.text, 1});
  }
  return value.text;
}

ContentList content_list(std::span<const Value> values) {
  ContentList list;
  for (const Value& value : values) list.push_back(item_of(value));
  return list;
}

Content content_of(const std::vector<Value>& values) {
  if (values.front().is(Keyword::Normal)) return {};
  if (values.front().is(Keyword::None)) return {Content::Kind::None, {}, {}};
  // After the slash is its alternative text (css-content-3 §2.1).
  const auto slash =
      std::find_if(values.begin(), values.end(), [](const Value& value) { return value.kind == ValueKind::Slash; });
  Content content{Content::Kind::List, content_list({values.begin(), slash}), {}};
  if (slash != values.end()) content.alternative = values.back().text;
  return content;
}

Quotes quotes_of(const std::vector<Value>& values) {
  if (values.front().is(Keyword::Auto)) return {};
  Quotes quotes{false, {}};
  for (std::size_t i = 0; i + 1 < values.size(); i += 2) quotes.pairs.push_back({values[i].text, values[i + 1].text});
  return quotes;
}

std::vector<CounterOperation> counter_operations(const std::vector<Value>& values, std::int32_t otherwise) {
  std::vector<CounterOperation> operations;
  for (const Value& value : values) {
    if (value.kind == ValueKind::Ident) {
      operations.push_back({value.text, otherwise});
    } else if (value.kind == ValueKind::Integer) {
      operations.back().value = counter_value(value);
    }
  }
  return operations;
}

std::vector<CounterReset> counter_resets(const std::vector<Value>& values) {
  std::vector<CounterReset> resets;
  for (const Value& value : values) {
    if (value.kind == ValueKind::Ident) {
      resets.push_back({value.text, 0, false});
    } else if (value.kind == ValueKind::Function) {
      resets.push_back({value.arguments.front().text, std::nullopt, true});
    } else if (value.kind == ValueKind::Integer) {
      resets.back().start = counter_value(value);
    }
  }
  return resets;
}

std::vector<StringAssignment> string_assignments(const std::vector<Value>& values) {
  std::vector<StringAssignment> assignments;
  bool expects_name = true;
  for (const Value& value : values) {
    if (value.is(Keyword::None)) return {};
    if (value.kind == ValueKind::Comma) {
      expects_name = true;
    } else if (expects_name) {
      assignments.push_back({value.text, {}});
      expects_name = false;
    } else {
      assignments.back().value.push_back(item_of(value));
    }
  }
  return assignments;
}

}  // namespace gongwen::style
