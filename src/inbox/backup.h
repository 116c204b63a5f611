// Backups of an inbox: database and files as they are at one moment, while others use it. A backup is the folder of an
// inbox: whoever puts it in the place of the lost one has restored it.
//   const auto done = back_up(*inbox, "/srv/backups/2026-11-23");
//   if (!done) return say(done.error());
//   for (const std::string& name : done->damaged) say(name);
#pragma once

#include "inbox/inbox.h"

#include <cstdint>
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

}  // namespace gongwen::inbox
