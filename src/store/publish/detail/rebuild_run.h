// Runs that restore a site to a state that the store remembers.
#pragma once

#include "store/publish/detail/publish_run.h"

namespace gongwen::publish {

/// Publishes again what the store remembers of the site but the site lacks or has damaged, with the original data,
/// numbers, dates and editions, and makes all pages again. Editions that are complete are not changed. Returns false
/// after an error; the parts that could be made are published then. Reports: publish/nothing-remembered,
/// publish/other-edition, publish/other-bytes, publish/pages-made, and those of make_edition and PublishRun::release.
bool rebuild_site(PublishRun& run);

/// Takes back the edition published last, as if it had never been published. Its number is free again. Returns false
/// after an error. Reports: publish/no-take-back, and those of PublishRun::release.
bool take_back_edition(PublishRun& run);

}  // namespace gongwen::publish
