// Lines of `publish` about issues and editions, and the folder that a preview is written to.
#pragma once

#include "cli/wording.h"
#include "diagnostics/diagnostic.h"
#include "gongwen/publish.h"

#include <string>

namespace gongwen::cli {

/// What was decided about an issue, in a line; empty if nothing was.
std::string standing_text(const PublishedIssue& issue, const Wording& wording);

/// What a run with these options did with an issue, in a line; empty for a preview.
std::string outcome_text(const PublishedIssue& issue, const PublishOptions& options, const Wording& wording);

/// What a run would do with an issue: a line with its numbers, and lines with its contents, its standing and what is
/// open in it.
std::string preview_text(const PublishedIssue& issue, const Wording& wording);

/// The keys of an open point, in a line; empty if it has none.
std::string open_text(const OpenPoint& point, const Wording& wording);

/// What the check of a site found of an edition, in words without a line end.
std::string checked_text(const CheckedEdition& edition, const Wording& wording);

/// Writes what was previewed into a folder, which is created in an existing one: for each issue its PDF and its data,
/// named after the period, and the report as `report.txt` (`text`) and `report.json`. Reports: resources/*.
bool write_preview_folder(const std::string& folder, const Publication& done, const std::string& text,
                          const std::string& json, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::cli
