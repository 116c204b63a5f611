#include "show/file_shower.h"

#include "diagnostics/catalogue/show.h"
#include "resources/child_program.h"
#include "resources/environment.h"

#include <array>
#include <cerrno>
#include <cstdint>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace gongwen::show {

namespace messages = diagnostics::messages;

namespace {

using diagnostics::Origin;
using resources::FileDescriptor;
using resources::Pipe;

constexpr const char* kProgram = "gongwen-show";
constexpr std::size_t kMaxForeign = std::size_t{64} << 20;
constexpr std::size_t kMaxAnswer = std::size_t{1} << 30;
constexpr int kStepMilliseconds = 200;
/// How long the program may take beside its time of the processor.
constexpr std::int64_t kSpareMilliseconds = 60'000;

/// Writes the request and reads the answer at the same time, whenever the program is ready for either.
class Asking {
 public:
  Asking(Pipe input, Pipe output, std::string_view head, std::string_view bytes)
      : to_(std::move(input.write)), from_(std::move(output.read)), parts_{head, bytes} {
    ::fcntl(to_.number(), F_SETFL, O_NONBLOCK);
  }

  /// Returns whether the answer was complete, in time and within the limit. `deadline` is in steady_milliseconds.
  bool run(std::int64_t deadline, diagnostics::DiagnosticSink& sink) {
    const resources::NoPipeSignal no_signal;
    while (resources::steady_milliseconds() < deadline) {
      sink.go_on_now();
      std::array<pollfd, 2> waiting{pollfd{from_.number(), POLLIN, 0}, pollfd{to_.number(), POLLOUT, 0}};
      if (::poll(waiting.data(), to_ ? 2 : 1, kStepMilliseconds) <= 0) continue;
      if (to_ && waiting[1].revents != 0) write_some();
      if (waiting[0].revents == 0) continue;
      const ssize_t count = ::read(from_.number(), buffer_.data(), buffer_.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return count == 0;
      answer_.append(buffer_.data(), static_cast<std::size_t>(count));
      if (answer_.size() > kMaxAnswer) return false;
    }
    return false;
  }

  const std::string& answer() const { return answer_; }

 private:
  /// If the program stops reading, its exit status says why.
  void write_some() {
    std::string_view& part = parts_[0].empty() ? parts_[1] : parts_[0];
    const ssize_t count = ::write(to_.number(), part.data(), part.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    part.remove_prefix(count < 0 ? part.size() : static_cast<std::size_t>(count));
    if (count < 0 || (parts_[0].empty() && parts_[1].empty())) to_ = FileDescriptor();
  }

  FileDescriptor to_;
  FileDescriptor from_;
  std::array<std::string_view, 2> parts_;
  std::string answer_;
  std::array<char, std::size_t{64} << 10> buffer_{};
};

/// Ends the program, also when the work is stopped by an exception.
class RunningProgram {
 public:
  explicit RunningProgram(pid_t child) : child_(child), handle_(resources::process_handle(child)) {}
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;
  ~RunningProgram() {
    if (child_ != 0) end(true);
  }

  /// How it ended; empty if by itself and without an error.
  std::string end(bool kills) {
    if (kills) resources::end_program(child_, handle_);
    const std::string words = resources::end_words(resources::wait_for_program(child_));
    child_ = 0;
    return words;
  }

 private:
  pid_t child_;
  FileDescriptor handle_;
};

}  // namespace

std::optional<ShowAnswer> show_file(std::string_view bytes, const ShowRequest& request,
                                    const std::string& libexec_folder, diagnostics::DiagnosticSink& sink) {
  if (bytes.size() > kMaxForeign) {
    sink.report(messages::ShowTooLarge, Origin(), request.name, std::to_string(bytes.size()));
    return std::nullopt;
  }
  const std::string program = resources::libexec_path(libexec_folder, kProgram);
  std::optional<Pipe> input = resources::open_pipe();
  std::optional<Pipe> output = resources::open_pipe();
  pid_t child = 0;
  const std::error_code error =
      input && output
          ? resources::start_program(
                {program, {kProgram}, resources::Inherited::Nothing, input->read.number(), output->write.number()},
                child)
          : resources::last_error();
  if (error) {
    sink.report(messages::ShowNoProgram, Origin(), program, error.message());
    return std::nullopt;
  }
  RunningProgram running(child);
  input->read = FileDescriptor();
  output->write = FileDescriptor();
  const std::string head = write_request(request);
  Asking asking(*std::move(input), *std::move(output), head, bytes);
  const bool is_complete =
      asking.run(resources::steady_milliseconds() + std::int64_t{1'000} * request.seconds + kSpareMilliseconds, sink);
  const std::string end = running.end(!is_complete);
  // The loader exits like this if a library of the program is missing.
  if (end == "exit status 127") {
    sink.report(messages::ShowNoProgram, Origin(), program, end);
    return std::nullopt;
  }
  const diagnostics::ErrorWatch errors(sink);
  std::optional<ShowAnswer> answer = end.empty() && is_complete ? parse_answer(asking.answer(), sink) : std::nullopt;
  if (!answer && !errors.saw_errors()) {
    // SIGXCPU ends a program that has used up its time.
    const bool out_of_time = !is_complete || end == "signal 24";
    if (end == "exit status 4") {
      sink.report(messages::ShowTooLarge, Origin(), request.name, "3 GiB");
    } else if (out_of_time) {
      sink.report(messages::ShowTooLarge, Origin(), request.name, std::to_string(request.seconds) + " s");
    } else {
      sink.report(messages::ShowFailed, Origin(), request.name, end.empty() ? "no answer" : end);
    }
  }
  return errors.saw_errors() ? std::nullopt : std::move(answer);
}

}  // namespace gongwen::show
