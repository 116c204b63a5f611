// Several runs told as one: each keeps its own sources and documents, whose numbers are made different.
#pragma once

#include "engine/core/detail/report_contents.h"

#include <memory>
#include <vector>

namespace gongwen::engine {

/// One report of many; messages in the order of the parts, within a part as in any report.
Report merge_reports(std::vector<Report> parts);

}  // namespace gongwen::engine
