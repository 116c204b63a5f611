// Metrics: numbers for the operator, in the text format of Prometheus (version 0.0.4). They do not reveal clients or
// contents.
#pragma once

#include "base/expected.h"
#include "resources/file_descriptor.h"
#include "service/detail/task.h"
#include "service/detail/worker_pool.h"
#include "service/http/event_loop.h"
#include "service/http/server.h"
#include "service/serve.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace gongwen::service {

/// Times of tasks as histograms, by operation.
/// Filled by WorkerPool through PoolOptions::timed, in the loop's thread. Bounds in milliseconds; the last bucket is
/// open.
class Metrics {
 public:
  static constexpr std::array<std::uint64_t, 12> kSteps{1, 2, 5, 10, 20, 50, 100, 200, 500, 1'000, 5'000, 30'000};

  void add(Operation operation, std::uint64_t milliseconds);

  /// Returns the exposition: these times and the counters of the server and the pools, each under its name.
  std::string text(const http::Server& server,
                   const std::vector<std::pair<std::string_view, const WorkerPool*>>& pools) const;

 private:
  /// `counts[i]` is the number of tasks that took at most kSteps[i] and longer than the step before.
  struct Times {
    std::array<std::uint64_t, kSteps.size() + 1> counts{};
    std::uint64_t milliseconds = 0;
  };
  std::array<Times, kOperationCount> times_{};
};

// Serves metrics over HTTP: monitoring asks for `/metrics` at a separate address, which need not be reachable for
// clients.
//   MetricsHandler handler([] { return text; });          // in a loop that is there
//   MetricsThread thread([] { return text; }, clock);     // in a program without one

/// Returns the error for an address on which the service cannot listen.
ServeError serve_error(const http::ListenError& error, std::string address);

class MetricsHandler final : public http::Handler {
 public:
  /// `text` returns the exposition.
  explicit MetricsHandler(std::function<std::string()> text) : text_(std::move(text)) {}

  http::BodyPlan plan(const http::RequestHead& head) override;
  void handle(std::shared_ptr<http::Exchange> exchange) override;

 private:
  std::function<std::string()> text_;
};

/// Serves metrics from a thread of its own, from listen() until it is destroyed. For the worker of a queue, which has
/// no event loop. `text` must be safe to call from another thread.
class MetricsThread {
 public:
  /// `text` is called from that thread. `clock` gives seconds since 1970.
  MetricsThread(std::function<std::string()> text, std::function<std::int64_t()> clock);
  MetricsThread(const MetricsThread&) = delete;
  MetricsThread& operator=(const MetricsThread&) = delete;
  ~MetricsThread();

  /// Listens as http::Server::listen does. May be called once.
  base::Expected<std::string, http::ListenError> listen(const std::string& address);

 private:
  http::EventLoop loop_;
  MetricsHandler handler_;
  http::Server server_;
  resources::FileDescriptor end_;  // readable when the thread has to end
  http::EventLoop::Watch ends_;
  std::thread thread_;
};

}  // namespace gongwen::service
