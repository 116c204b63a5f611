// Messages of the command itself, about the way it was called.
#pragma once

#include "diagnostics/catalogue.h"

#include <string>
#include <vector>

namespace gongwen::cli {

class Session;

/// Prints one message without a place, in the session's language and form. Returns: the exit status.
int print_usage_error(const Session& session, diagnostics::DiagnosticId id, std::vector<std::string> arguments);

/// Refuses an option that would change nothing beside the others. Returns: the exit status.
int refuse_useless(const Session& session, std::string option, std::string command);

}  // namespace gongwen::cli
