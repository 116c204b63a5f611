// A worker of a queue: it takes tasks that batches on other machines have sent, and gives each to a separate process
// that has the engine. The process that talks to the queue has no engine, so no document can make it lose the tasks it
// has taken.
//   QueueWorkerOptions options{.queue = "amqps://gongwen@broker/documents", .objects = "/mnt/documents"};
//   if (const auto error = run_queue_worker(options)) …
#pragma once

#include "gongwen/batch.h"
#include "gongwen/engine.h"
#include "resources/file_descriptor.h"
#include "service/log.h"
#include "service/serve.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// `program` is started `jobs` times and gets one task after another over its socket. Without `metrics_address` the
/// operator sees only the log.
struct QueueWorkerOptions {
  std::string queue;      // address: queue::open_task_queue
  std::string objects;    // destination of documents: queue::open_object_store
  StorageAccess storage;  // for `s3://…`
  std::size_t jobs = 1;   // number of processes that make documents
  /// The program that makes documents, with its arguments; it calls run_task_process.
  std::string program;
  std::vector<std::string> arguments;
  std::string temporary;  // folder for files that come with tasks; cleared by the worker
  /// Polled. If it returns true, the worker takes no more tasks, finishes those it has, and returns.
  std::function<bool()> stop;
  /// Address at which metrics are served; may be empty.
  std::string metrics_address;
  /// Seconds since 1970.
  std::function<std::int64_t()> clock;
  Log log;
};

/// Errors that prevent the start; later ones are logged, and the worker waits until they pass.
struct QueueWorkerError {
  enum class Kind : std::uint8_t { Queue, Objects, Metrics };
  Kind kind = Kind::Queue;
  std::string name;  // without passwords
  std::string reason;
  std::optional<ServeError> listening = {};  // error of Metrics
};

/// Works until it is stopped. A lost connection is restored, with no limit of tries. Returns the reason if it cannot
/// start.
std::optional<QueueWorkerError> run_queue_worker(const QueueWorkerOptions& options);

/// Runs the process that makes documents: answers the tasks on the socket until it is closed. Returns the exit status.
/// Has the engine, but neither the queue nor its password.
int run_task_process(resources::FileDescriptor socket, const EngineOptions& options);

}  // namespace gongwen::service
