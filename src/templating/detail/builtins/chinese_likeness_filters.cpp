// Filters and tests for what is listed twice: comparable, first_like; alike.
#include "data/value_text.h"
#include "templating/detail/builtins/attribute_path.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/number_text.h"

namespace gongwen::templating {
namespace {

/// Texts as people read them, all other values as they are. A missing value is like no other.
bool are_alike(Runtime& runtime, const Value& one, const Value& other) {
  if (one.is_undefined() || other.is_undefined() || one.is_none() || other.is_none()) return false;
  if (one.is_text() && other.is_text()) return data::reads_same(one.text(), other.text());
  return equals(runtime, one, other);
}

Value filter_comparable(Invocation& call) {
  return call.make_text(data::comparable_text(to_text_value(call.runtime(), call.value()).text()));
}

Value test_alike(Invocation& call) {
  call.runtime().require_defined(call.value());
  return Value::boolean(are_alike(call.runtime(), call.value(), call.at(0)));
}

/// The place, from 1, of the first item that is like the given one in all of the attributes; 0 if there is none.
Value filter_first_like(Invocation& call) {
  Runtime& runtime = call.runtime();
  ArenaVector<AttributePath> attributes;
  ArenaVector<Value> wanted;
  const auto add = [&](const Value& attribute) {
    const AttributePath path(runtime, attribute);
    attributes.push_back(runtime.arena(), path);
    wanted.push_back(runtime.arena(), path.get(runtime, call.at(0)));
  };
  if (call.rest().empty()) add(Value::missing());
  for (const Value& attribute : call.rest()) add(attribute);
  Iterator items = begin_iteration(runtime, call.value());
  Value item;
  for (std::int64_t place = 1; advance(runtime, items, item); ++place) {
    bool alike = true;
    for (std::size_t i = 0; alike && i < attributes.span().size(); ++i) {
      alike = are_alike(runtime, attributes.span()[i].get(runtime, item), wanted.span()[i]);
    }
    if (alike) return Value::integer(place);
  }
  return Value::integer(0);
}

constexpr Builtin kFilters[] = {
    {"comparable", filter_comparable, takes_nothing()},
    {"first_like", filter_first_like, takes({"item"}).needs(1).and_rest(Rest::Positional)},
};

constexpr Builtin kTests[] = {
    {"alike", test_alike, takes({"other"}).needs(1)},
};

}  // namespace

std::span<const Builtin> chinese_likeness_filters() { return kFilters; }

std::span<const Builtin> chinese_likeness_tests() { return kTests; }

}  // namespace gongwen::templating
