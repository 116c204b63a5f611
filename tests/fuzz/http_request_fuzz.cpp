// Any bytes as what a client sends: what reaches the handler is a request without ambiguities, what comes back are
// answers, and nothing stays open. The first byte says where the bytes are cut in two.
#include "base/utf8.h"
#include "service/http/server.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

namespace {

using namespace gongwen::http;
using gongwen::resources::FileDescriptor;

void require(bool condition) {
  if (!condition) std::abort();
}

class FuzzHandler final : public Handler {
 public:
  std::size_t handled = 0;

  BodyPlan plan(const RequestHead& head) override {
    require(head.path == "*" || head.path.starts_with('/'));
    require(!gongwen::base::find_invalid_utf8(head.path) && head.path.find('\0') == std::string::npos);
    require(("/" + head.path + "/").find("/../") == std::string::npos);
    for (const Header& header : head.headers) {
      require(!header.name.empty() && header.value.find_first_of(std::string_view("\0\r\n", 3)) == std::string::npos);
    }
    const auto* const coding = head.header("transfer-encoding");
    require(coding == nullptr || head.header("content-length") == nullptr);
    if (head.path == "/s") return BodyPlan::spool(1000, true);
    if (head.path == "/r") return BodyPlan::refuse(problem(401, "login", "Log in"));
    return BodyPlan::memory(1000);
  }

  void handle(std::shared_ptr<Exchange> exchange) override {
    ++handled;
    const Request& request = exchange->request();
    require(request.body.size() <= 1000 && (!request.file || request.file->size <= 1000));
    if (request.path == "/drop") return;
    if (request.path != "/c") return exchange->respond({200, {{"X-Path", request.path}}, request.body, {}, false});
    exchange->begin({});
    exchange->write(request.body);
    exchange->end();
  }
};

std::string read_rest(int socket) {
  std::string received;
  char buffer[65536];
  while (const ssize_t count = ::recv(socket, buffer, sizeof buffer, 0)) {
    if (count < 0) break;
    received.append(buffer, static_cast<std::size_t>(count));
  }
  return received;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0 || size > 32 * 1024) return 0;
  const std::string input(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  int ends[2];
  require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0);
  const FileDescriptor client(ends[0]);
  FuzzHandler handler;
  EventLoop loop;
  ServerOptions options;
  options.limits.write_time = std::chrono::milliseconds(1);
  Server server(loop, handler, options);
  server.serve(FileDescriptor(ends[1]));
  const std::size_t cut = input.size() * bytes[0] / 256;
  require(::send(client.number(), input.data(), cut, MSG_NOSIGNAL) >= 0);
  const auto rest = loop.after(std::chrono::milliseconds(0), [&] {
    ::send(client.number(), input.data() + cut, input.size() - cut, MSG_NOSIGNAL);
    ::shutdown(client.number(), SHUT_WR);
    server.when_idle([&] { loop.stop(); });
  });
  loop.run();
  require(server.open() == 0);
  const std::string received = read_rest(client.number());
  require(received.empty() || received.starts_with("HTTP/1.1 "));
  require(handler.handled == 0 || !received.empty());
  return 0;
}
