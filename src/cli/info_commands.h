// Commands about what is available: list, describe, texts, fonts, explain; and completion for shells.
#pragma once

#include "cli/command.h"

#include <memory>

namespace gongwen::cli {

std::unique_ptr<Command> make_list_command();
std::unique_ptr<Command> make_describe_command();
std::unique_ptr<Command> make_texts_command();
std::unique_ptr<Command> make_fonts_command();
std::unique_ptr<Command> make_explain_command();
std::unique_ptr<Command> make_completion_command();

}  // namespace gongwen::cli
