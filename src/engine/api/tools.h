// Tools: separate parts of the engine, for test suites and for authors of templates.
#pragma once

#include "gongwen/engine.h"

#include <string>

namespace gongwen {

struct ToolResult {
  std::string output;
  /// The first error if the report is not ok, as one JSON object {"error": {…}} in one line; only for
  /// expansions.
  std::string error_json;
  Report report;
};

/// Expands a template: {"template": "…", "files": {"name": "…"}, "context": {…}, "options": {"trim_blocks": false,
/// "lstrip_blocks": false, "keep_trailing_newline": false, "extensions": false}}. The output is the expansion.
ToolResult expand_request(const DataSource& request, const Limits& limits = {});

/// Checks an instance: {"schema": …, "instance": …, "remotes": {"uri": …}}. The report is ok for a valid instance; its
/// status is BadInput for one that is not valid, BadUsage if the validity cannot be determined.
ToolResult schema_check_request(const DataSource& request);

}  // namespace gongwen
