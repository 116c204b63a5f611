// What becomes of the messages of a run: its warnings, and its report as JSON.
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

/// Warnings that are confirmed are not shown, the others are errors in a strict run.
/// `document` is the data that the run was about; null when they could not be read. May be called again when there are
/// more messages, or another document.
/// `record` names the record of a store that the document is, `event 2026-10/rev`; empty for data of a file and for
/// documents that were made of records.
void settle_warnings(const RenderOptions& options, const data::Document* document, Run& run,
                     const std::string& record = {});

}  // namespace gongwen::engine
