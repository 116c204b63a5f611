// NumberTable: remembers texts of records and names of files by their hashes. A batch has no limit, so a large table is
// a file without a name, which the system removes with the process.
//    NumberTable seen("/tmp");
//    if (seen.insert(hash)) …
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
  /// `folder` is the place for the file of a large table.
  explicit NumberTable(std::string folder) : folder_(std::move(folder)) {}

  /// Adds a hash with the value 0. Returns whether it is new.
  bool insert(std::uint64_t number);
  /// The value of a hash; nullopt if it was never added.
  std::optional<std::uint64_t> find(std::uint64_t number) const;
  /// Sets the value of a hash, adding it if necessary.
  void set(std::uint64_t number, std::uint64_t value);
  std::size_t size() const { return size_; }

  /// The error of the file, if any. The table is incomplete from then on.
  std::error_code error() const { return error_; }

 private:
  struct Entry {
    std::uint64_t number = 0;  // 0: free
    std::uint64_t value = 0;
  };
  /// The place of the hash, or the free place for it.
  struct Place {
    std::size_t index = 0;
    Entry entry;
  };

  Place locate(std::uint64_t number) const;
  /// Entries from a place on, one or more; `room` is a buffer for those of a file.
  std::span<const Entry> entries_from(std::size_t index, std::span<Entry> room) const;
  void write(std::size_t index, Entry entry);
  /// Grows when half of the places are taken, so that searches stay short.
  void make_room();
  void move_entries(NumberTable& to) const;

  std::string folder_;
  std::size_t count_ = 0;  // of places: 0 or a power of two
  std::size_t size_ = 0;
  std::vector<Entry> places_;       // while there are few
  resources::FileDescriptor file_;  // otherwise
  mutable std::error_code error_;
};

}  // namespace gongwen::engine
