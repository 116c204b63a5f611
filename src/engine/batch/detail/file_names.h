// Names of the files of a batch, and the set of hashes by which they are remembered.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::engine {

// NumberSet: a set of hashes that takes little room: what a batch remembers of each record must not count in its
// memory.

class NumberSet {
 public:
  /// Returns: whether the number is new.
  bool insert(std::uint64_t number);
  bool contains(std::uint64_t number) const;
  std::size_t size() const { return size_; }

 private:
  bool place(std::uint64_t number);
  void grow();

  std::vector<std::uint64_t> places_;  // 0: free
  std::size_t size_ = 0;
};

// The names of the files of a batch: from the kind's own template, made safe for all usual systems, and made different
// if records give the same. They depend only on the records and their order, not on threads or earlier runs.

/// A name without ending that any of the usual file systems takes: without what Windows refuses, without blanks and
/// dots at its ends, up to 200 bytes. `otherwise` replaces a name of which nothing is left.
std::string safe_file_name(std::string_view name, std::string_view otherwise);

class FileNames {
 public:
  /// The record's own name: `name`, or `name-2`, `name-3` … if records before it have it. Case is ignored. Waits until
  /// all records before `number` have been here or in `pass`; each record comes once. A record of an `owner` (not 0)
  /// gets a name that the same owner has.
  std::string take(std::uint64_t number, const std::string& name, std::uint64_t owner);
  /// The record takes no name.
  void pass(std::uint64_t number);
  /// A name that an owner has from an earlier run. Before the first record.
  void keep(std::string_view name, std::uint64_t owner);
  /// Whether a record has the name, or it was kept. When all records have been here.
  bool is_taken(std::string_view name) const;

 private:
  void wait_for(std::uint64_t number, std::unique_lock<std::mutex>& lock);
  bool claim(const std::string& name, std::uint64_t owner);

  std::mutex mutex_;
  std::condition_variable turn_changed_;
  std::uint64_t turn_ = 1;
  NumberSet taken_;                                          // hashes of names
  std::unordered_map<std::uint64_t, std::uint64_t> owners_;  // by hash of the name; only where there are owners
  std::unordered_map<std::uint64_t, std::uint32_t> last_;    // last number after a name that is used again, by its hash
};

}  // namespace gongwen::engine
