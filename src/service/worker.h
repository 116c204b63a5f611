// A worker: the engine in a separate process, which makes documents for the front process, one after the other. It has
// no sockets but the one to the front, and ends with it. What a document makes go wrong there costs nobody else an
// answer.
//   return service::run_worker(std::move(socket), options);
#pragma once

#include "gongwen/engine.h"
#include "http/event_loop.h"
#include "resources/confine.h"
#include "resources/file_descriptor.h"
#include "resources/message_channel.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <sys/types.h>

namespace gongwen::service {

/// What a worker may take of the machine. Time is limited for each task: its own, and ten seconds of the processor
/// more. Beyond these the system ends the process, and the front starts another one.
struct WorkerLimits {
  std::uint64_t address_space = std::uint64_t{4} << 30;  // bytes
  /// Of the processor, beyond the time that a task has: the engine ends it by itself, with a message.
  std::uint64_t grace_seconds = 10;
  /// Not for the one that has the store of facts and the site: these may be anywhere, and it gets no data of strangers.
  bool confined = true;
  /// What it may do with files, where the system can close the others to it; none: all of them.
  std::vector<resources::AllowedFiles> files = {};
};

/// What a worker with such an engine needs: libraries, bundles, fonts, and a folder for what does not fit into memory.
/// What people hand in is not among it. The options name all folders.
std::vector<resources::AllowedFiles> files_of_worker(const EngineOptions& options);

/// Takes from this process, and from what it starts, what no document needs: connections, other processes, other files
/// and more memory. What the system cannot take away stays.
void give_up_rights(const WorkerLimits& limits);

/// What the front has open is not for a worker; neither are the streams of an operator.
void close_files_but(int kept);

struct Task;
struct TaskAnswer;

/// What a worker has worked out: it keeps its bundles and fonts as long as it lives.
struct WorkerMemory {
  EngineOptions engine;  // of the engine that the tasks are done with
  std::optional<KindList> kinds;
  std::map<std::string, std::string> definitions;  // of documents, by kind and options
};

/// Does one task with calls of the engine. The answer's `memory` is left to the caller.
TaskAnswer answer_task(const Task& task, const Engine& engine, WorkerMemory& memory);

/// The same of Operation::Records, which needs no kinds. An issue is made until the deadline of `render`.
TaskAnswer answer_records(const Task& task, const EngineOptions& engine, const RenderOptions& render);

/// Of a worker that takes the place of another one: so many tasks are copies of tasks that others answer, by which it
/// learns kinds, fonts and fixed texts. It does them with the lowest priority.
inline constexpr std::uint64_t kRehearsals = 8;

/// Answers what comes on the socket until it is closed, with an engine of these options; the first tasks are
/// rehearsals, of which there may be none. Returns: the exit status.
int run_worker(resources::FileDescriptor socket, const EngineOptions& engine, const WorkerLimits& limits = {},
               std::uint64_t rehearsals = 0);

/// Does the one job that the order on the socket describes, in the folder that it names, and ends with the service. It
/// reads `data` there and writes into `out`. With `queued`, workers of other machines make the documents, and the
/// settings of a relay (queue/relay.h) come before the order. Returns: the exit status.
int run_job(resources::FileDescriptor socket, EngineOptions engine, bool queued);

// WorkerLink: a worker process and the socket to it, from the side of a front process that waits for much else.
//   WorkerLink link(loop, kMaxMessage, [](std::string message) { … }, [] { … });
//   if (link.start(program, arguments)) …
//   link.send(question);

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
