// A roster as a finished file.
#pragma once

#include "engine/collect/detail/roster.h"
#include "engine/core/detail/finished_file.h"
#include "engine/core/detail/font_source.h"
#include "engine/render/detail/output_files.h"

namespace gongwen::engine {

/// The roster for one output, in memory. Reports what can be wrong with fonts and files.
FinishedFile make_roster_file(const Roster& roster, const OutputFile& output, FontSource& fonts, Run& run);

}  // namespace gongwen::engine
