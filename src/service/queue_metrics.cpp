#include "service/detail/queue_metrics.h"

#include "base/format.h"

namespace gongwen::service {
namespace {

constexpr std::array<std::string_view, kQueueTaskEnds> kEndNames{"answered", "refused", "unwanted", "postponed", "bad"};

void add_metric(std::string& out, std::string_view name, std::string_view type, std::string_view help,
                std::uint64_t value) {
  out += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, type, value);
}

}  // namespace

void QueueMetrics::add_records(std::uint64_t answered, std::uint64_t crashed, std::uint64_t milliseconds) {
  answered_ += answered - crashed;
  crashed_ += crashed;
  milliseconds_ += milliseconds;
}

std::string QueueMetrics::text(std::size_t jobs) const {
  std::string out;
  add_metric(out, "gongwen_worker_processes", "gauge", "Processes that may make documents.", jobs);
  add_metric(out, "gongwen_worker_busy", "gauge", "Tasks at work.", busy_);
  add_metric(out, "gongwen_worker_connected", "gauge", "1: the queue can be used.", connected_ ? 1 : 0);
  add_metric(out, "gongwen_worker_reconnections_total", "counter", "Connections to the queue that were lost.",
             reconnections_);
  add_metric(out, "gongwen_queue_tasks_waiting", "gauge", "Tasks of all runs that wait for a worker.", waiting_);
  out += "# HELP gongwen_worker_tasks_total Tasks by how they ended here.\n# TYPE gongwen_worker_tasks_total counter\n";
  for (std::size_t i = 0; i < kQueueTaskEnds; ++i) {
    out += fmt::format("gongwen_worker_tasks_total{{end=\"{}\"}} {}\n", kEndNames[i], tasks_[i].load());
  }
  out += "# HELP gongwen_worker_records_total Records by how they ended here.\n";
  out += "# TYPE gongwen_worker_records_total counter\n";
  out += fmt::format("gongwen_worker_records_total{{end=\"answered\"}} {}\n", answered_.load());
  out += fmt::format("gongwen_worker_records_total{{end=\"crashed\"}} {}\n", crashed_.load());
  add_metric(out, "gongwen_worker_task_milliseconds_total", "counter", "Time that answered tasks took.", milliseconds_);
  return out;
}

}  // namespace gongwen::service
