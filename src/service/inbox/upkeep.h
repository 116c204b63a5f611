// Backups of an inbox: database and files as of one moment, made while others use it. A backup is a complete folder of
// an inbox: to restore it, an operator puts it in place of the lost one.
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

// Names in the folder of an inbox, with the slash that joins them to its
// path.
inline constexpr std::string_view kDatabaseFile = "/inbox.db";
inline constexpr std::string_view kFilesFolder = "/files";

/// `damaged` is for the operator, who must look for these files in older backups.
struct BackupCount {
  std::int64_t files = 0;
  /// Hashes of files that belong to a draft or submission and are missing, unreadable or damaged. They are left out of
  /// the backup.
  std::vector<std::string> damaged;
};

/// Makes a backup in the new folder `folder`; Exists if it exists already. WrongState for a database on a server, which
/// has backups of its own. A backup that could not be finished is removed. Called by `gongwen inbox backup`, while the
/// service may be running.
Result<BackupCount> back_up(Inbox& inbox, const std::string& folder);

// Purging: removes expired drafts, submissions that were decided long ago, ended sessions, and their files.
//   const auto purged = purge(*inbox, {{"expert-application", 730 * base::kSecondsPerDay}}, now);
//   if (!purged) return say(purged.error());
//   show(purged->submissions);

/// Numbers of removed items.
struct Purged {
  std::int64_t drafts = 0;
  std::int64_t submissions = 0;
  std::int64_t sessions = 0;
  std::int64_t files = 0;
};

/// `keep` says for each kind (Submissions::kinds) how long decided, withdrawn and abandoned submissions are kept; those
/// of other kinds stay. With `kind`, only drafts and submissions of this kind are removed. Each part is a separate
/// transaction: after an error the rest is left for the next run. Called by Purging (every hour within the service) and
/// by `gongwen inbox purge`.
Result<Purged> purge(Inbox& inbox, const std::map<std::string, Seconds>& keep, Seconds now,
                     const std::string& kind = {});

}  // namespace gongwen::inbox
