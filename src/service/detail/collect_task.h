// What a worker makes from many forms of one kind: a list of their values (Operation::Cells), a roster or a register
// (Operation::Collect). Forms of older editions are converted to the present one first, so that one table can hold them
// all.
#pragma once

#include "gongwen/engine.h"
#include "service/detail/task.h"

#include <string>

namespace gongwen::service {

/// Returns the columns that a list of these forms can have, and the cells of each file in the requested columns.
TaskAnswer answer_cells(const Task& task, const Engine& engine, const std::string& name);

/// Makes a roster, or a register with an entry for each form. The engine collects from a folder, so the data is written
/// into a temporary one; the files of a register lie in folders named after their kinds (`forms/KIND/FILE`).
TaskAnswer answer_collect(const Task& task, const Engine& engine, const std::string& temporary_folder,
                          const RenderOptions& render);

}  // namespace gongwen::service
