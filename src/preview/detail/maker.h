// Maker: the worker of the preview, from the side of the front: one question after the other. A worker that dies, or
// takes longer than it may, is replaced by another one.
#pragma once

#include "http/event_loop.h"
#include "preview/detail/question.h"
#include "service/worker_link.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace gongwen::preview {

enum class Ending : std::uint8_t {
  Answered,
  Crashed,   // the worker died of it
  TooLong,   // the worker was ended
  Overtaken  // by a change of the files
};

class Maker {
 public:
  using Done = std::function<void(Ending, Answer)>;

  /// The loop outlives it.
  Maker(http::EventLoop& loop, std::string program, std::vector<std::string> arguments);
  Maker(const Maker&) = delete;
  Maker& operator=(const Maker&) = delete;

  /// Returns: the error of a worker that cannot be started.
  std::error_code start();
  /// Calls `done` once, later.
  void ask(const Question& question, Done done);
  /// The files have changed: pages that have been worked on for longer than a moment are given up, since they are of no
  /// use. Other work that takes so long is started again with the new files.
  void overtake();

 private:
  struct Job {
    Ask ask = Ask::Pages;
    std::string message;
    std::chrono::milliseconds time{};
    Done done;
  };
  void begin_next();
  void take_message(std::string message);
  bool add_to_answer(std::string message);
  void finish(Ending ending, Answer answer);
  void replace(Ending ending);
  void restart_worker(bool was_at_work);

  http::EventLoop& loop_;
  std::string program_;
  std::vector<std::string> arguments_;
  std::deque<Job> waiting_;
  std::optional<Job> job_;
  std::int64_t start_ = 0;  // of the job
  http::EventLoop::Timer limit_;
  http::EventLoop::Timer starting_;
  std::optional<Answer> answer_;
  std::size_t parts_ = 0;
  service::WorkerLink worker_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();  // so that posted work knows when this is gone
};

}  // namespace gongwen::preview
