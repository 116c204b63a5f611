// Processes the messages of a run: settles warnings, and writes the report as JSON.
#pragma once

#include "base/json.h"
#include "engine/core/run.h"
#include "gongwen/engine.h"
#include "gongwen/report.h"

namespace gongwen {

/// The object that Report::json writes, for callers that put it into their own JSON.
base::Json report_json(const Report& report, Language language, Audience audience = Audience::Author);

}  // namespace gongwen

namespace gongwen::engine {

/// Removes confirmed warnings from the messages and, in a strict run, makes the others errors.
/// `document` is the data of the run; null if it could not be read. May be called again when there
/// are more messages, or with another document. `record` names the store's record that is the
/// document, `event 2026-10/rev`; empty for data of a file and for documents made from several
/// records.
void settle_warnings(const RenderOptions& options, const data::Document* document, Run& run,
                     const std::string& record = {});

}  // namespace gongwen::engine
