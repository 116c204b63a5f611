#include "intake/detail/reader_program.h"

#include "resources/child_program.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <sys/socket.h>
#include <unistd.h>

// Starts `gongwen-reader` with a socket and shared memory, sends requests, and receives answers. Large files go through
// the shared memory. The program dies with its starter, since it sees its socket close.
namespace gongwen::intake {
namespace {

/// The time allowed for starting a process and transferring bytes, in addition to that for reading.
constexpr std::chrono::seconds kGrace{30};

}  // namespace

std::unique_ptr<ReaderProgram> ReaderProgram::start(const std::string& path, std::error_code& error) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    error = resources::last_error();
    return nullptr;
  }
  resources::FileDescriptor own(ends[0]);
  const resources::FileDescriptor other(ends[1]);
  auto shared = resources::SharedMemory::create("gongwen-form", kSharedBytes);
  pid_t program = -1;
  error = resources::start_program({path,
                                    {"gongwen-reader", std::to_string(::getpid())},
                                    resources::Inherited::Nothing,
                                    other.number(),
                                    shared ? shared->file() : -1},
                                   program);
  if (error) return nullptr;
  return std::unique_ptr<ReaderProgram>(new ReaderProgram(program, std::move(own), std::move(shared)));
}

ReaderProgram::ReaderProgram(pid_t program, resources::FileDescriptor socket,
                             std::optional<resources::SharedMemory> shared)
    : starter_(::getpid()),
      program_(program),
      handle_(resources::process_handle(program)),
      channel_(std::move(socket)),
      shared_(std::move(shared)) {}

ReaderProgram::~ReaderProgram() {
  if (is_own()) end();
}

bool ReaderProgram::is_own() const { return starter_ == ::getpid(); }

std::optional<int> ReaderProgram::end() {
  if (ended_) return std::nullopt;
  ended_ = true;
  // A program that has ended already keeps its status. Without a handle, it ends when its socket closes.
  resources::end_process(handle_);
  channel_ = MessageChannel(resources::FileDescriptor());
  return resources::wait_for_program(program_);
}

ReaderProgram::Outcome ReaderProgram::ask(ReadRequest request, std::string_view bytes, const base::StopCheck* stop) {
  const resources::Deadline deadline(std::chrono::seconds(request.process.wall_seconds) + kGrace);
  Outcome outcome;
  const bool is_shared = shared_ && !bytes.empty() && bytes.size() <= shared_->size();
  if (is_shared) {
    std::copy(bytes.begin(), bytes.end(), shared_->begin());
    request.shared_bytes = bytes.size();
  }
  outcome.exchange = channel_.send(write_request(request), stop, &deadline);
  if (outcome.exchange == Exchange::Done && !is_shared) outcome.exchange = channel_.send(bytes, stop, &deadline);
  std::string text;
  if (outcome.exchange == Exchange::Done)
    outcome.exchange = channel_.receive(text, request.process.answer_bytes + 1, stop, &deadline);
  if (outcome.exchange != Exchange::Done) return outcome;
  if (std::optional<ReadAnswer> answer = parse_answer(std::move(text))) {
    outcome.answer = *std::move(answer);
  } else {
    outcome.exchange = Exchange::Ended;
  }
  return outcome;
}

}  // namespace gongwen::intake
