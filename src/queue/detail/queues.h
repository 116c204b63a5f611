// The two kinds of queues, and what both must agree about.
#pragma once

#include "queue/task_queue.h"

#include <memory>
#include <string>
#include <string_view>

namespace gongwen::queue {

inline constexpr std::string_view kResultsPrefix = "gongwen.results.";

/// What the name of a queue says of it.
enum class QueueRole : std::uint8_t { Tasks, Dead, Results };
QueueRole role_of(std::string_view queue);

/// RabbitMQ, quorum queues (AMQP 0-9-1).
Result<std::unique_ptr<TaskQueue>> open_amqp_queue(const std::string& address);
/// PostgreSQL: a table whose rows are taken with SKIP LOCKED.
Result<std::unique_ptr<TaskQueue>> open_postgres_queue(const std::string& address);

/// A ticket is void after its connection was lost: the upper bits count connections, modulo what has room there.
class Tickets {
 public:
  void next_connection() { connection_ = (connection_ + 1) & (~std::uint64_t{0} >> kTagBits); }
  std::uint64_t make(std::uint64_t tag) const { return connection_ << kTagBits | tag; }
  /// Nothing for a ticket of a former connection.
  std::optional<std::uint64_t> tag(std::uint64_t ticket) const {
    if (ticket >> kTagBits != connection_) return std::nullopt;
    return ticket & ((std::uint64_t{1} << kTagBits) - 1);
  }

 private:
  static constexpr unsigned kTagBits = 48;
  std::uint64_t connection_ = 0;
};

}  // namespace gongwen::queue
