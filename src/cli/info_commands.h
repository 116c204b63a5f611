// Commands about what is available: list, describe, texts, fonts, explain; and completion for shells.
#pragma once

#include "cli/command.h"

#include <memory>
#include <string>

namespace gongwen::cli {

std::unique_ptr<Command> make_list_command();
std::unique_ptr<Command> make_describe_command();
std::unique_ptr<Command> make_texts_command();
std::unique_ptr<Command> make_fonts_command();
std::unique_ptr<Command> make_explain_command();
std::unique_ptr<Command> make_completion_command();

/// Prints the output of `explain` for a message, or for the messages of a module. Returns the exit status.
int explain_message(Session& session, const std::string& id);

}  // namespace gongwen::cli
