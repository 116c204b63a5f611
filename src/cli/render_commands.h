// Commands that make documents from data, or show intermediate stages: render, watch, typeset, dump, eval,
// schema-check.
#pragma once

#include "cli/command.h"

#include <memory>

namespace gongwen::cli {

std::unique_ptr<Command> make_render_command();
std::unique_ptr<Command> make_watch_command();
std::unique_ptr<Command> make_typeset_command();
std::unique_ptr<Command> make_dump_command();
std::unique_ptr<Command> make_eval_command();
std::unique_ptr<Command> make_schema_check_command();

}  // namespace gongwen::cli
