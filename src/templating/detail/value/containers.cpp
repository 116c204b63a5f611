#include "templating/detail/value/containers.h"

#include "templating/detail/value/runtime.h"

// One interface for lists and dicts of templates and of the data; each call chooses by the kind of value.
namespace gongwen::templating {

std::optional<Value> MappingView::find(std::string_view key) const {
  if (dict_ != nullptr) {
    const Value* found = dict_->find(key);
    return found == nullptr ? std::nullopt : std::optional(*found);
  }
  const std::optional<data::Value> member = object_->find(key);
  return member ? std::optional(root_->wrap(*member)) : std::nullopt;
}

std::optional<Value> MappingView::find(Runtime& runtime, const Value& key) const {
  if (key.is_text()) return find(key.text());
  hash_key(runtime, key);  // fails where Python does
  if (dict_ == nullptr) return std::nullopt;
  const Value* found = dict_->find(runtime, key);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<MappingView::Entry> MappingView::next(std::size_t& cursor) const {
  if (dict_ == nullptr) {
    if (cursor == object_->size()) return std::nullopt;
    const data::Value member = object_->at(cursor++);
    return Entry{Value::text(member.key()).with_place(member.place()), root_->wrap(member)};
  }
  while (cursor < dict_->entries().size()) {
    const Dict::Entry& entry = dict_->entries()[cursor++];
    if (!entry.key.is_missing()) return Entry{entry.key, entry.value};
  }
  return std::nullopt;
}

}  // namespace gongwen::templating
