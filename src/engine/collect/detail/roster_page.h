// A roster as a document: one text of HTML with its styles, of which both the workbook and the pages are made.
#pragma once

#include "engine/collect/detail/roster.h"
#include "gongwen/engine.h"

#include <string>

namespace gongwen::engine {

/// A workbook has all columns that anybody filled in; pages have those that fit. Links lead from the folder of `output`
/// to the forms.
std::string roster_html(const Roster& roster, Format format, const std::string& output);

}  // namespace gongwen::engine
