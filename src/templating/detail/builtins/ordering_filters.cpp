// Filters that compare elements: sort, dictsort, groupby, min, max.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/attribute_path.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"

#include <vector>

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

/// An element and what it is sorted by.
struct Keyed {
  Value key;
  Value element;
};

const Value& key_of(const Keyed& keyed) { return keyed.key; }

CaseRule case_rule(Invocation& call, std::size_t parameter) {
  return call.truth(parameter, false) ? CaseRule::Respect : CaseRule::Ignore;
}

SortOrder sort_order(Invocation& call, std::size_t parameter) {
  return call.truth(parameter, false) ? SortOrder::Descending : SortOrder::Ascending;
}

std::span<Keyed> make_keyed(Runtime& runtime, std::size_t size) { return runtime.arena().array<Keyed>(size); }

Value list_of_elements(Runtime& runtime, std::span<const Keyed> keyed) {
  auto& list = runtime.arena().make<List>();
  list.items.reserve(runtime.arena(), keyed.size());
  for (const Keyed& entry : keyed) list.items.push_back(runtime.arena(), entry.element);
  return Value::of(list);
}

Value filter_sort(Invocation& call) {
  Runtime& runtime = call.runtime();
  const CaseRule rule = case_rule(call, 1);
  const std::span<const AttributePath> paths = parse_attribute_list(runtime, call.at(2));
  const std::span<const Value> elements = collect(runtime, call.value());
  const std::span<Keyed> keyed = make_keyed(runtime, elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    // Jinja compares lists of all keys, one of a single key as well.
    const std::span<Value> keys = runtime.arena().array<Value>(paths.size());
    for (std::size_t k = 0; k < paths.size(); ++k) {
      keys[k] = apply_case_rule(runtime, paths[k].get(runtime, elements[i]), rule);
    }
    new (&keyed[i]) Keyed{Value::of(runtime.arena().make<Tuple>(keys)), elements[i]};
  }
  sort_by_key(runtime, keyed, sort_order(call, 0), key_of);
  return list_of_elements(runtime, keyed);
}

Value filter_dictsort(Invocation& call) {
  Runtime& runtime = call.runtime();
  const CaseRule rule = case_rule(call, 0);
  const std::string_view by = call.has(1) ? call.text(1) : "key";
  if (by != "key" && by != "value") runtime.fail_about(call.at(1), messages::TemplatingBadDictsort, by);
  if (!is_mapping(call.value())) call.fail_value("object");
  const MappingView view(call.value());
  const std::span<Keyed> keyed = make_keyed(runtime, view.size());
  std::size_t cursor = 0;
  std::size_t i = 0;
  while (const auto entry = view.next(cursor)) {
    const Value pair[] = {entry->key, entry->value};
    const Value key = apply_case_rule(runtime, by == "key" ? entry->key : entry->value, rule);
    new (&keyed[i++]) Keyed{key, make_tuple_value(runtime, pair)};
  }
  sort_by_key(runtime, keyed, sort_order(call, 2), key_of);
  return list_of_elements(runtime, keyed);
}

/// Tuples of a value and the elements that have it, which can also be read as `.grouper` and
/// `.list`.
Value filter_groupby(Invocation& call) {
  Runtime& runtime = call.runtime();
  const AttributePath path(runtime, call.at(0));
  const CaseRule rule = case_rule(call, 2);
  const std::span<const Value> elements = collect(runtime, call.value());
  const std::span<Keyed> keyed = make_keyed(runtime, elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const Value key = path.get(runtime, elements[i], call.at(1));
    new (&keyed[i]) Keyed{apply_case_rule(runtime, key, rule), elements[i]};
  }
  sort_by_key(runtime, keyed, SortOrder::Ascending, key_of);
  auto& groups = runtime.arena().make<List>();
  for (std::size_t begin = 0; begin < keyed.size();) {
    std::size_t end = begin + 1;
    while (end < keyed.size() && equals(runtime, keyed[begin].key, keyed[end].key)) ++end;
    // The key as the first element of the group writes it.
    const Value grouper = path.get(runtime, keyed[begin].element, call.at(1));
    const Value parts[] = {grouper, list_of_elements(runtime, keyed.subspan(begin, end - begin))};
    const Value group = make_tuple_value(runtime, parts);
    group.as<Tuple>().is_group = true;
    groups.items.push_back(runtime.arena(), group);
    begin = end;
  }
  return Value::of(groups);
}

enum class Extreme : std::uint8_t { Least, Greatest };

template <Extreme Which>
Value filter_extreme(Invocation& call) {
  Runtime& runtime = call.runtime();
  const CaseRule rule = case_rule(call, 0);
  const AttributePath path(runtime, call.at(1));
  Keyed best;
  for_each_element(runtime, call.value(), [&](const Value& element) {
    const Value key = apply_case_rule(runtime, path.get(runtime, element), rule);
    const bool first = best.element.is_missing();
    const bool better = first || (Which == Extreme::Least ? order(runtime, key, best.key, "<") < 0
                                                          : order(runtime, key, best.key, ">") > 0);
    if (better) best = {key, element};
    return true;
  });
  if (!best.element.is_missing()) return best.element;
  return make_undefined(runtime, UndefinedReason::EmptySequence, call.name(), call.value());
}

constexpr Builtin kOrderingFilters[] = {
    {"dictsort", filter_dictsort, takes({"case_sensitive", "by", "reverse"})},
    {"groupby", filter_groupby, takes({"attribute", "default", "case_sensitive"}).needs(1)},
    {"max", filter_extreme<Extreme::Greatest>, takes({"case_sensitive", "attribute"})},
    {"min", filter_extreme<Extreme::Least>, takes({"case_sensitive", "attribute"})},
    {"sort", filter_sort, takes({"reverse", "case_sensitive", "attribute"})},
};

}  // namespace

std::span<const Builtin> ordering_filters() { return kOrderingFilters; }

}  // namespace gongwen::templating
