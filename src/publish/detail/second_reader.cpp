#include "publish/second_reader.h"

#include "diagnostics/catalogue/publish.h"
#include "resources/child_program.h"
#include "resources/environment.h"
#include "resources/file_descriptor.h"

#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using resources::FileDescriptor;
using resources::Pipe;

constexpr const char* kProgram = "gongwen-verify";
constexpr int kSilenceMilliseconds = 120'000;
constexpr std::size_t kMaxAnswer = std::size_t{512} << 20;

/// Writes the bytes and reads the answer, as the program is ready for the one or the other.
class Conversation {
 public:
  Conversation(Pipe input, Pipe output, std::string_view bytes)
      : to_(std::move(input.write)), from_(std::move(output.read)), bytes_(bytes) {
    ::fcntl(to_.number(), F_SETFL, O_NONBLOCK);
  }

  /// Returns: whether the answer came to its end in time and within its size.
  bool run() {
    const resources::NoPipeSignal no_signal;
    for (;;) {
      std::array<pollfd, 2> waiting{pollfd{from_.number(), POLLIN, 0}, pollfd{to_.number(), POLLOUT, 0}};
      const int ready = ::poll(waiting.data(), to_ ? 2 : 1, kSilenceMilliseconds);
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0) return false;
      if (to_ && waiting[1].revents != 0) write_some();
      if (waiting[0].revents == 0) continue;
      const ssize_t count = ::read(from_.number(), buffer_.data(), buffer_.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return count == 0;
      answer_.append(buffer_.data(), static_cast<std::size_t>(count));
      if (answer_.size() > kMaxAnswer) return false;
    }
  }

  std::string& answer() { return answer_; }

 private:
  /// A program that reads no further says why by its end.
  void write_some() {
    const ssize_t count = ::write(to_.number(), bytes_.data(), bytes_.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    bytes_.remove_prefix(count < 0 ? bytes_.size() : static_cast<std::size_t>(count));
    if (bytes_.empty()) to_ = FileDescriptor();
  }

  FileDescriptor to_;
  FileDescriptor from_;
  std::string_view bytes_;
  std::string answer_;
  std::array<char, std::size_t{64} << 10> buffer_{};
};

/// Its end in words; empty when it did its work.
std::string end_of(pid_t child, bool answered) {
  if (!answered) ::kill(child, SIGKILL);
  const std::string words = resources::end_words(resources::wait_for_program(child));
  return answered ? words : "no answer in time";
}

void report_missing(const std::string& program, std::error_code error, diagnostics::DiagnosticSink& sink) {
  sink.report(messages::PublishNoSecondReader, Origin{}, program, error.message());
}

}  // namespace

std::string second_reader_path(const std::string& libexec_folder) {
  return resources::libexec_path(libexec_folder, kProgram);
}

base::Expected<base::Json> ask_second_reader(std::string_view pdf, const std::string& program,
                                             diagnostics::DiagnosticSink& sink) {
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
    report_missing(program, error, sink);
    return base::kReported;
  }
  input->read = FileDescriptor();
  output->write = FileDescriptor();
  Conversation conversation(*std::move(input), *std::move(output), pdf);
  const bool answered = conversation.run();
  const std::string end = end_of(child, answered);
  // The loader of a program whose library is missing.
  if (end == "exit status 127") {
    report_missing(program, {ELIBACC, std::generic_category()}, sink);
    return base::kReported;
  }
  std::optional<base::Json> read = base::parse_json(conversation.answer());
  const auto why = read ? read->view().find("error") : std::nullopt;
  if (end.empty() && read && !why) return *std::move(read);
  const std::string words = !end.empty() ? end : why ? std::string(why->text()) : "no JSON";
  sink.report(messages::PublishSecondReaderFailed, Origin{}, words);
  return base::kReported;
}

std::string signature_words(std::string_view field, std::span<const std::uint64_t> range) {
  std::string words(field);
  for (const std::uint64_t number : range) words += " " + std::to_string(number);
  return words;
}

std::optional<std::set<std::string>> signatures_in(const base::JsonView& answer) {
  const auto list = answer.find("signatures");
  if (!list || !list->is_list()) return std::nullopt;
  std::set<std::string> found;
  for (std::size_t i = 0; i < list->size(); ++i) {
    std::vector<std::uint64_t> numbers;
    const auto range = list->at(i).find("range");
    for (std::size_t k = 0; range && k < range->size(); ++k) numbers.push_back(range->at(k).number().value_or(0));
    found.insert(signature_words(list->at(i).text_of("field"), numbers));
  }
  return found;
}

}  // namespace gongwen::publish
