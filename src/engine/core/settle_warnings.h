// Settles the warnings of a run: confirmed ones are not reported, the others are errors in a strict run.
#pragma once

#include "engine/core/run.h"
#include "gongwen/engine.h"

namespace gongwen::engine {

/// `document` is the data of the run; null when it could not be read. May be called again when there are
/// more messages, or another document.
/// `record` names the record of a store that the document is, `event 2026-10/rev`; empty for data of a file and for
/// documents that were made of records.
void settle_warnings(const RenderOptions& options, const data::Document* document, Run& run,
                     const std::string& record = {});

}  // namespace gongwen::engine
