// Lines of `publish` about issues and editions, and the folder to which a preview is written.
#pragma once

#include "cli/wording.h"
#include "diagnostics/diagnostic.h"
#include "gongwen/publish.h"

#include <string>

namespace gongwen::cli {

/// The decision about an issue in one line; empty if absent.
std::string standing_text(const PublishedIssue& issue, const Wording& wording);

/// The outcome of a run with these options for an issue, in one line; empty for a preview.
std::string outcome_text(const PublishedIssue& issue, const PublishOptions& options, const Wording& wording);

/// The preview of an issue: a line with its numbers, and lines with its contents, its standing and its open points.
std::string preview_text(const PublishedIssue& issue, const Wording& wording);

/// The keys of an open point in one line; empty if it has none.
std::string open_text(const OpenPoint& point, const Wording& wording);

/// The result of checking an edition of a site, in words without a line end.
std::string checked_text(const CheckedEdition& edition, const Wording& wording);

/// Writes the previewed issues into a folder, which is created if its parent exists: for each issue its PDF and its
/// data, named after the period, and the report as `report.txt` (`text`) and `report.json`. Reports: resources/*.
bool write_preview_folder(const std::string& folder, const Publication& done, const std::string& text,
                          const std::string& json, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::cli
