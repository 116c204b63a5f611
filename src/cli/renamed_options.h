// Former names of options and limits. A call that uses one is rejected with a message that shows the present name.
#pragma once

#include <string_view>

namespace gongwen::cli {

/// The present name of an option of a command; empty for names that were never an option.
std::string_view find_renamed_option(std::string_view command, std::string_view option);

/// The present name of a limit of --limit; empty for names that were never a limit.
std::string_view find_renamed_limit(std::string_view name);

}  // namespace gongwen::cli
