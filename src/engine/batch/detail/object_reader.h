// ObjectReader: reads documents from an object store before their turn comes, several at a time, and removes them
// afterwards: a store may be far away, and each answer of it may take longer than a document takes to be made.
//   reader.read_ahead(made);             // as soon as a worker has said so
//   auto files = reader.take(made);      // in its turn
//   reader.remove({made});
#pragma once

#include "engine/batch/detail/task_message.h"
#include "engine/core/detail/finished_file.h"
#include "queue/object_store.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace gongwen::engine {

class ObjectReader {
 public:
  /// The store outlives it, and is asked from several threads.
  explicit ObjectReader(queue::ObjectStore& objects) : objects_(objects) {}
  ObjectReader(const ObjectReader&) = delete;
  ObjectReader& operator=(const ObjectReader&) = delete;
  /// Finishes what is to be removed.
  ~ObjectReader();

  /// Starts to read the files of a record. Returns: false when there is no room for them yet.
  bool read_ahead(const MadeRecord& made);
  /// The files of a record; waits for them. Nothing when one is missing, or differs from what the worker has put there.
  queue::Result<std::optional<std::vector<FinishedFile>>> take(const MadeRecord& made);
  /// Removes the files of these records, at some time.
  void remove(std::span<const MadeRecord> records);
  /// How many files remove() was asked for.
  std::uint64_t unwanted_count() const;
  /// So many of them, in their order, are gone, or could not be removed.
  std::uint64_t removed_count() const;
  /// Waits until that is all of them.
  void finish_removing();

 private:
  using Files = queue::Result<std::optional<std::vector<FinishedFile>>>;
  struct Reading {
    MadeRecord made;
    std::uint64_t bytes = 0;
    std::optional<Files> files = {};  // once they are there
  };

  void start();
  void work();
  Files read(const MadeRecord& made);

  queue::ObjectStore& objects_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, Reading> readings_;  // by the numbers of their records
  std::deque<std::uint64_t> unread_;
  std::deque<std::string> unwanted_;  // hashes
  std::uint64_t unwanted_count_ = 0;  // that have been in there
  std::set<std::uint64_t> removing_;  // numbers of those at work
  std::uint64_t bytes_ = 0;           // of all readings
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace gongwen::engine
