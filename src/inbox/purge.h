// What is no longer kept: drafts whose time is over, submissions that were decided long ago, sessions, and the files
// that belonged to them.
//   const auto purged = purge(*inbox, {{"expert-application", 730 * base::kSecondsPerDay}}, now);
//   if (!purged) return say(purged.error());
//   show(purged->submissions);
#pragma once

#include "inbox/inbox.h"

#include <cstdint>
#include <map>
#include <string>

namespace gongwen::inbox {

/// How many of each were removed.
struct Purged {
  std::int64_t drafts = 0;
  std::int64_t submissions = 0;
  std::int64_t sessions = 0;
  std::int64_t files = 0;
};

/// `keep` says for kinds (Submissions::kinds) how long what is decided, withdrawn or was never sent in again is kept;
/// submissions of other kinds stay. With `kind`, only what is of this kind is removed, drafts too.
/// Each part is a separate transaction: an error leaves the rest for the next time.
Result<Purged> purge(Inbox& inbox, const std::map<std::string, Seconds>& keep, Seconds now,
                     const std::string& kind = {});

}  // namespace gongwen::inbox
