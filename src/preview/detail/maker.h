// Maker: the worker of the preview, from the side of the front: one question after the other. A worker that dies, or
// takes longer than it may, is replaced by another one.
#pragma once

#include "http/event_loop.h"
#include "preview/detail/question.h"
#include "resources/file_descriptor.h"
#include "resources/message_channel.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <sys/types.h>

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
  ~Maker();

  /// Returns: the error of a worker that cannot be started.
  std::error_code start();
  /// Calls `done` once, later.
  void ask(const Question& question, Done done);
  /// The files have changed: what has been worked on for longer than a moment is given up, since it is of no use.
  void overtake();

 private:
  struct Job {
    std::string message;
    std::chrono::milliseconds time{};
    Done done;
  };
  void begin_next();
  void send();
  void receive();
  bool take_message(std::string message);
  void finish(Ending ending, Answer answer);
  void replace(Ending ending);
  void end_worker();

  http::EventLoop& loop_;
  std::string program_;
  std::vector<std::string> arguments_;
  std::deque<Job> waiting_;
  std::optional<Job> job_;
  std::int64_t begun_ = 0;
  std::size_t sent_ = 0;
  // Of the worker.
  pid_t process_ = -1;
  resources::FileDescriptor socket_;
  resources::FileDescriptor handle_;
  http::EventLoop::Watch readable_;
  http::EventLoop::Watch writable_;
  http::EventLoop::Timer limit_;
  http::EventLoop::Timer starting_;
  std::unique_ptr<resources::MessageAssembler> received_;
  std::optional<Answer> answer_;
  std::size_t parts_ = 0;
  std::shared_ptr<char> alive_ = std::make_shared<char>();  // so that posted work knows when this is gone
};

}  // namespace gongwen::preview
