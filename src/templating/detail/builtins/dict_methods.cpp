// Methods of dicts, and filling dicts from what dict() and update() are given.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/builtins/text_arguments.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

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

}  // namespace gongwen::templating
