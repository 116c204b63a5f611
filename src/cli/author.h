// Who runs the command, for records of what people did.
#pragma once

#include <string>

namespace gongwen::cli {

/// The name that `--by` says; without it that of GONGWEN_BY, otherwise the user of the system.
std::string author_name(const std::string& given);

}  // namespace gongwen::cli
