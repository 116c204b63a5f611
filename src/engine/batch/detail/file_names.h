// Names of the files of a batch.
#pragma once

#include "engine/batch/detail/number_table.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gongwen::engine {

// The names of the files of a batch: from the kind's own template, made safe for all usual systems, and made different
// if records give the same. They depend only on the records and their order, not on threads or earlier runs.

/// A name without ending that any of the usual file systems takes: without what Windows refuses, without blanks and
/// dots at its ends, up to 200 bytes. `otherwise` replaces a name of which nothing is left.
std::string safe_file_name(std::string_view name, std::string_view otherwise);

class FileNames {
 public:
  /// `temporary_folder`: for what is remembered of very many.
  explicit FileNames(std::string temporary_folder) : taken_(std::move(temporary_folder)) {}

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
  /// Why names are no longer remembered; from any thread.
  std::error_code error() const;

 private:
  void wait_for(std::uint64_t number, std::unique_lock<std::mutex>& lock);
  bool claim(const std::string& name, std::uint64_t owner);

  mutable std::mutex mutex_;
  std::condition_variable turn_changed_;
  std::uint64_t turn_ = 1;
  NumberTable taken_;  // hashes of names, with the last number after a name that is used again
  std::unordered_map<std::uint64_t, std::uint64_t> owners_;  // by hash of the name; only where there are owners
};

}  // namespace gongwen::engine
