// Dict: an object that a template made. It keeps the order of insertion; keys are compared as in Python, so that 1, 1.0
// and true are the same key.
#pragma once

#include "data/document.h"
#include "templating/detail/value/arena.h"
#include "templating/detail/value/objects.h"
#include "templating/detail/value/value.h"
#include "templating/template_set.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace gongwen::templating {

class Runtime;

class Dict {
 public:
  static constexpr Kind kKind = Kind::Dict;

  struct Entry {
    Value key;  // missing once the entry was removed
    Value value;
    std::uint64_t hash = 0;
  };

  std::size_t size() const { return live_; }
  /// All entries in order, including removed ones.
  std::span<const Entry> entries() const { return entries_.span(); }

  /// Null if absent. Fails if the value cannot be a key.
  const Value* find(Runtime& runtime, const Value& key) const;
  const Value* find(std::string_view key) const;
  void set(Runtime& runtime, const Value& key, const Value& value);
  /// Removes the entry; returns whether there was one.
  bool erase(Runtime& runtime, const Value& key);
  void clear();

 private:
  static constexpr std::uint32_t kEmpty = 0xFFFF'FFFF;
  static constexpr std::size_t kLargestUnindexed = 8;

  std::uint32_t find_entry(const Value& key, std::uint64_t hash, Runtime* runtime) const;
  void add_to_index(Runtime& runtime, std::uint32_t entry);
  void rebuild_index(Runtime& runtime);

  ArenaVector<Entry> entries_;
  std::span<std::uint32_t> index_;  // open addressing; a power of two, never more than half full; empty for small dicts
  std::size_t live_ = 0;
};

/// The hash of a key; fails if the value cannot be a key (lists, dicts, undefined).
std::uint64_t hash_key(Runtime& runtime, const Value& key);
std::uint64_t hash_text(std::string_view text);

// DataRoot: a data document as seen by one expansion. Its arrays and objects are read in place.
// Jinja lets templates change a list or a dict, but the document is immutable and shared. A
// changed container therefore becomes a copy in the expansion, and all references to it then see
// the copy.

class DataRoot {
 public:
  DataRoot(const data::Document& document, Arena& arena)
      : document_(document), source_(document.source()), arena_(arena) {}

  /// Wraps a value of the document for the template, with its place.
  Value wrap(data::Value value);
  data::Value at(const Value& container) const { return {document_, container.place().node}; }

  /// See PlaceTree; both places are of this document.
  diagnostics::DataPlace common_place(diagnostics::DataPlace a, diagnostics::DataPlace b) const;

  /// The array with this number is empty in the document: its items come from a stream.
  void set_stream(std::uint32_t array, ItemStream* items) {
    streamed_array_ = array;
    stream_ = items;
  }
  /// Null for arrays that are in the document.
  ItemStream* stream_of(const Value& array) const {
    return stream_ != nullptr && array.place().node == streamed_array_ ? stream_ : nullptr;
  }

  bool has_changes() const { return !changed_.empty(); }
  /// The copy that replaced the container; null if it was never changed.
  List* changed_list(const Value& array) const { return static_cast<List*>(find_changed(array)); }
  Dict* changed_dict(const Value& object) const { return static_cast<Dict*>(find_changed(object)); }
  /// The copy, which is made if it does not exist yet.
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

/// The list or dict itself, or the copy of one in the data, for a method that changes it.
List& mutable_list(Runtime& runtime, const Value& list);
Dict& mutable_dict(Runtime& runtime, const Value& dict);

}  // namespace gongwen::templating
