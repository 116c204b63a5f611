// A worker from both sides: WorkerLink starts and feeds it from the front's event loop; `run_worker` is its main
// function. A worker gets data of strangers and parses PDF, XLSX and images, so it is treated as if it could be
// compromised: it inherits one socket, gives up connections, other files and most system calls (seccomp, Landlock), and
// has limits of memory and processor time.
#include "service/worker.h"

#include "resources/child_program.h"
#include "resources/confine.h"
#include "resources/folder.h"
#include "resources/message_channel.h"
#include "service/detail/scan_task.h"
#include "service/detail/task.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <limits>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gongwen::service {
namespace {

using resources::AllowedFiles;
using resources::FileUse;

/// Files that are needed to load libraries and start a program. Nothing else of `/etc`, which holds secrets of the
/// operator. `/proc` for memory and processor figures; `/dev` for random numbers and `/dev/null`.
constexpr std::array kOfSystem = {"/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/proc", "/sys/devices/system", "/dev"};
constexpr std::array kLoaders = {"/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"};
/// How deep in the folders of an installation links to bundles and faces are followed.
constexpr int kLinksDepth = 2;

/// Allows a folder and the folders that links in it point to: Landlock judges the target of a link, not the path that
/// leads to it.
void add_folder(std::vector<AllowedFiles>& files, const std::string& folder) {
  files.push_back({folder, FileUse::Read});
  for (std::string& link : resources::walk_folder(folder, kLinksDepth, resources::is_put_there).links) {
    files.push_back({std::move(link), FileUse::Read});
  }
}

}  // namespace

// The list is complete: with it the worker cannot read the database, uploads or settings.
std::vector<AllowedFiles> files_of_worker(const EngineOptions& options) {
  std::vector<AllowedFiles> files;
  for (const char* const path : kOfSystem) files.push_back({path, FileUse::Read});
  for (const char* const path : kLoaders) files.push_back({path, FileUse::Start});
  files.push_back({kPagePictures, FileUse::Start});
  files.push_back({"/dev/null", FileUse::Write});
  files.push_back({options.temporary_folder, FileUse::Write});
  files.push_back({options.libexec_folder, FileUse::Start});
  files.push_back({options.share_folder, FileUse::Read});
  add_folder(files, options.share_folder + "/templates");
  add_folder(files, options.share_folder + "/fonts");
  for (const std::string& folder : options.template_folders) add_folder(files, folder);
  if (!options.editions_folder.empty()) files.push_back({options.editions_folder, FileUse::Read});
  for (const std::string& folder : options.font_folders) add_folder(files, folder);
  for (const std::string& file : options.trust_files) files.push_back({file, FileUse::Read});
  for (const std::string& file : options.crl_files) files.push_back({file, FileUse::Read});
  return files;
}

namespace {

constexpr std::size_t kReceivedPiece = std::size_t{64} << 10;
/// Bytes taken from one worker before the loop turns to others, so that one that never stops writing does not block the
/// front.
constexpr std::size_t kMaxReceivedAtOnce = std::size_t{1} << 20;

}  // namespace

WorkerLink::WorkerLink(http::EventLoop& loop, std::size_t max_message, Message message, Ended ended)
    : loop_(loop),
      max_message_(max_message),
      message_(std::move(message)),
      ended_(std::move(ended)),
      received_(max_message) {}

std::error_code WorkerLink::start(const std::string& program, const std::vector<std::string>& arguments) {
  end();
  // A stream socket: messages are delimited by their length (MessageAssembler).
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return resources::last_error();
  socket_ = resources::FileDescriptor(ends[0]);
  const resources::FileDescriptor other(ends[1]);
  const std::error_code error =
      resources::start_program({program, arguments, resources::Inherited::Nothing, other.number()}, process_);
  if (error) return error;
  ++starts_;
  handle_ = resources::process_handle(process_);
  received_ = resources::MessageAssembler(max_message_);
  // Read from the start, so that the end of the process is noticed even while it is idle, and not only by the next
  // task.
  readable_ = loop_.watch_readable(socket_.number(), [this] { receive(); });
  return {};
}

