// DocumentStates: whether documents of an earlier run are still as they were written, asked of an output that is far
// away: several at a time, and before their records come.
#pragma once

#include "engine/batch/detail/batch_manifest.h"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace gongwen::engine {

class DocumentStates {
 public:
  /// `ask` says whether the documents of an entry are there, from any thread.
  explicit DocumentStates(std::function<bool(resources::JournalPlace)> ask) : ask_(std::move(ask)) {}
  DocumentStates(const DocumentStates&) = delete;
  DocumentStates& operator=(const DocumentStates&) = delete;
  ~DocumentStates();

  /// An entry that a record may want, in the order of the manifest. Before the first question.
  void add(resources::JournalPlace place) { places_.push_back(place); }
  /// Whether the documents of this entry are there; those after it are asked for meanwhile.
  bool are_there(resources::JournalPlace place);

 private:
  void start();
  void work();

  std::function<bool(resources::JournalPlace)> ask_;
  std::vector<resources::JournalPlace> places_;
  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::map<std::size_t, std::optional<bool>> states_;  // by number; nothing yet for those that are asked for
  std::size_t next_ = 0;                               // the first that nobody has asked for
  std::size_t end_ = 0;                                // those before it are wanted
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace gongwen::engine
