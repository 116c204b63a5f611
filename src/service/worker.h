// A worker: the engine in a process of its own, which makes documents for the front process, one after the other. It has
// no sockets but the one to the front, and ends with it.
#pragma once

#include "gongwen/engine.h"
#include "resources/file_descriptor.h"

#include <cstdint>

namespace gongwen::service {

/// What a worker may take of the machine.
struct WorkerLimits {
  std::uint64_t address_space = std::uint64_t{4} << 30;  // bytes
};

/// Answers what comes on the socket until it is closed. Returns: the exit status.
int run_worker(resources::FileDescriptor socket, const Engine& engine, const WorkerLimits& limits = {});

}  // namespace gongwen::service
