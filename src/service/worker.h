// A worker: the engine in a separate process, which makes documents for the front process, one after the other. It has
// no sockets but the one to the front, and ends with it. What a document makes go wrong there costs nobody else an
// answer.
//   return service::run_worker(std::move(socket), options);
#pragma once

#include "gongwen/engine.h"
#include "resources/confine.h"
#include "resources/file_descriptor.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::service {

/// What a worker may take of the machine. Time is limited for each task: its own, and ten seconds of the processor
/// more. Beyond these the system ends the process, and the front starts another one.
struct WorkerLimits {
  std::uint64_t address_space = std::uint64_t{4} << 30;  // bytes
  /// Of the processor, beyond the time that a task has: the engine ends it by itself, with a message.
  std::uint64_t grace_seconds = 10;
  /// Not for the one that has the store of facts and the site: these may be anywhere, and it gets no data of strangers.
  bool confined = true;
  /// What it may do with files, where the system can close the others to it; none: all of them.
  std::vector<resources::AllowedFiles> files = {};
};

/// What a worker with such an engine needs: libraries, bundles, fonts, and a folder for what does not fit into memory.
/// What people hand in is not among it. The options name all folders.
std::vector<resources::AllowedFiles> files_of_worker(const EngineOptions& options);

/// Takes from this process, and from what it starts, what no document needs: connections, other processes, other files
/// and more memory. What the system cannot take away stays.
void give_up_rights(const WorkerLimits& limits);

/// What the front has open is not for a worker; neither are the streams of an operator.
void close_files_but(int kept);

struct Task;
struct TaskAnswer;

/// What a worker has worked out: it keeps its bundles and fonts as long as it lives.
struct WorkerMemory {
  EngineOptions engine;  // of the engine that the tasks are done with
  std::optional<KindList> kinds;
  std::map<std::string, std::string> definitions;  // of documents, by kind and options
};

/// Does one task with calls of the engine. The answer's `memory` is left to the caller.
TaskAnswer answer_task(const Task& task, const Engine& engine, WorkerMemory& memory);

/// The same of Operation::Records, which needs no kinds. An issue is made until the deadline of `render`.
TaskAnswer answer_records(const Task& task, const EngineOptions& engine, const RenderOptions& render);

/// Of a worker that takes the place of another one: so many tasks are copies of tasks that others answer, by which it
/// learns kinds, fonts and fixed texts. It does them with the lowest priority.
inline constexpr std::uint64_t kRehearsals = 8;

/// Answers what comes on the socket until it is closed, with an engine of these options; the first tasks are
/// rehearsals, of which there may be none. Returns: the exit status.
int run_worker(resources::FileDescriptor socket, const EngineOptions& engine, const WorkerLimits& limits = {},
               std::uint64_t rehearsals = 0);

/// Does the one job that the order on the socket describes, in the folder that it names, and ends with the service. It
/// reads `data` there and writes into `out`. With `queued`, workers of other machines make the documents, and the
/// settings of a relay (queue/relay.h) come before the order. Returns: the exit status.
int run_job(resources::FileDescriptor socket, EngineOptions engine, bool queued);

}  // namespace gongwen::service
