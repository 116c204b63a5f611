// Dict: an object that a template made. Keeps the order of insertion; keys are compared as Python
// does, so that 1, 1.0 and true are the same key.
#pragma once

#include "templating/detail/value/arena.h"
#include "templating/detail/value/value.h"

#include <cstdint>
#include <optional>
#include <string_view>

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
  /// All entries in order, with removed ones among them.
  std::span<const Entry> entries() const { return entries_.span(); }

  /// Null when there is none. Fails for a key that cannot be one.
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

/// The hash of a key; fails when the value cannot be one (lists, dicts, undefined).
std::uint64_t hash_key(Runtime& runtime, const Value& key);
std::uint64_t hash_text(std::string_view text);

}  // namespace gongwen::templating
