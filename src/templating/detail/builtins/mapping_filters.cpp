// Filters of single values and of objects: default, attr, items.
#include "templating/detail/builtins/registry.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"

namespace gongwen::templating {
namespace {

Value filter_default(Invocation& call) {
  const Value otherwise = call.has(0) ? call.at(0) : Value::text({});
  if (call.value().is_undefined()) return otherwise;
  const bool replaces_false = call.truth(1, false) && !is_true(call.runtime(), call.value());
  return replaces_false ? otherwise : call.value();
}

/// The attribute alone, never an item.
Value filter_attr(Invocation& call) {
  const Value attribute = find_attribute(call.runtime(), call.value(), call.text(0));
  if (!attribute.is_missing()) return attribute;
  return make_undefined(call.runtime(), UndefinedReason::Member, call.text(0), call.value());
}

bool advance_no_pair(Iterator&, Runtime&, Value&) { return false; }

/// Pairs of name and value; none at all of an undefined value.
Value filter_items(Invocation& call) {
  Arena& arena = call.runtime().arena();
  if (call.value().is_undefined()) return Value::of(arena.make<Iterator>(advance_no_pair, Value::missing()));
  if (!is_mapping(call.value())) call.fail_value("object");
  const Value view = Value::of(arena.make<DictView>(call.value(), DictPart::Items));
  return Value::of(arena.make<Iterator>(begin_iteration(call.runtime(), view)));
}

constexpr Builtin kMappingFilters[] = {
    {"attr", filter_attr, takes({"name"}).needs(1)},
    {"d", filter_default, takes({"default_value", "boolean"})},
    {"default", filter_default, takes({"default_value", "boolean"})},
    {"items", filter_items, takes_nothing()},
};

}  // namespace

std::span<const Builtin> mapping_filters() { return kMappingFilters; }

}  // namespace gongwen::templating
