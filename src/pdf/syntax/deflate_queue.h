// DeflateQueue: compresses streams while others are made. The output is the same as without it, in the order of the
// numbers given out; small files never start its thread.
#pragma once

#include "base/side_thread.h"
#include "base/stop_check.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::pdf {

using base::SpareCore;

class DeflateQueue {
 public:
  explicit DeflateQueue(SpareCore spare_core) : spare_core_(spare_core) {}
  DeflateQueue(const DeflateQueue&) = delete;
  DeflateQueue& operator=(const DeflateQueue&) = delete;
  ~DeflateQueue();

  /// Takes data; `take` gives it back compressed, under the number that is returned.
  std::size_t put(std::string data);
  std::string take(std::size_t number);

 private:
  struct Job {
    std::string data;  // compressed when `done`
    bool started = false;
    bool done = false;
  };
  void work();

  SpareCore spare_core_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;  // a deque: jobs stay where they are
  std::size_t next_ = 0;  // that the worker takes
  std::size_t waiting_ = 0;
  bool ends_ = false;
  std::optional<base::SideTask> worker_;
};

}  // namespace gongwen::pdf
