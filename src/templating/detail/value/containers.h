// SequenceView and MappingView: a common interface to lists and dicts, whether a template made them or they are
// in the data. Make a view where it is needed and do not keep it: it does not see later changes of the
// container.
#pragma once

#include "templating/detail/value/dict.h"
#include "templating/detail/value/objects.h"
#include "templating/detail/value/value.h"

#include <cstddef>
#include <optional>

namespace gongwen::templating {

inline bool is_list(const Value& value) { return value.is(Kind::List) || value.is(Kind::DataArray); }
inline bool is_sequence(const Value& value) { return is_list(value) || value.is(Kind::Tuple); }
inline bool is_mapping(const Value& value) { return value.is(Kind::Dict) || value.is(Kind::DataObject); }

/// Lists, tuples and arrays of the data.
class SequenceView {
 public:
  /// `sequence` is one of the three.
  explicit SequenceView(const Value& sequence) {
    if (sequence.is(Kind::Tuple)) {
      items_ = sequence.as<const Tuple>().items;
    } else if (sequence.is(Kind::List)) {
      items_ = sequence.as<const List>().items.span();
    } else if (const List* changed = sequence.data_root().changed_list(sequence)) {
      items_ = changed->items.span();
    } else {
      root_ = &sequence.data_root();
      array_ = root_->at(sequence);
      stream_ = root_->stream_of(sequence);
    }
  }
  std::size_t size() const {
    if (root_ == nullptr) return items_.size();
    return stream_ == nullptr ? array_->size() : static_cast<std::size_t>(stream_->size());
  }
  Value at(std::size_t index) const {
    if (root_ == nullptr) return items_[index];
    return stream_ == nullptr ? root_->wrap(array_->at(index)) : refuse();
  }

 private:
  /// Only one item of a stream is available at a time.
  Value refuse() const {
    stream_->refuse();
    return Value::none();
  }

  std::span<const Value> items_;
  ItemStream* stream_ = nullptr;
  DataRoot* root_ = nullptr;
  std::optional<data::Value> array_;
};

/// Dicts and objects of the data.
class MappingView {
 public:
  /// `mapping` is one of the two.
  explicit MappingView(const Value& mapping) {
    if (mapping.is(Kind::Dict)) {
      dict_ = &mapping.as<const Dict>();
    } else if (const Dict* changed = mapping.data_root().changed_dict(mapping)) {
      dict_ = changed;
    } else {
      root_ = &mapping.data_root();
      object_ = root_->at(mapping);
    }
  }
  std::size_t size() const { return dict_ != nullptr ? dict_->size() : object_->size(); }

  std::optional<Value> find(std::string_view key) const;
  /// Fails if the value cannot be a key.
  std::optional<Value> find(Runtime& runtime, const Value& key) const;

  struct Entry {
    Value key;
    Value value;
  };
  /// The next entry in order; `cursor` starts at 0. Returns nullopt at the end.
  std::optional<Entry> next(std::size_t& cursor) const;

 private:
  const Dict* dict_ = nullptr;
  DataRoot* root_ = nullptr;
  std::optional<data::Value> object_;
};

}  // namespace gongwen::templating
