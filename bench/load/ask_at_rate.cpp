// Asks the service at a rate, whatever becomes of the requests before, or as fast as it answers: a client that takes
// little of the processor, comes on time, and so hardly disturbs what it measures. Writes JSON: how often each status
// came (0: no answer), and the seconds of each request from when it was due, until its last byte.
// Usage: bench_ask SOCKET REQUESTS COUNT CONNECTIONS RATE SETTLE
//   REQUESTS: a file of requests, asked in turn, each after its length in 8 bytes (little endian)
//   RATE: requests a second; 0: as fast as possible. SETTLE: seconds at the start that are not counted
#include "base/format.h"
#include "resources/file_descriptor.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>

using namespace gongwen;

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

struct Load {
  std::string socket;
  std::vector<std::string> requests;
  std::size_t count = 0;
  std::size_t connections = 1;
  double rate = 0;
  double settle = 0;
};

/// The value of a header, whose name is given in lowercase letters.
std::string_view header(std::string_view head, std::string_view name) {
  for (std::size_t line = head.find("\r\n"); line != std::string_view::npos; line = head.find("\r\n", line + 2)) {
    const std::string_view rest = head.substr(line + 2);
    const bool is_it = rest.size() > name.size() && rest[name.size()] == ':' &&
                       std::equal(name.begin(), name.end(), rest.begin(), [](char expected, char c) {
                         return expected == (c >= 'A' && c <= 'Z' ? c + 32 : c);
                       });
    if (!is_it) continue;
    std::string_view value = rest.substr(name.size() + 1);
    value = value.substr(0, value.find("\r\n"));
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    return value;
  }
  return {};
}

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// What has come of an answer.
class Answer {
 public:
  void add(std::string_view bytes) {
    bytes_ += bytes;
    if (size_ != 0) return;
    const std::size_t end = bytes_.find("\r\n\r\n");
    if (end == std::string::npos) return;
    const std::string_view head = std::string_view(bytes_).substr(0, end + 2);
    size_ = end + 4 + number(header(head, "content-length"));
    status_ = number(head.substr(std::min(head.find(' ') + 1, head.size())));
    closes_ = header(head, "connection") == "close";
  }
  bool is_whole() const { return size_ != 0 && bytes_.size() >= size_; }
  std::size_t status() const { return status_; }
  bool closes() const { return closes_; }

 private:
  std::string bytes_;
  std::size_t size_ = 0;
  std::size_t status_ = 0;
  bool closes_ = false;
};

class Client {
 public:
  explicit Client(Load load) : load_(std::move(load)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    connections_.resize(load_.connections);
    for (std::size_t i = 0; i < connections_.size(); ++i) free_.push_back(i);
  }

  void run() {
    start_ = Clock::now();
    while (done_ < load_.count) {
      send_due();
      wait();
    }
    print();
  }

 private:
  struct Connection {
    resources::FileDescriptor socket;
    Clock::time_point due;
    Answer answer;
    bool is_asked = false;
  };

  Clock::time_point next_due() const {
    if (load_.rate == 0) return Clock::now();
    return start_ + std::chrono::duration_cast<Clock::duration>(Seconds(static_cast<double>(sent_) / load_.rate));
  }

  void send_due() {
    while (sent_ < load_.count && !free_.empty()) {
      const Clock::time_point due = next_due();
      if (due > Clock::now()) return;
      const std::size_t place = free_.back();
      free_.pop_back();
      connections_[place].due = due;
      connections_[place].answer = {};
      connections_[place].is_asked = true;
      send(place, load_.requests[sent_++ % load_.requests.size()]);
    }
  }

  void send(std::size_t place, std::string_view request) {
    resources::FileDescriptor& socket = connections_[place].socket;
    if (!socket) socket = open(place);
    while (!request.empty()) {
      const ssize_t count = ::send(socket.number(), request.data(), request.size(), MSG_NOSIGNAL);
      if (count <= 0) return finish(place, 0);
      request.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  resources::FileDescriptor open(std::size_t place) const {
    resources::FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, load_.socket.c_str(), sizeof(address.sun_path) - 1);
    if (::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = place;
    ::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, socket.number(), &event);
    return socket;
  }

  /// Until an answer comes or the next request is due.
  void wait() {
    timespec limit{1, 0};
    if (sent_ < load_.count && !free_.empty()) {
      constexpr long kNanoseconds = 1'000'000'000;
      const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(next_due() - Clock::now()).count();
      limit = {std::max(0L, left) / kNanoseconds, std::max(0L, left) % kNanoseconds};
    }
    std::array<epoll_event, 64> events;
    const int count = ::epoll_pwait2(epoll_.number(), events.data(), static_cast<int>(events.size()), &limit, nullptr);
    for (int i = 0; i < count; ++i) receive(static_cast<std::size_t>(events[static_cast<std::size_t>(i)].data.u64));
  }

  void receive(std::size_t place) {
    Connection& connection = connections_[place];
    const ssize_t count = ::recv(connection.socket.number(), piece_.data(), piece_.size(), MSG_DONTWAIT);
    if (count <= 0) {
      connection.socket = {};
      if (connection.is_asked) finish(place, 0);
      return;
    }
    connection.answer.add({piece_.data(), static_cast<std::size_t>(count)});
    if (!connection.is_asked || !connection.answer.is_whole()) return;
    if (connection.answer.closes()) connection.socket = {};
    finish(place, connection.answer.status());
  }

  void finish(std::size_t place, std::size_t status) {
    const Clock::time_point end = Clock::now();
    Connection& connection = connections_[place];
    connection.is_asked = false;
    if (status == 0) connection.socket = {};
    ++statuses_[status];
    ++done_;
    if (Seconds(connection.due - start_).count() >= load_.settle) {
      seconds_.push_back(Seconds(end - connection.due).count());
    }
    free_.push_back(place);
  }

  void print() const {
    std::vector<std::string> statuses;
    for (const auto& [status, count] : statuses_) statuses.push_back(fmt::format("\"{}\": {}", status, count));
    std::vector<std::string> seconds;
    for (const double time : seconds_) seconds.push_back(fmt::format("{:.6f}", time));
    fmt::print("{{\"statuses\": {{{}}}, \"seconds\": [{}], \"all\": {:.6f}}}\n", fmt::join(statuses, ", "),
               fmt::join(seconds, ", "), Seconds(Clock::now() - start_).count());
  }

  Load load_;
  resources::FileDescriptor epoll_;
  std::vector<Connection> connections_;
  std::vector<std::size_t> free_;
  Clock::time_point start_;
  std::size_t sent_ = 0;
  std::size_t done_ = 0;
  std::map<std::size_t, std::size_t> statuses_;
  std::vector<double> seconds_;
  std::array<char, 1 << 18> piece_{};
};

std::vector<std::string> read_requests(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::string> requests;
  std::uint64_t size = 0;
  while (file.read(reinterpret_cast<char*>(&size), sizeof size)) {
    requests.emplace_back(size, '\0');
    if (!file.read(requests.back().data(), static_cast<std::streamsize>(size))) return {};
  }
  return requests;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 7) return 2;
  Load load{arguments[1],         read_requests(arguments[2]), number(arguments[3]),
            number(arguments[4]), std::atof(arguments[5]),     std::atof(arguments[6])};
  if (load.requests.empty() || load.connections == 0) {
    std::fputs("bench_ask: no requests, or no connections\n", stderr);
    return 2;
  }
  Client(std::move(load)).run();
}
