// A roster as a finished file.
#pragma once

#include "engine/collect/roster.h"
#include "engine/finished_file.h"
#include "engine/font_source.h"
#include "engine/output_files.h"

namespace gongwen::engine {

/// The roster for one output, in memory. Reports what can be wrong with fonts and files.
FinishedFile make_roster_file(const Roster& roster, const OutputFile& output, FontSource& fonts, Run& run);

}  // namespace gongwen::engine
