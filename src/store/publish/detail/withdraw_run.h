// Runs that carry out a decision about a published issue.
#pragma once

#include "store/publish/detail/publish_run.h"

namespace gongwen::publish {

/// Withdraws the issue of the period, or one edition of it: releases pages with notices and removes the files. Returns
/// false after an error. Reports: publish/no-such-edition, publish/still-quoted, and those of PublishRun::release and
/// PublishRun::clear_site.
bool withdraw_period(PublishRun& run);

/// Records that changed facts of the issue of the period are not to be published. Returns false after an error.
/// Reports: publish/no-such-edition, publish/changed-since-preview, and those of PublishRun::changes_since.
bool leave_period(PublishRun& run);

}  // namespace gongwen::publish
