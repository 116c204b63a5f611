// The English PDF of an edition: made from the same data by another kind, which the section `publish` names. Nothing is
// translated: records may have English texts; texts without them are printed in Chinese.
#pragma once

#include "store/publish/detail/ledger.h"
#include "store/publish/detail/make_edition.h"

namespace gongwen::publish {

/// Makes and verifies the PDF and adds it to the files of `edition`; Chinese texts in it become an open point of
/// `outcome`. Its messages go into a separate report. Returns false after an error. Reports: all messages of a
/// rendering and of verify_issue.
bool add_english(const EditionPlan& plan, const CollectedIssue& issue, PublishedIssue& outcome, NewEdition& edition);

/// Returns whether the periodical has an English edition, if one is requested. Reports: publish/no-english.
bool offers_english(const PublishOptions& options, const store::Periodical& periodical,
                    diagnostics::DiagnosticSink& sink);

/// Returns the options by which an edition is made again with its additional files.
PublishOptions with_files_of(const LedgerEdition& edition, const PublishOptions& options,
                             const store::Periodical& periodical);

/// Adds points to others; keys of the same point are put together.
void add_open_points(const std::vector<OpenPoint>& points, std::vector<OpenPoint>& all);

}  // namespace gongwen::publish
