// A relay for tests: in a thread of this process instead of another one.
#pragma once

#include "queue/relay.h"

#include <array>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <sys/socket.h>

namespace gongwen::queue {

/// Ends when its links are gone: they must go first.
class Relay {
 public:
  explicit Relay(RelaySettings settings, RelayRights rights = RelayRights::OfBatch) : settings_(std::move(settings)) {
    std::vector<resources::FileDescriptor> own;
    for (std::size_t i = 0; i < kRelaySockets; ++i) {
      std::array<int, 2> ends{};
      if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return;
      own.emplace_back(ends[0]);
      others_.emplace_back(ends[1]);
    }
    thread_ =
        std::thread([this, rights, own = std::move(own)]() mutable { run_relay(settings_, std::move(own), rights); });
  }
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;
  ~Relay() {
    others_.clear();
    if (thread_.joinable()) thread_.join();
  }

  /// Once. The objects end with them, so that the relay ends when the rest does.
  QueueLinks links() { return *relayed_links(std::move(others_)); }

 private:
  RelaySettings settings_;
  std::vector<resources::FileDescriptor> others_;
  std::thread thread_;
};

}  // namespace gongwen::queue
