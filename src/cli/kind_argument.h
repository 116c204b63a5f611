// KIND DATA…: a data workbook or form says itself of which kind it is, so the kind may be left out.
#pragma once

#include "cli/session.h"

#include <string>
#include <vector>

namespace gongwen::cli {

/// Moves the first word to the data, and leaves the kind empty, when it is no kind but a file of data.
void take_data_for_kind(Session& session, std::string& kind, std::vector<std::string>& data);

}  // namespace gongwen::cli
