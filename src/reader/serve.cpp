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

intake::ReadAnswer answer(const intake::ReadRequest& request, std::string_view bytes, std::span<const pollfd> starter) {
  intake::prepare_to_read(request.type);
  ProcessResult result = run_in_child([&] { return intake::read_foreign(request, bytes); }, request.process, starter);
  return {result.end, std::move(result.answer)};
}

}  // namespace

int serve(int socket, pid_t starter) {
  const std::optional<resources::FileDescriptor> watch = watch_starter(starter);
  if (!watch) return kStarterEnded;
  intake::MessageChannel channel(resources::FileDescriptor(socket), watch->number());
  const std::array<pollfd, 2> ended{pollfd{watch->number(), POLLIN, 0}, pollfd{socket, POLLRDHUP, 0}};
  using intake::Exchange;
  for (;;) {
    std::string text;
    if (channel.receive(text, intake::kMaxRequestBytes, nullptr, nullptr) != Exchange::Done) return kStarterEnded;
    const std::optional<intake::ReadRequest> request = intake::parse_request(text);
    if (!request) return kBadRequest;
    std::string bytes;
    if (channel.receive(bytes, request->limits.max_bytes, nullptr, nullptr) != Exchange::Done) return kStarterEnded;
    if (channel.send(intake::write_answer(answer(*request, bytes, ended)), nullptr, nullptr) != Exchange::Done)
      return kStarterEnded;
  }
}

}  // namespace gongwen::reader
