// The issue of one period in a run: previewed, submitted for approval, or published.
#pragma once

#include "store/publish/detail/publish_run.h"

#include <string>

namespace gongwen::publish {

/// Collects the issue, makes its edition, and publishes it unless the options ask for a preview or a decision, the
/// issue waits, or its facts are those of the latest edition. Reports the outcome to the caller and returns it: after
/// `failed`, no other period may follow. Messages on records have notes that say where these come from. Reports:
/// publish/not-over, publish/no-events, publish/held, publish/kept-values, publish/changed-since-preview, and those of
/// IssueNumbering::check, report_unknown_listed, store::check_agreement, ApprovalDesk, make_edition and
/// PublishRun::release.
PublishOutcome publish_period(PublishRun& run, const std::string& period);

}  // namespace gongwen::publish