void WorkerLink::end() {
  readable_.drop();
  writable_.drop();
  unsent_ = {};
  if (process_ < 0) return;
  // pidfd_send_signal, since the number of an ended process may belong to another one by now.
  if (handle_) {
    resources::end_process(handle_);
  } else {
    // This process has not waited for its child yet, so the number cannot have been given to another process.
    ::kill(process_, SIGKILL);
  }
  socket_ = resources::FileDescriptor();
  // Waits, so that no zombie stays; SIGKILL ends the process immediately.
  resources::wait_for_program(std::exchange(process_, -1));
}

void WorkerLink::finish() { ::shutdown(socket_.number(), SHUT_WR); }

void WorkerLink::send(std::string_view messages) {
  unsent_ = messages;
  send_rest();
}

void WorkerLink::send_rest() {
  // MSG_DONTWAIT: the front must not wait for a worker that reads slowly.
  while (!unsent_.empty()) {
    const ssize_t count = ::send(socket_.number(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) {
      unsent_.remove_prefix(static_cast<std::size_t>(count));
      // Large tasks do not fit into the socket's buffer; the rest is sent when the worker has read some of it.
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!writable_) writable_ = loop_.watch_writable(socket_.number(), [this] { send_rest(); });
      return;
    } else if (errno != EINTR) {
      break;  // The end of the stream is read, too, and handled there.
    }
  }
  writable_.drop();
}

/// Reads what the worker has written. The end of the stream means that the worker has ended.
void WorkerLink::receive() {
  std::array<char, kReceivedPiece> piece;
  // After a megabyte the loop goes on; level-triggered reading continues here.
  for (std::size_t received = 0; received < kMaxReceivedAtOnce;) {
    const ssize_t count = ::recv(socket_.number(), piece.data(), piece.size(), MSG_DONTWAIT);
    if (count > 0) {
      received += static_cast<std::size_t>(count);
      received_.add({piece.data(), static_cast<std::size_t>(count)});
    } else if (count < 0 && errno == EINTR) {
      continue;
    } else if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      break;
    } else {
      // 0: closed; other errors are treated like that.
      return ended_();
    }
  }
  take_messages();
}

void WorkerLink::take_messages() {
  // `message_` may end the link and start another process; messages of the old one must not be mistaken for its
  // answers. `starts_` counts, since the new process might have the same number.
  const std::uint64_t start = starts_;
  while (std::optional<std::string> message = received_.next()) {
    // An answer before the complete question was sent can only come from a broken worker.
    if (!unsent_.empty()) return ended_();
    message_(*std::move(message));
    if (start != starts_ || !is_running()) return;
  }
  if (received_.failed()) ended_();
}

namespace {

using resources::Exchange;

/// Answers that need no document come first, and the next task is assigned without delay: the front has priority over
/// workers, and workers over jobs.
constexpr int kWorkerNiceness = 5;

/// Sets the soft limit, no higher than the hard one, which the operator has set and which cannot be
/// raised.
void limit(int resource, rlim_t most) {
  rlimit now{};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &now) != 0) return;
  now.rlim_cur = std::min(most, now.rlim_max);
  ::setrlimit(static_cast<__rlimit_resource>(resource), &now);
}

/// Limits processor time to what was used so far, plus `more`, plus `grace` seconds. RLIMIT_CPU counts from the start
/// of the process, so the limit is moved for each task. SIGXCPU ends the process; a document that loops for ever costs
/// at most this.
void limit_processor_time(std::chrono::milliseconds more, rlim_t grace) {
  rusage used{};
  if (::getrusage(RUSAGE_SELF, &used) != 0) return;
  const auto seconds = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec);
  const auto wanted = static_cast<rlim_t>(std::chrono::ceil<std::chrono::seconds>(more).count());
  limit(RLIMIT_CPU, seconds + wanted + grace);
}

/// Returns the peak of resident memory of this process in bytes; 0 if the system does not report it.
std::uint64_t resident_bytes() {
  rusage used{};
  constexpr std::uint64_t kKilobyte = 1024;
  return ::getrusage(RUSAGE_SELF, &used) == 0 ? static_cast<std::uint64_t>(used.ru_maxrss) * kKilobyte : 0;
}

/// A worker that runs out of memory, or meets an unexpected exception, reports a huge size: the front then replaces it,
/// since its state can no longer be trusted. The answer is Failed for the client; `memory` makes WorkerPool replace
/// this process.
TaskAnswer answer_safely(const Task& task, const Engine& engine, WorkerMemory& memory) {
  try {
    TaskAnswer answer = answer_task(task, engine, memory);
    answer.memory = resident_bytes();
    return answer;
  } catch (const std::exception&) {
    TaskAnswer failed;
    failed.memory = std::numeric_limits<std::uint64_t>::max();
    return failed;
  }
}

