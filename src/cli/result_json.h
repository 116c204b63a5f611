// What a command did, as one JSON object in one line, for programs: docs/CLI.md, "Results as JSON".
#pragma once

#include "base/json.h"
#include "gongwen/engine.h"

#include <vector>

namespace gongwen::cli {

class Session;

/// `[{"path":…,"format":"pdf","pages":3,"bytes":48213,"sha256":…}]`
base::Json files_json(const std::vector<RenderedFile>& files);

/// Prints the object, with the exit status and the messages of the report behind its members; the messages are in it
/// and nowhere else. Returns: the exit status.
int print_result(Session& session, base::Json result, const Report& report);

}  // namespace gongwen::cli
