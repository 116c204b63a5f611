// The JSON of a report as a value, for callers that embed it in other JSON.
#pragma once

#include "base/json.h"
#include "gongwen/report.h"

namespace gongwen {

/// The object that Report::json writes.
base::Json report_json(const Report& report, Language language);

}  // namespace gongwen
