// DeflateQueue: compresses streams on a second thread while others are made. The output is the same as without the
// thread and does not depend on timing; small files never start it.
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

  /// Queues data for compression. Returns the number under which take() gives the result back.
  std::size_t put(std::string data);
  /// Returns the compressed data; compresses it on the calling thread if the worker has not started it.
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
  std::deque<Job> jobs_;  // a deque, because references to jobs must stay valid
  std::size_t next_ = 0;  // the worker's next job
  std::size_t waiting_ = 0;
  bool ends_ = false;
  std::optional<base::SideTask> worker_;
};

}  // namespace gongwen::pdf