/// Rehearsals must not slow down the same tasks in the worker that answers them.
constexpr int kRehearsalNiceness = 19;

/// Receives a task: its head, then each of its files as a separate message of raw bytes, which JSON would have to
/// encode. Returns false at the end of the stream.
bool receive_task(resources::MessageChannel& channel, Task& task) {
  std::string head;
  if (channel.receive(head, kMaxMessageBytes, nullptr, nullptr) != Exchange::Done) return false;
  std::optional<Task> described = parse_task(head);
  if (!described) return false;
  for (MemoryFile& file : described->files) {
    if (channel.receive(file.bytes, kMaxMessageBytes, nullptr, nullptr) != Exchange::Done) return false;
  }
  task = *std::move(described);
  return true;
}

class Worker {
 public:
  Worker(resources::FileDescriptor socket, const EngineOptions& options, const WorkerLimits& limits)
      : limits_(limits), engine_(options), channel_(std::move(socket)), memory_{options, {}, {}} {}

  /// Answers at most `count` tasks. Returns false once the socket is closed.
  bool answer(std::uint64_t count) {
    for (std::uint64_t number = 0; number < count; ++number) {
      if (!receive_task(channel_, task_)) return false;
      limit_processor_time(task_.time, limits_.grace_seconds);
      if (resources::write_all(channel_.socket(), write_answer(answer_safely(task_, engine_, memory_)))) return false;
    }
    return true;
  }

  /// Answers in a thread of low priority: a process cannot raise its own priority again, but a thread ends. If no
  /// thread can be started, no task is taken here, and the rehearsals are done like other tasks. `continues` is written
  /// by the thread and read after join(): no race.
  bool rehearse(std::uint64_t count) {
    bool continues = true;
    try {
      std::thread([&] {
        ::setpriority(PRIO_PROCESS, 0, kRehearsalNiceness);  // on Linux, of this thread only
        continues = answer(count);
      }).join();
    } catch (const std::system_error&) {
    }
    return continues;
  }

 private:
  const WorkerLimits& limits_;
  const Engine engine_;
  resources::MessageChannel channel_;
  Task task_;
  WorkerMemory memory_;
};

}  // namespace

void close_files_but(int kept) {
  // Standard streams must exist: otherwise a file that a library opens would get their numbers, and messages would be
  // written into it.
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (nowhere >= 0 && stream != kept) ::dup2(nowhere, stream);
  }
  const auto first = static_cast<unsigned>(STDERR_FILENO + 1);
  const auto number = std::max(static_cast<unsigned>(kept), STDERR_FILENO + 0U);
  // close_range() also closes descriptors that a library may have opened.
  if (number > first) ::close_range(first, number - 1, 0);
  ::close_range(number + 1, ~0U, 0);
}

void give_up_rights(const WorkerLimits& limits) {
  // The order matters: later steps must not need what was given up before. No set-user-id program gains rights,
  // and the process dies with the front. Without PR_SET_PDEATHSIG a front that is killed would leave its
  // workers.
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  resources::limit_address_space(limits.address_space);
  // A core file would contain data of users.
  limit(RLIMIT_CORE, 0);
  // Ctrl+C reaches the whole group. The front decides when a worker ends, by closing the socket, so that answers are
  // finished.
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(number, SIG_IGN);
  if (!limits.confined) return;
  // `gongwen-reader` must still be started; it gets a pair of sockets that is connected to nothing else. seccomp before
  // Landlock: allow_files() needs no call that is refused.
  resources::refuse_calls(limits.connects ? resources::outside_calls_of_clients() : resources::outside_calls());
  if (!limits.files.empty()) resources::allow_files(limits.files);
}

int run_worker(resources::FileDescriptor socket, const EngineOptions& options, const WorkerLimits& limits,
               std::uint64_t rehearsals) {
  close_files_but(socket.number());
  if (limits.confined) ::setpriority(PRIO_PROCESS, 0, kWorkerNiceness);
  give_up_rights(limits);
  Worker worker(std::move(socket), options, limits);
  if (worker.rehearse(rehearsals)) worker.answer(std::numeric_limits<std::uint64_t>::max());
  return 0;
}

}  // namespace gongwen::service
