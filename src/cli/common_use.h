// Which of the common options a command makes use of. One that would change nothing is refused, so that nobody believes
// it did.
#pragma once

#include <string_view>

namespace gongwen::cli {

class Session;

/// Refuses common options that were given and have no effect with the command, and folders of templates and fonts that
/// are not there. Returns: 0, or the exit status of the refusal, which is printed.
int check_common_options(const Session& session, std::string_view command);

}  // namespace gongwen::cli
