#include "intake/wire.h"
#include "reader/reader.h"
#include "resources/child_program.h"
#include "resources/file_descriptor.h"

#include <array>
#include <optional>
#include <string>

#include <poll.h>
#include <unistd.h>

namespace gongwen::reader {
namespace {

constexpr int kStarterEnded = 0;
constexpr int kBadRequest = 2;

/// The process that started this one, as a file that becomes readable when it ends. Its end of the socket alone does
/// not say so: copies of that process have it, too.
std::optional<resources::FileDescriptor> watch_starter(pid_t starter) {
  resources::FileDescriptor watch = resources::process_handle(starter);
  // It may have ended before; its number is another one's then, or soon will be.
  if (::getppid() != starter) return std::nullopt;
  return watch;
}

/// Reads files, each in a separate process. The library is loaded when the first file needs it: few do, and what is
/// loaded is copied with each process.
class FileReading {
 public:
  explicit FileReading(std::span<const pollfd> starter) : starter_(starter) { intake::prepare_to_read(); }

  intake::ReadAnswer answer(const intake::ReadRequest& request, std::string_view bytes) {
    if (!has_library_) {
      ProcessResult result =
          run_in_child([&] { return intake::read_without_library(request, bytes); }, request.process, starter_);
      if (result.end != intake::ProcessEnd::Done || !result.answer.empty())
        return {result.end, std::move(result.answer)};
      intake::load_library();
      has_library_ = true;
    }
    ProcessResult result =
        run_in_child([&] { return intake::read_foreign(request, bytes); }, request.process, starter_);
    return {result.end, std::move(result.answer)};
  }

 private:
  std::span<const pollfd> starter_;
  bool has_library_ = false;
};

}  // namespace

int serve(int socket, pid_t starter, std::string_view shared) {
  const std::optional<resources::FileDescriptor> watch = watch_starter(starter);
  if (!watch) return kStarterEnded;
  intake::MessageChannel channel(resources::FileDescriptor(socket), watch->number());
  const std::array<pollfd, 2> ended{pollfd{watch->number(), POLLIN, 0}, pollfd{socket, POLLRDHUP, 0}};
  FileReading reading(ended);
  using intake::Exchange;
  for (;;) {
    std::string text;
    if (channel.receive(text, intake::kMaxRequestBytes, nullptr, nullptr) != Exchange::Done) return kStarterEnded;
    const std::optional<intake::ReadRequest> request = intake::parse_request(text);
    if (!request || request->shared_bytes > shared.size()) return kBadRequest;
    std::string sent;
    std::string_view bytes = shared.substr(0, request->shared_bytes);
    if (request->shared_bytes == 0) {
      if (channel.receive(sent, request->limits.max_bytes, nullptr, nullptr) != Exchange::Done) return kStarterEnded;
      bytes = sent;
    }
    if (channel.send(intake::write_answer(reading.answer(*request, bytes)), nullptr, nullptr) != Exchange::Done)
      return kStarterEnded;
  }
}

}  // namespace gongwen::reader
