// What becomes of the warnings of a run: those that are confirmed are not told, the others are errors in a strict run.
#pragma once

#include "engine/core/run.h"
#include "gongwen/engine.h"

namespace gongwen::engine {

/// `document` is the data that the run was about; null when they could not be read. May be called again when there are
/// more messages, or another document.
void settle_warnings(const RenderOptions& options, const data::Document* document, Run& run);

}  // namespace gongwen::engine
