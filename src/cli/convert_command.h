// convert: shows files of other programs as PDF, pictures and text.
#pragma once

#include "cli/command.h"

#include <memory>

namespace gongwen::cli {

std::unique_ptr<Command> make_convert_command();

}  // namespace gongwen::cli
