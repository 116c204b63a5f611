// WorkerLink: a worker process and the socket to it, from the side of a front process that waits for much else.
//   WorkerLink link(loop, kMaxMessage, [](std::string message) { … }, [] { … });
//   if (link.start(program, arguments)) …
//   link.send(question);
#pragma once

#include "http/event_loop.h"
#include "resources/file_descriptor.h"
#include "resources/message_channel.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <sys/types.h>

namespace gongwen::service {

class WorkerLink {
 public:
  using Message = std::function<void(std::string)>;
  using Ended = std::function<void()>;

  /// The loop outlives it. `message` takes each whole message of the worker. `ended` is called when it has ended, or
  /// has sent what no worker sends: one that is too long, or an answer to what it has not read yet. Both may end the
  /// link and start it again, but not destroy it.
  WorkerLink(http::EventLoop& loop, std::size_t max_message, Message message, Ended ended);
  WorkerLink(const WorkerLink&) = delete;
  WorkerLink& operator=(const WorkerLink&) = delete;
  ~WorkerLink() { end(); }

  /// Starts the program with the socket as its standard input, and nothing else of this process.
  std::error_code start(const std::string& program, const std::vector<std::string>& arguments);
  bool is_running() const { return process_ >= 0; }
  /// `messages` (resources::append_message) are there until they are answered, or the link is ended.
  void send(std::string_view messages);
  /// Nothing more comes: a worker that waits for something ends, and one that looks finishes what it must.
  void finish();
  /// Ends the process, whatever it does.
  void end();

 private:
  void send_rest();
  void receive();
  void take_messages();

  http::EventLoop& loop_;
  std::size_t max_message_;
  Message message_;
  Ended ended_;
  pid_t process_ = -1;
  resources::FileDescriptor socket_;
  resources::FileDescriptor handle_;
  http::EventLoop::Watch readable_;
  http::EventLoop::Watch writable_;
  resources::MessageAssembler received_;
  std::string_view unsent_;
  std::uint64_t starts_ = 0;  // so that what is called back may start it again
};

}  // namespace gongwen::service
