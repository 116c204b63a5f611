// Backups of an inbox: database and files as they are at one moment, while others use it. A backup is the folder of an
// inbox: whoever puts it in the place of the lost one has restored it.
//   const auto done = back_up(*inbox, "/srv/backups/2026-11-23");
//   if (!done) return say(done.error());
//   for (const std::string& name : done->damaged) say(name);
#pragma once

#include "service/inbox/inbox.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::inbox {

// What lies in the folder of an inbox.
inline constexpr std::string_view kDatabaseFile = "/inbox.db";
inline constexpr std::string_view kFilesFolder = "/files";

struct BackupCount {
  std::int64_t files = 0;
  /// Files that belong to a draft or a submission, and are missing, unreadable, or whose bytes do not match their hash;
  /// by their hashes. They are left out.
  std::vector<std::string> damaged;
};

/// `folder` is made; Exists when it is there already. WrongState for a database on a server, which has its own backups.
/// A backup that could not be finished is removed.
Result<BackupCount> back_up(Inbox& inbox, const std::string& folder);

// What is no longer kept: drafts whose time is over, submissions that were decided long ago, sessions, and the files
// that belonged to them.
//   const auto purged = purge(*inbox, {{"expert-application", 730 * base::kSecondsPerDay}}, now);
//   if (!purged) return say(purged.error());
//   show(purged->submissions);

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
