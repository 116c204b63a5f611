// Metrics: what an operator watches, in the text format of Prometheus (version 0.0.4). Nothing in it says who asked or
// what about.
#pragma once

#include "http/server.h"
#include "service/detail/task.h"
#include "service/detail/worker_pool.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// How long tasks took, in steps.
class Metrics {
 public:
  static constexpr std::array<std::uint64_t, 12> kSteps{1, 2, 5, 10, 20, 50, 100, 200, 500, 1'000, 5'000, 30'000};

  void add(Operation operation, std::uint64_t milliseconds);

  /// The exposition, with what the server and the pools have counted; these by their names.
  std::string text(const http::Server& server,
                   const std::vector<std::pair<std::string_view, const WorkerPool*>>& pools) const;

 private:
  struct Times {
    std::array<std::uint64_t, kSteps.size() + 1> counts{};
    std::uint64_t milliseconds = 0;
  };
  std::array<Times, kOperationCount> times_{};
};

}  // namespace gongwen::service
