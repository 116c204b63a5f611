// A worker: the engine in a separate process, which does one task after another for the front process. Its only socket
// is the one to the front, and it ends when that is closed. If a document crashes it, no other request loses its
// answer.
//   return service::run_worker(std::move(socket), options);
#pragma once

#include "gongwen/batch.h"
#include "gongwen/engine.h"
#include "resources/confine.h"
#include "resources/file_descriptor.h"
#include "resources/message_channel.h"
#include "service/http/event_loop.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <sys/types.h>

namespace gongwen::service {

/// The resources of the machine that a worker may use. Processor time is limited for each task to its own time plus
/// `grace_seconds`. The system ends a process that exceeds the limits, and the front starts another one. The subcommand
/// that starts a worker sets the limits for its sort.
struct WorkerLimits {
  std::uint64_t address_space = std::uint64_t{4} << 30;  // bytes
  /// Seconds of processor time beyond the time of the task, within which the engine stops by itself with a message.
  std::uint64_t grace_seconds = 10;
  /// False for the worker that has the store of facts and the site: these may be anywhere, and it gets no data of
  /// strangers.
  bool confined = true;
  /// Whether a confined worker may still open connections, as a job needs whose documents are made by the workers of a
  /// queue.
  bool connects = false;
  /// The files that it may use, if the system can enforce it (Landlock); empty: all.
  std::vector<resources::AllowedFiles> files = {};
};

/// Returns the files that a worker with such an engine needs: libraries, bundles, fonts, and a folder for data that
/// does not fit into memory; none of the files that people hand in. The options must name all folders.
std::vector<resources::AllowedFiles> files_of_worker(const EngineOptions& options);

/// Takes from this process and its children all rights that no document needs: connections, other processes, other
/// files, more memory. Rights that the system cannot take away stay.
void give_up_rights(const WorkerLimits& limits);

/// Closes all files except `kept`: a worker must not have descriptors of the front or streams of the operator.
void close_files_but(int kept);

struct Task;
struct TaskAnswer;

/// Results that a worker caches while it lives; bundles and fonts do not change during that time. Only a new worker
/// (SIGHUP, too many tasks, too much memory) starts without them.
struct WorkerMemory {
  EngineOptions engine;  // options of the engine that does the tasks
  std::optional<KindList> kinds;
  std::map<std::string, std::string> definitions;  // of documents, by kind and options
  std::unique_ptr<const Engine> design = {};  // engine of the last draft of a form: see designer/detail/design_task.h
  std::string design_name = {};               // hash of that draft
};

/// Does one task by calls of the engine. The caller sets the answer's `memory`.
TaskAnswer answer_task(const Task& task, const Engine& engine, WorkerMemory& memory);

/// Does a task of Operation::Records, which needs no kinds. Making an issue must end before the deadline of `render`.
/// Runs in the one worker that has the store.
TaskAnswer answer_records(const Task& task, const EngineOptions& engine, const RenderOptions& render);

/// Number of rehearsals of a worker that replaces another one: copies of tasks that others answer, by which it loads
/// kinds, fonts and fixed texts. It does them with the lowest priority.
inline constexpr std::uint64_t kRehearsals = 8;

/// Answers the tasks on the socket until it is closed; the first `rehearsals` tasks are rehearsals. Returns the exit
/// status.
int run_worker(resources::FileDescriptor socket, const EngineOptions& engine, const WorkerLimits& limits = {},
               std::uint64_t rehearsals = 0);

/// The queue of the workers on other machines that make the documents of jobs. The same three values as the options of
/// `gongwen batch`.
struct JobQueue {
  std::string address;  // queue::TaskQueue
  std::string objects;  // a folder, with its whole path, or `s3://bucket/prefix`
  StorageAccess storage = {};
};

/// Does the one job that the order on the socket describes, in the folder that it names: reads `data` there and writes
/// into `out`. Ends with the service. Returns the exit status.
int run_job(resources::FileDescriptor socket, EngineOptions engine);

// WorkerLink: a worker process and the socket to it, from the side of a front process that has other work while it
// waits.
//   WorkerLink link(loop, kMaxMessage, [](std::string message) { … }, [] { … });
//   if (link.start(program, arguments)) …
//   link.send(question);

/// States: not running, idle, sending (`unsent_` not empty), waiting for answers. Used by WorkerPool, Jobs, Maker and
/// MailSender.
class WorkerLink {
 public:
  using Message = std::function<void(std::string)>;
  using Ended = std::function<void()>;

  /// The loop must outlive it. `message` gets each complete message of the worker. `ended` is called when the worker
  /// has ended or has broken the protocol: a message that is too long, or an answer before the question was sent
  /// completely. Both may end the link and start it again, but not destroy it.
  WorkerLink(http::EventLoop& loop, std::size_t max_message, Message message, Ended ended);
  WorkerLink(const WorkerLink&) = delete;
  WorkerLink& operator=(const WorkerLink&) = delete;
  ~WorkerLink() { end(); }

  /// Starts the program with the socket as its standard input; it inherits no other descriptor.
  std::error_code start(const std::string& program, const std::vector<std::string>& arguments);
  bool is_running() const { return process_ >= 0; }
  /// Sends messages made by resources::append_message. The text must live until they are answered or the link is ended.
  /// Not copied, since tasks may have megabytes.
  void send(std::string_view messages);
  /// Closes the sending side: a worker that waits for a task ends; a busy one finishes its work first. For a job, which
  /// stores its state before it ends.
  void finish();
  /// Kills the process.
  void end();

 private:
  /// Sends as much as the socket accepts, and the rest when it accepts more.
  void send_rest();
  /// Reads a limited amount in each turn of the loop.
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
  std::uint64_t starts_ = 0;  // detects that a callback has started the link again
};

}  // namespace gongwen::service
