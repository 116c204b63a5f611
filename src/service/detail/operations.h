// What a worker does with a task: calls of the engine, and their results as an answer.
#pragma once

#include "gongwen/engine.h"
#include "service/detail/task.h"

namespace gongwen::service {

/// From the thread that owns the engine's calls. The answer's `memory` is left to the caller.
TaskAnswer answer_task(const Task& task, const Engine& engine);

}  // namespace gongwen::service
