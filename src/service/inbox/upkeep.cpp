// Files in the folder never change once they have their name, so a consistent backup is simple: files first, then the
// database, then the files that were added in between. The copy then has all files that the copied database names,
// except damaged ones.
#include "service/inbox/upkeep.h"

#include "resources/file_tree.h"
#include "service/inbox/accounts.h"
#include "service/inbox/calls.h"
#include "service/inbox/drafts.h"
#include "service/inbox/links.h"
#include "service/inbox/outbox.h"
#include "service/inbox/shown_pages.h"
#include "service/inbox/submissions.h"
#include "store/database/connection.h"

namespace gongwen::inbox {
namespace {

/// How long contents and addresses of sent mail are kept.
constexpr Seconds kKeepMail = Seconds{90} * 86'400;

}  // namespace

// Order: rows first, files last, since sweep() removes files that no row names any more.
Result<Purged> purge(Inbox& inbox, const std::map<std::string, Seconds>& keep, Seconds now, const std::string& kind) {
  Purged purged;
  const auto drafts = Drafts(inbox).purge(now, kind);
  if (!drafts) return base::Failure{drafts.error()};
  purged.drafts = *drafts;
  // Submissions of a kind without an entry in `keep` stay for ever: its bundle has no `keep_days`.
  for (const auto& [name, seconds] : keep) {
    if (!kind.empty() && name != kind) continue;
    const auto submissions = Submissions(inbox).purge(name, now - seconds);
    if (!submissions) return base::Failure{submissions.error()};
    purged.submissions += *submissions;
  }
  if (purged.submissions > 0) {
    // Stored pages may show data that was removed above; a database of an earlier version has no table of them.
    ShownPages pages(inbox);
    auto fault = pages.prepare();
    if (!fault) fault = pages.remove_all();
    if (fault) return base::Failure{*fault};
  }
  if (kind.empty()) {
    if (const auto fault = Outbox(inbox).forget(now - kKeepMail)) return base::Failure{*fault};
    const auto sessions = Sessions(inbox).purge(now);
    if (!sessions) return base::Failure{sessions.error()};
    purged.sessions = *sessions;
    if (const auto fault = Links(inbox).purge(now)) return base::Failure{*fault};
  }
  if (const auto fault = Calls(inbox).sweep()) return base::Failure{*fault};
  const auto files = Files(inbox).sweep(now);
  if (!files) return base::Failure{files.error()};
  purged.files = *files;
  return purged;
}

namespace {

std::optional<Fault> fault_of_files(std::error_code error) {
  return error ? std::optional(Fault{Fault::Kind::Files, error.message()}) : std::nullopt;
}

/// Copies files that are not in the copy yet: a file named by its hash never changes.
std::optional<Fault> copy_files(Inbox& inbox, const std::string& to, BackupCount& count) {
  // Two levels: folders of two digits, and files named by their hash. read() refuses names that are not hashes.
  const auto groups = resources::list_folder(inbox.files());
  if (!groups) return fault_of_files(groups.error());
  for (const std::string& group : *groups) {
    const std::string folder = inbox.files() + '/' + group;
    const auto names = resources::is_folder(folder) ? resources::list_folder(folder) : std::vector<std::string>();
    if (!names) return fault_of_files(names.error());
    for (const std::string& name : *names) {
      const std::string copy = to + '/' + group + '/' + name;
      // The second pass skips what the first has copied.
      if (resources::path_exists(copy)) continue;
      const Result<std::string> bytes = Files(inbox).read(name);
      // Damaged, removed meanwhile, or being written: find_damaged() tells which of them matter.
      if (!bytes) continue;
      std::error_code error = resources::make_private_folder(to + '/' + group);
      if (!error) error = resources::make_private_file(copy);
      if (!error) error = resources::write_new_file(copy, *bytes);
      if (error) return fault_of_files(error);
      ++count.files;
    }
  }
  return std::nullopt;
}

/// Lists files that the copied database names and the copy lacks.
std::optional<Fault> find_damaged(const std::string& folder, BackupCount& count) {
  // The copy is read, not the live database, which may have got files since.
  const auto database = database::open_sqlite(folder + std::string(kDatabaseFile), database::SqliteAccess::Read);
  if (!database) return Fault{Fault::Kind::Database, database.error().reason};
  const database::Rows rows = (*database)->run("SELECT DISTINCT hash FROM gw_file ORDER BY hash");
  if (!rows) return Fault{Fault::Kind::Database, rows.error().reason};
  for (const database::Row& row : *rows) {
    const std::string hash = text_of(row[0]);
    if (!resources::path_exists(Files::path_in(folder + std::string(kFilesFolder), hash)))
      count.damaged.push_back(hash);
  }
  return std::nullopt;
}

std::optional<Fault> copy_all(Inbox& inbox, const std::string& folder, BackupCount& count) {
  const std::string files = folder + std::string(kFilesFolder);
  if (const auto error = resources::make_private_folder(files)) return fault_of_files(error);
  // Twice: a file that the database names was copied before the database, or is copied after it.
  if (const auto fault = copy_files(inbox, files, count)) return fault;
  if (const auto fault = inbox.back_up(folder + std::string(kDatabaseFile))) return fault;
  if (const auto fault = copy_files(inbox, files, count)) return fault;
  if (const auto fault = find_damaged(folder, count)) return fault;
  // One sync for all: the backup counts only when it has reached the disk.
  return fault_of_files(resources::sync_file_system(folder));
}

}  // namespace

Result<BackupCount> back_up(Inbox& inbox, const std::string& folder) {
  if (inbox.on_server()) return base::Failure{Fault{Fault::Kind::WrongState, "a server has its own backups"}};
  if (resources::path_exists(folder)) return base::Failure{Fault{Fault::Kind::Exists, folder}};
  if (const auto error = resources::make_private_folder(folder)) return base::Failure{*fault_of_files(error)};
  BackupCount count;
  if (const auto fault = copy_all(inbox, folder, count)) {
    // An incomplete backup must not look like a good one.
    static_cast<void>(resources::remove_tree(folder));
    return base::Failure{*fault};
  }
  return count;
}

}  // namespace gongwen::inbox
