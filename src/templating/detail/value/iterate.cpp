#include "templating/detail/value/iterate.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/objects.h"

#include <bit>

// An Iterator has no virtual functions: `begin_iteration` chooses a function for the kind of value, and `position` and
// `state` are all that it needs between two calls.
namespace gongwen::templating {

namespace messages = diagnostics::messages;

namespace {

bool advance_nothing(Iterator&, Runtime&, Value&) { return false; }

bool advance_sequence(Iterator& iterator, Runtime&, Value& element) {
  const SequenceView view(iterator.source);
  if (iterator.position >= view.size()) return false;
  element = view.at(iterator.position++);
  return true;
}

/// OPTIMIZATION: an array of the data keeps its length, which `state` remembers, until a template
/// changes it.
bool advance_data_array(Iterator& iterator, Runtime& runtime, Value& element) {
  DataRoot& root = iterator.source.data_root();
  if (root.has_changes()) return advance_sequence(iterator, runtime, element);
  if (iterator.position >= std::bit_cast<std::uintptr_t>(iterator.state)) return false;
  element = root.wrap(root.at(iterator.source).at(iterator.position++));
  return true;
}

bool advance_characters(Iterator& iterator, Runtime&, Value& element) {
  const std::string_view text = iterator.source.text();
  if (iterator.position >= text.size()) return false;
  const std::size_t length = base::decode_utf8(text, iterator.position).length;
  element = Value::text(text.substr(iterator.position, length)).with_place(iterator.source.place());
  iterator.position += length;
  return true;
}

bool advance_range(Iterator& iterator, Runtime&, Value& element) {
  const auto& range = iterator.source.as<Range>();
  if (iterator.position >= range.size) return false;
  element = Value::integer(range.at(iterator.position++)).with_place(iterator.source.place());
  return true;
}

/// Positions are cursors of a MappingView; `state` remembers the size, since a dict may not change
/// meanwhile.
std::optional<MappingView::Entry> next_entry(Iterator& iterator, Runtime& runtime, const Value& dict) {
  const MappingView view(dict);
  if (view.size() != std::bit_cast<std::uintptr_t>(iterator.state)) runtime.fail(messages::TemplatingDictChanged);
  std::size_t cursor = iterator.position;
  auto entry = view.next(cursor);
  iterator.position = cursor;
  return entry;
}

bool advance_keys(Iterator& iterator, Runtime& runtime, Value& element) {
  const auto entry = next_entry(iterator, runtime, iterator.source);
  if (entry) element = entry->key;
  return entry.has_value();
}

bool advance_dict_view(Iterator& iterator, Runtime& runtime, Value& element) {
  const auto& view = iterator.source.as<DictView>();
  const auto entry = next_entry(iterator, runtime, view.dict);
  if (!entry) return false;
  switch (view.part) {
    case DictPart::Keys: element = entry->key; break;
    case DictPart::Values: element = entry->value; break;
    case DictPart::Items: {
      const Value pair[] = {entry->key, entry->value};
      element = make_tuple_value(runtime, pair);
      break;
    }
  }
  return true;
}

bool advance_iterator(Iterator& iterator, Runtime& runtime, Value& element) {
  return advance(runtime, iterator.source.as<Iterator>(), element);
}

void* remember_size(const Value& dict) { return std::bit_cast<void*>(MappingView(dict).size()); }

}  // namespace

Iterator begin_iteration(Runtime& runtime, const Value& iterable) {
  switch (iterable.kind()) {
    case Kind::Text: return {advance_characters, iterable};
    case Kind::DataArray:
      // The items of a stream are gone after one pass, which only the loop of the template may make; any other use is
      // refused.
      if (ItemStream* const stream = iterable.data_root().stream_of(iterable)) {
        stream->refuse();
        return {advance_nothing, iterable};
      }
      return {advance_data_array, iterable, 0, std::bit_cast<void*>(SequenceView(iterable).size())};
    case Kind::List:
    case Kind::Tuple: return {advance_sequence, iterable};
    case Kind::Dict:
    case Kind::DataObject: return {advance_keys, iterable, 0, remember_size(iterable)};
    case Kind::DictView: return {advance_dict_view, iterable, 0, remember_size(iterable.as<DictView>().dict)};
    case Kind::Range: return {advance_range, iterable};
    case Kind::Iterator: return {advance_iterator, iterable};
    case Kind::Undefined:
      if (is_lenient(iterable)) return {advance_nothing, iterable};
      runtime.fail_undefined(iterable);
    default: break;
  }
  // `for x in d.items` lacks its parentheses: a frequent mistake, with a message that says so.
  const bool forgotten_call = iterable.is(Kind::Method) || iterable.is(Kind::Function) || iterable.is(Kind::Macro);
  const auto id = forgotten_call ? messages::TemplatingForgottenCall : messages::TemplatingNotIterable;
  runtime.fail_about(iterable, id, type_name(iterable));
}

std::span<const Value> collect(Runtime& runtime, const Value& iterable) {
  if (iterable.is(Kind::Tuple)) return iterable.as<Tuple>().items;
  ArenaVector<Value> elements;
  for_each_element(runtime, iterable, [&](const Value& element) {
    elements.push_back(runtime.arena(), element);
    return true;
  });
  return elements.span();
}

Value make_list_value(Runtime& runtime, std::span<const Value> elements) {
  auto& list = runtime.arena().make<List>();
  list.items.reserve(runtime.arena(), elements.size());
  for (const Value& element : elements) list.items.push_back(runtime.arena(), element);
  return Value::of(list);
}

Value make_tuple_value(Runtime& runtime, std::span<const Value> elements) {
  return Value::of(runtime.arena().make<Tuple>(runtime.arena().copy(elements)));
}

bool is_iterable(const Value& value) { return kind_traits(value.kind()).is_iterable; }

std::optional<std::uint64_t> find_length(Runtime& runtime, const Value& value) {
  switch (value.kind()) {
    case Kind::Text: runtime.charge(value.text().size() / 64); return base::count_code_points(value.text());
    case Kind::List:
    case Kind::DataArray:
    case Kind::Tuple: return SequenceView(value).size();
    case Kind::Dict:
    case Kind::DataObject: return MappingView(value).size();
    case Kind::DictView: return MappingView(value.as<DictView>().dict).size();
    case Kind::Range: return value.as<Range>().size;
    case Kind::Loop: return loop_length(runtime, value.as<LoopState>());
    case Kind::Undefined:
      if (is_lenient(value)) return 0;
      runtime.fail_undefined(value);
    default: break;
  }
  return std::nullopt;
}

}  // namespace gongwen::templating
