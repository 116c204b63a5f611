// Commands that check data and files: check, ofd-check, verify.
#pragma once

#include "cli/command.h"

#include <memory>

namespace gongwen::cli {

std::unique_ptr<Command> make_check_command();
std::unique_ptr<Command> make_ofd_check_command();
std::unique_ptr<Command> make_verify_command();

}  // namespace gongwen::cli
