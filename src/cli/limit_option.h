// --limit NAME=VALUE: what making a document may cost.
#pragma once

#include "cli/session.h"

namespace gongwen::cli {

/// Sets the limits that were named. Returns: an exit status; not 0 when one is written wrongly, which is told.
int read_limits(Session& session);

}  // namespace gongwen::cli
