// A roster as a document: one text of HTML with its styles, of which both the workbook and the pages are made.
#pragma once

#include "engine/roster.h"
#include "gongwen/engine.h"

#include <string>

namespace gongwen::engine {

/// A workbook has all columns that anybody filled in; pages have those that fit. Links lead from the folder of `output`
/// to the forms.
std::string roster_html(const Roster& roster, Format format, const std::string& output);

/// How to get from a folder to a file, both as given: `../forms/a.pdf`. The file's path as it is when that cannot be
/// seen from the two texts.
std::string relative_path(const std::string& folder, const std::string& file);

}  // namespace gongwen::engine
