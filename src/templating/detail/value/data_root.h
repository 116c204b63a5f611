// DataRoot: a data document as one expansion sees it. Its arrays and objects are read in place.
// Jinja lets templates change a list or a dict; the document itself is immutable and shared, so the
// changed container becomes a copy of the expansion, and everything that refers to it sees the copy
// from then on.
#pragma once

#include "data/document.h"
#include "templating/detail/value/arena.h"
#include "templating/detail/value/dict.h"
#include "templating/detail/value/objects.h"
#include "templating/detail/value/value.h"
#include "templating/item_stream.h"

#include <cstdint>
#include <unordered_map>

namespace gongwen::templating {

class DataRoot {
 public:
  DataRoot(const data::Document& document, Arena& arena)
      : document_(document), source_(document.source()), arena_(arena) {}

  /// The value of the document as the template sees it; its place goes along.
  Value wrap(data::Value value);
  data::Value at(const Value& container) const { return {document_, container.place().node}; }

  /// See PlaceTree; both places are of this document.
  diagnostics::DataPlace common_place(diagnostics::DataPlace a, diagnostics::DataPlace b) const;

  /// The array of this number is empty in the document: its items come from a stream.
  void set_stream(std::uint32_t array, ItemStream* items) {
    streamed_array_ = array;
    stream_ = items;
  }
  /// Null for arrays that lie in the document.
  ItemStream* stream_of(const Value& array) const {
    return stream_ != nullptr && array.place().node == streamed_array_ ? stream_ : nullptr;
  }

  bool has_changes() const { return !changed_.empty(); }
  /// The copy that took the container's place; null when it was never changed.
  List* changed_list(const Value& array) const { return static_cast<List*>(find_changed(array)); }
  Dict* changed_dict(const Value& object) const { return static_cast<Dict*>(find_changed(object)); }
  /// The copy, made when there is none yet.
  List& make_list(Runtime& runtime, const Value& array);
  Dict& make_dict(Runtime& runtime, const Value& object);

 private:
  void* find_changed(const Value& container) const {
    if (changed_.empty()) return nullptr;
    const auto found = changed_.find(container.place().node);
    return found == changed_.end() ? nullptr : found->second;
  }
  Value wrap_decimal(data::Value value);

  const data::Document& document_;
  diagnostics::SourceId source_;
  Arena& arena_;
  std::unordered_map<std::uint32_t, void*> changed_;
  std::uint32_t streamed_array_ = 0;
  ItemStream* stream_ = nullptr;
};

/// The list or dict itself, or the copy of one of the data, for a method that changes it.
List& mutable_list(Runtime& runtime, const Value& list);
Dict& mutable_dict(Runtime& runtime, const Value& dict);

}  // namespace gongwen::templating
