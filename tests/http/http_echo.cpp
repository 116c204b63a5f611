// http_echo [--unix PATH | --listen ADDRESS | --inherit yes] [--trust CIDR]… [--limit NAME=VALUE]…: a server for tests.
// It prints its address, answers until its standard input ends (or, after an `s` there, all requests have), and prints
// its counters and how many descriptors are still open.
//   /echo          what was received, as lines of text
//   /hello         `hello`
//   /size?N        N bytes
//   /file?N        N bytes of a file
//   /later?N       the answer after N milliseconds
//   /stream?N      N parts, each after the one before was taken
//   /events?N      three events, N milliseconds apart
//   /flood         parts without end, whoever reads them
//   /wait          never answered; /gone says how many of these clients have left
//   /drop          dropped without an answer
//   /cut           dropped in the middle of one
//   /plan/…        refuse: 401; memory: 1000 bytes; spool: 1,000,000 bytes with hash; none: no body
#include "service/http/conditional.h"
#include "service/http/server.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

using namespace gongwen::http;
using gongwen::resources::FileDescriptor;

std::uint64_t number_of(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

FileSlice file_of(std::uint64_t size) {
  FileDescriptor file(::memfd_create("echo", MFD_CLOEXEC));
  std::string bytes(size, 'f');
  gongwen::resources::write_all(file.number(), bytes);
  return {std::make_shared<const FileDescriptor>(std::move(file)), 0, size};
}

Response text(std::string body) {
  Response response;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
  response.body = std::move(body);
  return response;
}

std::string spooled(const Request& request) {
  if (!request.file) return "none";
  std::string bytes(request.file->size, '\0');
  const ssize_t count = ::pread(request.file->file.number(), bytes.data(), bytes.size(), 0);
  return std::to_string(count) + " " + request.file->sha256;
}

std::string described(const Request& request) {
  std::string lines = request.method + " " + request.path + "\nquery " + request.query + "\nhost " + request.host +
                      "\npeer " + request.peer + (request.from_proxy ? " proxy" : "") + "\n";
  for (const Header& header : request.headers) lines += "header " + header.name + ": " + header.value + "\n";
  return lines + "file " + spooled(request) + "\nbody " + request.body + "\n";
}

class EchoHandler final : public Handler {
 public:
  explicit EchoHandler(EventLoop& loop) : loop_(&loop) {}

  BodyPlan plan(const RequestHead& head) override {
    if (head.path == "/plan/refuse") return BodyPlan::refuse(problem(401, "login", "Log in"));
    if (head.path == "/plan/memory") return BodyPlan::memory(1000);
    if (head.path == "/plan/spool") return BodyPlan::spool(1'000'000, true);
    if (head.path == "/plan/none") return BodyPlan::none();
    return BodyPlan::memory(64 * 1024 * 1024);
  }

  void handle(std::shared_ptr<Exchange> exchange) override {
    const std::string path = exchange->request().path;
    const std::uint64_t number = number_of(exchange->request().query);
    if (path == "/hello") return exchange->respond(text("hello"));
    if (path == "/size") return exchange->respond(text(std::string(number, 's')));
    if (path == "/file") return send_file(*exchange, number);
    if (path == "/later") return answer_later(std::move(exchange), number);
    if (path == "/stream") return stream(std::move(exchange), number);
    if (path == "/events") return send_events(std::move(exchange), number);
    if (path == "/flood") return flood(std::move(exchange));
    if (path == "/wait") return wait(std::move(exchange));
    if (path == "/gone") return exchange->respond(text(std::to_string(gone_)));
    if (path == "/drop") return;
    if (path == "/cut") return cut(*exchange);
    if (path == "/static") return serve_static(*exchange);
    if (path == "/split") return split(*exchange);
    if (path == "/nothing") return exchange->respond({204, {}, "not sent", {}, false});
    exchange->respond(text(described(exchange->request())));
  }

 private:
  static void send_file(Exchange& exchange, std::uint64_t size) {
    Response response;
    response.file = file_of(size);
    exchange.respond(std::move(response));
  }

  static void serve_static(Exchange& exchange) {
    const Validators validators{"\"v1\"", 784111777, true};
    exchange.respond(answer_bytes(exchange.request(), "0123456789", validators, {{"Content-Type", "text/plain"}}));
  }

  static void cut(Exchange& exchange) {
    exchange.begin(text("first\n"));
    exchange.write("part\n");
  }

  static void split(Exchange& exchange) {
    Response response = text("x");
    response.headers.push_back({"X-Name", "a\r\nX-Evil: 1"});
    exchange.respond(std::move(response));
  }

  void answer_later(std::shared_ptr<Exchange> exchange, std::uint64_t milliseconds) {
    const std::uint64_t id = ++last_;
    timers_[id] = loop_->after(std::chrono::milliseconds(milliseconds), [this, id, exchange] {
      exchange->respond(text("later"));
      timers_.erase(id);
    });
  }

  static void stream(std::shared_ptr<Exchange> exchange, std::uint64_t parts) {
    exchange->begin(text("first\n"));
    auto left = std::make_shared<std::uint64_t>(parts);
    // The exchange keeps the function, and it keeps the exchange until the end.
    exchange->on_drained([exchange, left] {
      if (*left == 0) {
        exchange->on_drained(nullptr);
        return exchange->end();
      }
      --*left;
      exchange->write("part\n");
    });
  }

  void send_events(std::shared_ptr<Exchange> exchange, std::uint64_t milliseconds) {
    Response head;
    head.headers = {{"Content-Type", "text/event-stream"}, {"X-Accel-Buffering", "no"}};
    exchange->begin(std::move(head));
    send_event(std::move(exchange), std::chrono::milliseconds(milliseconds), 3);
  }

  void send_event(std::shared_ptr<Exchange> exchange, std::chrono::milliseconds pause, int left) {
    if (left == 0) return exchange->end();
    exchange->write("data: event\n\n");
    const std::uint64_t id = ++last_;
    timers_[id] = loop_->after(pause, [this, id, exchange, pause, left] {
      send_event(exchange, pause, left - 1);
      timers_.erase(id);
    });
  }

  static void flood(std::shared_ptr<Exchange> exchange) {
    exchange->begin(text({}));
    while (exchange->write(std::string(10'000, 'x'))) {
    }
  }

  void wait(std::shared_ptr<Exchange> exchange) {
    const std::uint64_t id = ++last_;
    exchange->on_gone([this, id] {
      ++gone_;
      waiting_.erase(id);
    });
    waiting_[id] = std::move(exchange);
  }

  EventLoop* loop_;
  std::uint64_t last_ = 0;
  std::uint64_t gone_ = 0;
  std::map<std::uint64_t, EventLoop::Timer> timers_;
  std::map<std::uint64_t, std::shared_ptr<Exchange>> waiting_;
};

bool set_limit(ServerLimits& limits, std::string_view text) {
  const auto equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const std::uint64_t value = equals == text.npos ? 0 : number_of(text.substr(equals + 1));
  const std::map<std::string_view, std::chrono::milliseconds*> times = {{"head_time", &limits.head_time},
                                                                        {"body_time", &limits.body_time},
                                                                        {"body_rate_after", &limits.body_rate_after},
                                                                        {"idle_time", &limits.idle_time},
                                                                        {"linger_time", &limits.linger_time},
                                                                        {"write_time", &limits.write_time}};
  const std::map<std::string_view, std::size_t*> sizes = {{"connections", &limits.connections},
                                                          {"per_address", &limits.connections_per_address},
                                                          {"stream_bytes", &limits.stream_bytes}};
  if (const auto time = times.find(name); time != times.end()) {
    *time->second = std::chrono::milliseconds(value);
  } else if (const auto size = sizes.find(name); size != sizes.end()) {
    *size->second = value;
  } else if (name == "write_rate") {
    limits.write_rate = value;
  } else {
    return false;
  }
  return true;
}

std::size_t open_descriptors() {
  DIR* const folder = ::opendir("/proc/self/fd");
  std::size_t count = 0;
  while (const dirent* entry = ::readdir(folder)) count += entry->d_name[0] != '.';
  ::closedir(folder);
  return count - 1;
}

gongwen::base::Expected<std::string, ListenError> take_inherited(Server& server) {
  const auto text = [](const char* name) {
    return std::string_view(::getenv(name) == nullptr ? "" : ::getenv(name));
  };
  auto sockets = inherited_sockets(text("LISTEN_PID"), text("LISTEN_FDS"));
  if (sockets.empty()) return gongwen::base::Failure{ListenError{}};
  return server.listen_on(std::move(sockets.front()));
}

void print_counters(const Counters& counters) {
  std::printf("connections %llu\nrequests %llu\ngone %llu\n", static_cast<unsigned long long>(counters.connections),
              static_cast<unsigned long long>(counters.requests), static_cast<unsigned long long>(counters.gone));
  for (std::size_t i = 0; i < kRefusals; ++i) {
    const auto id = refusal_id(static_cast<Refusal>(i));
    std::printf("%.*s %llu\n", static_cast<int>(id.size()), id.data(),
                static_cast<unsigned long long>(counters.refused[i]));
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::size_t descriptors = open_descriptors();
  std::string address = "127.0.0.1:0";
  ServerOptions options;
  options.clock = [] {
    return std::int64_t{784111777};
  };
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name = arguments[i];
    const std::string value = arguments[i + 1];
    if (name == "--unix" || name == "--listen") address = value;
    if (name == "--inherit") address.clear();
    if (name == "--trust") options.trusted_proxies.push_back(parse_network(value).value());
    if (name == "--limit" && !set_limit(options.limits, value)) return 2;
  }
  {
    EventLoop loop;
    EchoHandler handler(loop);
    Server server(loop, handler, options);
    const auto bound = address.empty() ? take_inherited(server) : server.listen(address);
    if (!bound) {
      std::printf("error %d\n", static_cast<int>(bound.error().kind));
      return 1;
    }
    std::printf("%s\n", bound->c_str());
    std::fflush(stdout);
    char byte = 0;
    const auto input = loop.watch_readable(STDIN_FILENO, [&] {
      if (::read(STDIN_FILENO, &byte, 1) <= 0) return loop.stop();
      server.stop_accepting();
      server.when_idle([&] { loop.stop(); });
    });
    loop.run();
    print_counters(server.counters());
    std::printf("open %zu\n", server.open());
  }
  std::printf("leaked %zu\n", open_descriptors() - descriptors);
  return 0;
}
