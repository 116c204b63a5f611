#include "templating/detail/value/members.h"

#include "base/nearest_name.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/objects.h"

// Members as in Jinja: `a.b` is an attribute or an item, `a[b]` an item or an attribute. A missing member gives an
// undefined value that remembers why, for the message when it is used.
namespace gongwen::templating {

std::string_view type_name(const Value& value) { return kind_traits(value.kind()).name; }

namespace messages = diagnostics::messages;
using diagnostics::Diagnostic;

namespace {

/// The keys of an object, as far as they are texts.
std::vector<std::string_view> member_names(const Value& object) {
  std::vector<std::string_view> names;
  if (object.is(Kind::Module)) return module_members(object.as<Module>());
  if (!is_mapping(object)) return names;
  const MappingView view(object);
  std::size_t cursor = 0;
  while (const auto entry = view.next(cursor)) {
    if (entry->key.is_text()) names.push_back(entry->key.text());
  }
  return names;
}

/// Id and arguments of the message for an undefined value.
Diagnostic describe(Runtime& runtime, const Undefined& undefined) {
  const std::string expression(runtime.source_text(undefined.place));
  const std::string name(undefined.name);
  const std::string holder(type_name(undefined.holder));
  switch (undefined.reason) {
    case UndefinedReason::Name: {
      const std::vector<std::string_view> names = runtime.visible_names();
      const std::string nearest(base::find_nearest_name(undefined.name, names));
      return {messages::TemplatingUndefined, {}, {{}, runtime.visible_data()}, {name, nearest}, {}};
    }
    case UndefinedReason::Member: {
      const std::vector<std::string_view> names = member_names(undefined.holder);
      const std::string nearest(base::find_nearest_name(undefined.name, names));
      const bool in_data = undefined.holder.is(Kind::DataObject);
      const auto id = in_data ? messages::TemplatingUndefinedMember : messages::TemplatingNoMember;
      return {id, {}, {{}, undefined.holder.place()}, {expression, nearest, name, holder}, {}};
    }
    case UndefinedReason::Element: {
      const auto length = find_length(runtime, undefined.holder);
      const std::string size = length ? std::to_string(*length) : std::string();
      return {messages::TemplatingNoElement, {}, {{}, undefined.holder.place()}, {expression, name, holder, size}, {}};
    }
    case UndefinedReason::Parameter: return {messages::TemplatingNoParameter, {}, {}, {name}, {}};
    case UndefinedReason::NoElse: return {messages::TemplatingNoElse, {}, {}, {expression}, {}};
    case UndefinedReason::EmptySequence:
      return {messages::TemplatingEmptySequence, {}, {{}, undefined.holder.place()}, {name}, {}};
    case UndefinedReason::NoNeighbour: return {messages::TemplatingNoNeighbour, {}, {}, {name}, {}};
    case UndefinedReason::NoCaller: return {messages::TemplatingNoCaller, {}, {}, {}, {}};
    case UndefinedReason::NoParentBlock: return {messages::TemplatingNoParentBlock, {}, {}, {name}, {}};
    case UndefinedReason::Blank: return {messages::TemplatingUndefined, {}, {}, {name, ""}, {}};
    case UndefinedReason::NotExported: return {messages::TemplatingNotExported, {}, {}, {name}, {}};
  }
  return {};
}

bool is_within(const diagnostics::Span& inner, const diagnostics::Span& outer) {
  return inner.source == outer.source && inner.begin >= outer.begin && inner.end <= outer.end;
}

/// Whether a value is missing because of the data, not because of the template.
bool may_be_blank(UndefinedReason reason) {
  return reason == UndefinedReason::Name || reason == UndefinedReason::Member || reason == UndefinedReason::Element ||
         reason == UndefinedReason::EmptySequence;
}

}  // namespace

Value make_undefined(Runtime& runtime, UndefinedReason reason, std::string_view name, const Value& holder) {
  if (runtime.leaves_blanks() && may_be_blank(reason)) reason = UndefinedReason::Blank;
  return Value::of(runtime.arena().make<Undefined>(reason, name, holder, runtime.current_place()));
}

void Runtime::fail_undefined(const Value& value) {
  const auto& undefined = value.as<Undefined>();
  Diagnostic diagnostic = describe(*this, undefined);
  diagnostic.severity = diagnostics::catalogue_entry(diagnostic.id).severity;
  const diagnostics::Span use = current_place();
  if (is_within(undefined.place, use)) {
    diagnostic.origin.template_place = undefined.place;
  } else if (undefined.place) {
    diagnostic.notes.push_back({messages::TemplatingUndefinedHere, {undefined.place, {}}, {}});
  }
  if (is_blank(value)) {
    complete(diagnostic);
    throw BlankUsed(value, {std::move(diagnostic)});
  }
  fail_with(std::move(diagnostic));
}

namespace {

Value find_cycler_member(const Cycler& cycler, std::string_view name) {
  if (name == "current") return cycler.items[cycler.position];
  if (name == "pos") return Value::integer(static_cast<std::int64_t>(cycler.position));
  return Value::missing();
}

Value find_range_member(const Range& range, std::string_view name) {
  if (name == "start") return Value::integer(range.start);
  if (name == "stop") return Value::integer(range.stop);
  if (name == "step") return Value::integer(range.step);
  return Value::missing();
}

Value find_group_member(const Tuple& tuple, std::string_view name) {
  if (!tuple.is_group) return Value::missing();
  if (name == "grouper") return tuple.items[0];
  return name == "list" ? tuple.items[1] : Value::missing();
}

/// Members of the machine's own objects.
Value find_own_member(Runtime& runtime, const Value& object, std::string_view name) {
  switch (object.kind()) {
    case Kind::Loop: return find_loop_member(runtime, object, name);
    case Kind::Macro: return find_macro_member(runtime, object.as<Macro>(), name);
    case Kind::Module: return find_module_member(object.as<Module>(), name);
    case Kind::BlockReference: return find_block_member(runtime, object.as<BlockReference>(), name);
    case Kind::Cycler: return find_cycler_member(object.as<Cycler>(), name);
    case Kind::Range: return find_range_member(object.as<Range>(), name);
    case Kind::Tuple: return find_group_member(object.as<Tuple>(), name);
    case Kind::Joiner: return name == "sep" ? object.as<Joiner>().separator : Value::missing();
    case Kind::Namespace: {
      const Value* member = object.as<Namespace>().members->find(name);
      return member == nullptr ? Value::missing() : *member;
    }
    default: break;
  }
  return Value::missing();
}

/// The index for a list as in Python, counted from the end if negative; nullopt for other keys and those out of range.
std::optional<std::uint64_t> resolve_index(const Value& key, std::uint64_t size) {
  const auto index = small_integer(key);
  if (!index) return std::nullopt;
  const std::int64_t from_begin = *index < 0 ? *index + static_cast<std::int64_t>(size) : *index;
  if (from_begin < 0 || static_cast<std::uint64_t>(from_begin) >= size) return std::nullopt;
  return static_cast<std::uint64_t>(from_begin);
}

Value find_text_item(Runtime& runtime, const Value& text, const Value& key) {
  const auto index = small_integer(key);
  if (!index) return Value::missing();
  runtime.charge(text.text().size() / 64);
  const auto character = character_at(text.text(), *index);
  return character ? Value::text(*character, text.safety()).with_place(text.place()) : Value::missing();
}

Value find_sequence_item(const Value& sequence, const Value& key) {
  const SequenceView view(sequence);
  const auto index = resolve_index(key, view.size());
  return index ? view.at(*index) : Value::missing();
}

Value make_missing_item(Runtime& runtime, const Value& object, const Value& key) {
  if (key.is_undefined()) return key;
  if (key.is_text()) return make_undefined(runtime, UndefinedReason::Member, key.text(), object);
  const auto index = small_integer(key);
  const std::string name = index ? std::to_string(*index) : std::string(type_name(key));
  return make_undefined(runtime, UndefinedReason::Element, runtime.store(name), object);
}

[[noreturn]] void fail_unsupported_method(Runtime& runtime, const Value& object, std::string_view name) {
  runtime.fail_about(object, messages::TemplatingUnsupportedMethod, name, type_name(object));
}

std::optional<std::int64_t> slice_part(Runtime& runtime, const Value& part) {
  if (part.is_missing() || part.is_none()) return std::nullopt;
  runtime.require_defined(part);
  if (const auto number = small_integer(part)) return number;
  runtime.fail_about(part, messages::TemplatingBadSlice, type_name(part));
}

Value slice_sequence(Runtime& runtime, const Value& sequence, const SliceRange& range) {
  const SequenceView view(sequence);
  runtime.charge(static_cast<std::uint64_t>(range.count));
  const std::span<Value> items = runtime.arena().array<Value>(static_cast<std::size_t>(range.count));
  for (std::int64_t i = 0; i < range.count; ++i) {
    items[static_cast<std::size_t>(i)] = view.at(static_cast<std::size_t>(range.start + i * range.step));
  }
  if (sequence.is(Kind::Tuple)) return Value::of(runtime.arena().make<Tuple>(items));
  return make_list_value(runtime, items);
}

Value slice_range(Runtime& runtime, const Range& range, const SliceRange& slice) {
  std::int64_t step = 0;
  if (__builtin_mul_overflow(range.step, slice.step, &step)) runtime.fail(messages::TemplatingNumberTooLarge);
  return Value::of(runtime.arena().make<Range>(range.at(static_cast<std::uint64_t>(slice.start)),
                                               range.at(static_cast<std::uint64_t>(slice.end)), step,
                                               static_cast<std::uint64_t>(slice.count)));
}

}  // namespace

Value find_attribute(Runtime& runtime, const Value& object, std::string_view name) {
  runtime.require_defined(object);
  if (const Builtin* method = find_method(object.kind(), name)) {
    if (method->function == nullptr) fail_unsupported_method(runtime, object, name);
    return Value::of(runtime.arena().make<Method>(object, method)).with_place(object.place());
  }
  return find_own_member(runtime, object, name);
}

Value find_item(Runtime& runtime, const Value& object, const Value& key) {
  runtime.require_defined(object);
  if (is_mapping(object)) runtime.require_defined(key);
  switch (object.kind()) {
    case Kind::Dict:
    case Kind::DataObject: {
      // A list as key is not an error for Jinja: the member is missing.
      if (is_list(key) || is_mapping(key)) return Value::missing();
      return MappingView(object).find(runtime, key).value_or(Value::missing());
    }
    case Kind::List:
    case Kind::DataArray:
    case Kind::Tuple: return find_sequence_item(object, key);
    case Kind::Text: return find_text_item(runtime, object, key);
    case Kind::Range: {
      const auto& range = object.as<Range>();
      const auto index = resolve_index(key, range.size);
      return index ? Value::integer(range.at(*index)) : Value::missing();
    }
    case Kind::SelfReference:
      return key.is_text() ? find_block(runtime, object.as<SelfReference>(), key.text()) : Value::missing();
    default: break;
  }
  return Value::missing();
}

Value get_attribute(Runtime& runtime, const Value& object, std::string_view name) {
  if (is_blank(object)) return object;
  const Value attribute = find_attribute(runtime, object, name);
  if (!attribute.is_missing()) return attribute;
  const Value item = find_item(runtime, object, Value::text(name));
  return item.is_missing() ? make_undefined(runtime, UndefinedReason::Member, name, object) : item;
}

Value get_item(Runtime& runtime, const Value& object, const Value& key) {
  if (is_blank(object)) return object;
  const Value item = find_item(runtime, object, key);
  if (!item.is_missing()) return item;
  if (key.is_text()) {
    const Value attribute = find_attribute(runtime, object, key.text());
    if (!attribute.is_missing()) return attribute;
  }
  return make_missing_item(runtime, object, key);
}

Value get_slice(Runtime& runtime, const Value& object, const Value& start, const Value& stop, const Value& step) {
  if (is_blank(object)) return object;
  runtime.require_defined(object);
  const bool can_slice = object.is_text() || is_sequence(object) || object.is(Kind::Range);
  if (!can_slice) runtime.fail_about(object, messages::TemplatingNotSliceable, type_name(object));
  const std::int64_t stride = slice_part(runtime, step).value_or(1);
  if (stride == 0) runtime.fail_about(step, messages::TemplatingZeroStep);
  const auto size = static_cast<std::int64_t>(*find_length(runtime, object));
  const SliceRange range = resolve_slice(slice_part(runtime, start), slice_part(runtime, stop), stride, size);
  Value result;
  if (object.is_text()) {
    result = runtime.make_text(slice_text(object.text(), range), object.safety());
  } else if (object.is(Kind::Range)) {
    result = slice_range(runtime, object.as<Range>(), range);
  } else {
    result = slice_sequence(runtime, object, range);
  }
  return result.with_place(object.place());
}

}  // namespace gongwen::templating
