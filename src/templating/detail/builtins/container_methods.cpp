#include "templating/detail/builtins/container_methods.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"

#include <algorithm>

// Methods of lists and dicts with the names, arguments and errors of Python, since templates written for Jinja call
// them.
namespace gongwen::templating {

// Methods of lists and tuples.

namespace {

namespace messages = diagnostics::messages;

List& own_list(Invocation& call) { return mutable_list(call.runtime(), call.value()); }

Value method_append(Invocation& call) {
  own_list(call).items.push_back(call.runtime().arena(), call.at(0));
  return Value::none();
}

Value method_extend(Invocation& call) {
  const std::span<const Value> elements = collect(call.runtime(), call.at(0));
  List& list = own_list(call);
  for (const Value& element : elements) list.items.push_back(call.runtime().arena(), element);
  return Value::none();
}

Value method_insert(Invocation& call) {
  List& list = own_list(call);
  const auto size = static_cast<std::int64_t>(list.items.size());
  const std::int64_t index = call.integer(0);
  const std::int64_t from_begin = index < 0 ? std::max<std::int64_t>(index + size, 0) : std::min(index, size);
  list.items.insert(call.runtime().arena(), static_cast<std::size_t>(from_begin), call.at(1));
  call.runtime().charge(list.items.size() / 16);
  return Value::none();
}

Value list_pop(Invocation& call) {
  List& list = own_list(call);
  const auto size = static_cast<std::int64_t>(list.items.size());
  const std::int64_t index = call.integer(0, -1);
  const std::int64_t from_begin = index < 0 ? index + size : index;
  if (from_begin < 0 || from_begin >= size) {
    call.runtime().fail_about(call.value(), messages::TemplatingPopOutOfRange, index, size);
  }
  const Value element = list.items[static_cast<std::size_t>(from_begin)];
  list.items.erase(static_cast<std::size_t>(from_begin));
  call.runtime().charge(list.items.size() / 16);
  return element;
}

/// The index of the first element equal to the argument; fails if there is none.
std::size_t find_equal(Invocation& call, std::size_t begin, std::size_t end) {
  const SequenceView view(call.value());
  for (std::size_t i = begin; i < std::min(end, view.size()); ++i) {
    if (is_same(view.at(i), call.at(0)) || equals(call.runtime(), view.at(i), call.at(0))) return i;
  }
  call.runtime().fail_about(call.value(), messages::TemplatingNotInList);
}

Value method_remove(Invocation& call) {
  const std::size_t index = find_equal(call, 0, SIZE_MAX);
  own_list(call).items.erase(index);
  return Value::none();
}

Value list_index(Invocation& call) {
  const auto size = static_cast<std::int64_t>(SequenceView(call.value()).size());
  const auto bound = [&](std::size_t parameter, std::int64_t otherwise) {
    const std::int64_t index = call.integer(parameter, otherwise);
    return static_cast<std::size_t>(index < 0 ? std::max<std::int64_t>(index + size, 0) : index);
  };
  return Value::integer(static_cast<std::int64_t>(find_equal(call, bound(1, 0), bound(2, size))));
}

Value list_count(Invocation& call) {
  std::int64_t count = 0;
  for_each_element(call.runtime(), call.value(), [&](const Value& element) {
    count += is_same(element, call.at(0)) || equals(call.runtime(), element, call.at(0));
    return true;
  });
  return Value::integer(count);
}

Value list_clear(Invocation& call) {
  own_list(call).items.clear();
  return Value::none();
}

Value list_copy(Invocation& call) { return make_list_value(call.runtime(), collect(call.runtime(), call.value())); }

Value method_reverse(Invocation& call) {
  List& list = own_list(call);
  call.runtime().charge(list.items.size());
  std::reverse(list.items.begin(), list.items.end());
  return Value::none();
}

/// Sorts in place, without a key function: the language has no functions as values.
Value method_sort(Invocation& call) {
  if (!call.is_none(0)) call.fail_argument(0, "none");
  List& list = own_list(call);
  const SortOrder order = call.truth(1, false) ? SortOrder::Descending : SortOrder::Ascending;
  sort_values(call.runtime(), {list.items.begin(), list.items.size()}, order);
  return Value::none();
}

constexpr Builtin kListMethods[] = {
    {"append", method_append, takes({"object"}).needs(1).positional_only()},
    {"clear", list_clear, takes_nothing()},
    {"copy", list_copy, takes_nothing()},
    {"count", list_count, takes({"value"}).needs(1).positional_only()},
    {"extend", method_extend, takes({"iterable"}).needs(1).positional_only()},
    {"index", list_index, takes({"value", "start", "stop"}).needs(1).positional_only()},
    {"insert", method_insert, takes({"index", "object"}).needs(2).positional_only()},
    {"pop", list_pop, takes({"index"}).positional_only()},
    {"remove", method_remove, takes({"value"}).needs(1).positional_only()},
    {"reverse", method_reverse, takes_nothing()},
    {"sort", method_sort, takes({"key", "reverse"})},
};

Value count_in_range(Invocation& call) {
  return Value::integer(contains(call.runtime(), call.value(), call.at(0)) ? 1 : 0);
}

Value method_tuple_count(Invocation& call) {
  return call.value().is(Kind::Range) ? count_in_range(call) : list_count(call);
}

Value method_tuple_index(Invocation& call) {
  if (!call.value().is(Kind::Range)) return list_index(call);
  std::int64_t index = -1;
  std::int64_t position = 0;
  for_each_element(call.runtime(), call.value(), [&](const Value& element) {
    if (equals(call.runtime(), element, call.at(0))) index = position;
    ++position;
    return index < 0;
  });
  if (index < 0) call.runtime().fail_about(call.value(), messages::TemplatingNotInList);
  return Value::integer(index);
}

constexpr Builtin kTupleMethods[] = {
    {"count", method_tuple_count, takes({"value"}).needs(1).positional_only()},
    {"index", method_tuple_index, takes({"value", "start", "stop"}).needs(1).positional_only()},
};

}  // namespace

std::span<const Builtin> list_methods() { return kListMethods; }

std::span<const Builtin> tuple_methods() { return kTupleMethods; }

// Methods of dicts, and filling dicts from the arguments of dict() and update().

namespace {

Dict& own_dict(Invocation& call) { return mutable_dict(call.runtime(), call.value()); }

template <DictPart Part>
Value method_view(Invocation& call) {
  return Value::of(call.runtime().arena().make<DictView>(call.value(), Part));
}

Value method_get(Invocation& call) {
  const auto found = MappingView(call.value()).find(call.runtime(), call.at(0));
  if (found) return *found;
  return call.has(1) ? call.at(1) : Value::none();
}

[[noreturn]] void fail_missing_key(Invocation& call) {
  TextBuilder key(call.runtime());
  write_repr(key, call.at(0));
  call.runtime().fail_about(call.value(), messages::TemplatingNoKey, key.view());
}

Value dict_pop(Invocation& call) {
  const auto found = MappingView(call.value()).find(call.runtime(), call.at(0));
  if (!found) {
    if (!call.has(1)) fail_missing_key(call);
    return call.at(1);
  }
  own_dict(call).erase(call.runtime(), call.at(0));
  return *found;
}

Value method_popitem(Invocation& call) {
  Dict& dict = own_dict(call);
  for (std::size_t i = dict.entries().size(); i-- > 0;) {
    const Dict::Entry entry = dict.entries()[i];
    if (entry.key.is_missing()) continue;
    dict.erase(call.runtime(), entry.key);
    const Value pair[] = {entry.key, entry.value};
    return make_tuple_value(call.runtime(), pair);
  }
  call.runtime().fail_about(call.value(), messages::TemplatingNoKey, "popitem");
}

Value method_setdefault(Invocation& call) {
  const auto found = MappingView(call.value()).find(call.runtime(), call.at(0));
  if (found) return *found;
  const Value value = call.has(1) ? call.at(1) : Value::none();
  own_dict(call).set(call.runtime(), call.at(0), value);
  return value;
}

Value method_update(Invocation& call) {
  fill_dict(call, own_dict(call));
  return Value::none();
}

Value dict_clear(Invocation& call) {
  own_dict(call).clear();
  return Value::none();
}

Value dict_copy(Invocation& call) {
  auto& copy = call.runtime().arena().make<Dict>();
  add_mapping(call.runtime(), copy, call.value());
  return Value::of(copy);
}

constexpr Builtin kDictMethods[] = {
    {"clear", dict_clear, takes_nothing()},
    {"copy", dict_copy, takes_nothing()},
    {"fromkeys", nullptr, {}},
    {"get", method_get, takes({"key", "default"}).needs(1).positional_only()},
    {"items", method_view<DictPart::Items>, takes_nothing()},
    {"keys", method_view<DictPart::Keys>, takes_nothing()},
    {"pop", dict_pop, takes({"key", "default"}).needs(1).positional_only()},
    {"popitem", method_popitem, takes_nothing()},
    {"setdefault", method_setdefault, takes({"key", "default"}).needs(1).positional_only()},
    {"update", method_update, takes_nothing().and_rest(Rest::Both)},
    {"values", method_view<DictPart::Values>, takes_nothing()},
};

/// The two elements of a pair.
std::pair<Value, Value> take_pair(Runtime& runtime, const Value& pair) {
  const std::span<const Value> parts = collect(runtime, pair);
  if (parts.size() != 2) runtime.fail_about(pair, messages::TemplatingNotPair, parts.size());
  return {parts[0], parts[1]};
}

}  // namespace

void add_mapping(Runtime& runtime, Dict& dict, const Value& mapping) {
  const MappingView view(mapping);
  std::size_t cursor = 0;
  while (const auto entry = view.next(cursor)) dict.set(runtime, entry->key, entry->value);
}

void fill_dict(Invocation& call, Dict& dict) {
  Runtime& runtime = call.runtime();
  if (call.rest().size() > 1) runtime.fail(messages::TemplatingTooManyArguments, call.name(), 1);
  if (!call.rest().empty()) {
    const Value& source = call.rest()[0];
    runtime.require_defined(source);
    if (is_mapping(source)) {
      add_mapping(runtime, dict, source);
    } else {
      for_each_element(runtime, source, [&](const Value& pair) {
        const auto [key, value] = take_pair(runtime, pair);
        dict.set(runtime, key, value);
        return true;
      });
    }
  }
  for (const Keyword& keyword : call.keywords()) dict.set(runtime, Value::text(keyword.name), keyword.value);
}

std::span<const Builtin> dict_methods() { return kDictMethods; }

namespace {

Value insert_between_characters(Runtime& runtime, const Value& text, const Replacement& replacement) {
  TextBuilder out(runtime);
  std::int64_t left = replacement.most;
  const auto insert = [&] {
    if (left == 0) return;
    --left;
    out.append(replacement.new_text);
  };
  std::size_t begin = 0;
  for (auto it = base::CodePoints(text.text()).begin(); begin < text.text().size(); ++it) {
    insert();
    out.append(text.text().substr(begin, it->length));
    begin += it->length;
  }
  insert();
  return out.build(text.safety());
}

}  // namespace

std::string_view own_text_argument(Invocation& call, std::size_t parameter) {
  const std::string_view text = call.text(parameter);
  return call.value().is_markup() ? escape_value(call.runtime(), call.at(parameter)).text() : text;
}

Value replace_text(Runtime& runtime, const Value& text, const Replacement& replacement) {
  if (replacement.old_text.empty()) return insert_between_characters(runtime, text, replacement);
  runtime.charge(text.text().size() / 64);
  TextBuilder out(runtime);
  std::string_view rest = text.text();
  for (std::int64_t left = replacement.most; left != 0; --left) {
    const std::size_t at = find_text(rest, replacement.old_text);
    if (at == std::string_view::npos) break;
    out.append(rest.substr(0, at)).append(replacement.new_text);
    rest.remove_prefix(at + replacement.old_text.size());
  }
  return out.append(rest).build(text.safety());
}

Value center_text(Runtime& runtime, const Value& text, std::int64_t width, std::string_view fill) {
  const auto length = static_cast<std::int64_t>(base::count_code_points(text.text()));
  if (width <= length) return text;
  const auto padding = static_cast<std::uint64_t>(width - length);
  runtime.check_text_size(padding);
  // As in Python, an odd space goes to the left if the width is odd.
  const std::uint64_t before = padding / 2 + (padding & static_cast<std::uint64_t>(width) & 1);
  TextBuilder out(runtime);
  for (std::uint64_t i = 0; i < before; ++i) out.append(fill);
  out.append(text.text());
  for (std::uint64_t i = before; i < padding; ++i) out.append(fill);
  return out.build(text.safety());
}

Value change_case(Runtime& runtime, const Value& text, CaseMap append) {
  ScratchText changed(runtime);
  append(*changed, text.text());
  return runtime.make_text(*changed, text.safety());
}

}  // namespace gongwen::templating
