#include "queue/task_queue.h"

#include "database/connection.h"
#include "queue/detail/queues.h"

namespace gongwen::queue {
namespace {

bool is_amqp_address(std::string_view text) { return text.starts_with("amqp://") || text.starts_with("amqps://"); }

}  // namespace

std::string results_of(std::string_view run) { return std::string(kResultsPrefix).append(run); }

QueueRole role_of(std::string_view queue) {
  if (queue.starts_with(kResultsPrefix)) return QueueRole::Results;
  return queue == kDeadTasks ? QueueRole::Dead : QueueRole::Tasks;
}

std::optional<Error> declare_task_queues(TaskQueue& queue) {
  if (auto error = queue.declare(kTasks)) return error;
  return queue.declare(kDeadTasks);
}

bool is_queue_address(std::string_view text) { return is_amqp_address(text) || database::is_postgres_address(text); }

Result<std::unique_ptr<TaskQueue>> open_task_queue(const std::string& address) {
  return is_amqp_address(address) ? open_amqp_queue(address) : open_postgres_queue(address);
}

}  // namespace gongwen::queue
