// The command `import`.
#pragma once

#include "cli/command.h"

#include <memory>

namespace gongwen::cli {

std::unique_ptr<Command> make_import_command();

}  // namespace gongwen::cli
