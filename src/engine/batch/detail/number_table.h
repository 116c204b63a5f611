// NumberTable: what a batch remembers by hashes: texts of records, names of files. It must not count in the memory of
// the batch, so a large table is a file that no folder names.
//   NumberTable seen("/tmp");
//   if (seen.insert(hash)) …
#pragma once

#include "resources/file_descriptor.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <vector>

namespace gongwen::engine {

class NumberTable {
 public:
  /// `folder`: where its file is made, if it grows large.
  explicit NumberTable(std::string folder) : folder_(std::move(folder)) {}

  /// Adds a hash with the value 0 if it is new. Returns: whether it is new.
  bool insert(std::uint64_t number);
  /// The value of a hash; nothing if it was never added.
  std::optional<std::uint64_t> find(std::uint64_t number) const;
  /// Sets the value of a hash, which is added if it is new.
  void set(std::uint64_t number, std::uint64_t value);
  std::size_t size() const { return size_; }

  /// Why the file could not be read or written. After that the table no longer knows everything.
  std::error_code error() const { return error_; }

 private:
  struct Entry {
    std::uint64_t number = 0;  // 0: free
    std::uint64_t value = 0;
  };
  /// Where the hash is, or the free place for it.
  struct Place {
    std::size_t index = 0;
    Entry entry;
  };

  Place locate(std::uint64_t number) const;
  /// From this place on, at least one; `room` is for those of a file.
  std::span<const Entry> entries_from(std::size_t index, std::span<Entry> room) const;
  void write(std::size_t index, Entry entry);
  /// Up to half of the places are taken, so that searches are short.
  void make_room();
  void move_entries(NumberTable& to) const;

  std::string folder_;
  std::size_t count_ = 0;  // of places: 0 or a power of two
  std::size_t size_ = 0;
  std::vector<Entry> places_;       // as long as there are few
  resources::FileDescriptor file_;  // otherwise
  mutable std::error_code error_;
};

}  // namespace gongwen::engine
