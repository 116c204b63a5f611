// Files are stored before the database names them, and removed after it no longer does: a crash in between leaves an
// unused file, which `sweep` removes after an hour, but never a name without its file. Equal bytes are one file,
// regardless of how many drafts and versions own it.
#include "service/inbox/drafts.h"

#include "base/format.h"
#include "base/sha256.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"
#include "service/inbox/links.h"
#include "service/inbox/secrets.h"

#include <array>
#include <set>

namespace gongwen::inbox {
namespace {

// 80 bits name a draft, 128 bits open it.
constexpr std::size_t kIdBytes = 10;
constexpr std::size_t kSecretBytes = 16;
constexpr std::size_t kHashDigits = 64;
constexpr std::size_t kFolderDigits = 2;  // digits of a hash for the folder of its file
constexpr Seconds kYoung = 3600;          // age below which a file without owner is kept
constexpr std::size_t kSubmissionsColumn = 10;
/// Tables whose rows belong to a draft, in their column `draft`. `gw_file` and `gw_called` are not among them: the
/// first is removed by owner, the second by Calls::sweep().
constexpr std::array<std::string_view, 4> kOfDraft{"gw_code", "gw_confirmed", "gw_link", "gw_outbox"};

Draft draft_of(const database::Row& row) {
  Columns columns(row);
  Draft draft;
  draft.id = columns.text();
  draft.kind = columns.text();
  draft.edition = columns.text();
  draft.language = columns.text();
  draft.revision = columns.number();
  draft.entries = columns.text();
  draft.created = columns.number();
  draft.changed = columns.number();
  draft.expires = columns.number();
  draft.submission = columns.text();
  return draft;
}

FileRecord file_of(const database::Row& row) {
  Columns columns(row);
  return {columns.text(), columns.text(), columns.text(), columns.text(), columns.number()};
}

bool is_hash(std::string_view text) {
  return text.size() == kHashDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// A file whose time cannot be read counts as young, so it is kept.
bool is_old(const std::string& path, Seconds now) {
  const auto time = resources::file_time(path);
  return time && *time <= now - kYoung;
}

}  // namespace

Result<DraftKey> Drafts::create(const NewDraft& draft) {
  DraftKey key{random_text(kIdBytes), random_text(kSecretBytes)};
  // The kind's edition is reported afterwards (edition_seen_), so that its definition is stored.
  const auto made = inbox_.run(
      "INSERT INTO gw_draft (id, secret_hash, kind, edition, language, revision, entries, created, changed, expires) "
      "VALUES ($1, $2, $3, $4, $5, 1, '{}', CAST($6 AS BIGINT), CAST($6 AS BIGINT), CAST($7 AS BIGINT))",
      {key.id, secret_hash(key.secret), draft.kind, draft.edition, draft.language, number_value(draft.now),
       number_value(draft.expires)});
  if (!made) return base::Failure{made.error()};
  if (inbox_.edition_seen_) inbox_.edition_seen_(draft.kind, draft.edition);
  return key;
}

Result<Draft> Drafts::open(const std::string& id, std::string_view secret, Seconds now, Purpose purpose) {
  const auto rows = inbox_.run(
      "SELECT id, kind, edition, language, revision, entries, created, changed, expires, submission, "
      "(SELECT COUNT(*) FROM gw_submission WHERE gw_submission.draft = gw_draft.id), secret_hash "
      "FROM gw_draft WHERE id = $1",
      {id});
  if (!rows) return base::Failure{rows.error()};
  // A wrong secret looks like a draft that does not exist; the comparison takes the same time wherever they differ.
  if (rows->empty()) return base::Failure{Fault{Fault::Kind::NotFound}};
  // Two secrets open a draft: its own, or that of one of the links in mails.
  if (!same_secret(text_of((*rows)[0].back()), secret_hash(secret))) {
    const Result<bool> by_link = Links(inbox_).opens(id, secret, now);
    if (!by_link) return base::Failure{by_link.error()};
    if (!*by_link) return base::Failure{Fault{Fault::Kind::NotFound}};
  }
  Draft draft = draft_of((*rows)[0]);
  // A submission keeps its draft, whose page shows status and receipt even after the deadline of a return.
  const bool was_submitted = number_of((*rows)[0][kSubmissionsColumn]) != 0;
  const bool can_be_read = purpose == Purpose::Read && was_submitted;
  if (draft.expires <= now && !can_be_read) return base::Failure{Fault{Fault::Kind::Gone}};
  return draft;
}

Result<std::int64_t> Drafts::save(const std::string& id, std::int64_t revision, const std::string& entries, Seconds now,
                                  Seconds expires, Saving saving) {
  // One statement: if two requests save the same revision, one finds nothing to change.
  const std::string statement =
      // `expires` moves with each save, except for a returned draft: there it is the deadline that the office has set.
      "UPDATE gw_draft SET entries = $3, revision = revision + 1, changed = CAST($4 AS BIGINT), "
      "expires = CASE WHEN EXISTS (SELECT 1 FROM gw_submission WHERE gw_submission.draft = gw_draft.id) "
      "THEN expires ELSE CAST($5 AS BIGINT) END "
      // `submission IS NULL`: a draft that was handed in cannot be changed, not even by a page that was open before.
      "WHERE id = $1 AND revision = CAST($2 AS BIGINT) AND submission IS NULL "
      "AND expires > CAST($4 AS BIGINT) RETURNING revision";
  const std::initializer_list<database::Value> values{id, number_value(revision), entries, number_value(now),
                                                      number_value(expires)};
  const auto saved =
      saving == Saving::ByItself ? inbox_.run_kept_soon(statement, values) : inbox_.run(statement, values);
  if (!saved) return base::Failure{saved.error()};
  if (!saved->empty()) return number_of((*saved)[0][0]);
  // Nothing was changed: the next checks find out why. Their order decides what the applicant is told.
  const auto rows = inbox_.run("SELECT revision, submission, expires FROM gw_draft WHERE id = $1", {id});
  if (!rows) return base::Failure{rows.error()};
  if (rows->empty()) return base::Failure{Fault{Fault::Kind::NotFound}};
  if ((*rows)[0][1]) return base::Failure{Fault{Fault::Kind::WrongState}};
  if (number_of((*rows)[0][2]) <= now) return base::Failure{Fault{Fault::Kind::Gone}};
  return base::Failure{Fault{Fault::Kind::Conflict}};
}

std::optional<Fault> Drafts::keep(const std::string& id) {
  // The change must alter a byte (see Inbox::keep_all): the draft lives one second longer.
  return inbox_.keep_all("UPDATE gw_draft SET expires = expires + 1 WHERE id = $1 RETURNING id", {id});
}

std::optional<Fault> Drafts::set_language(const std::string& id, const std::string& language) {
  return inbox_.change_one("UPDATE gw_draft SET language = $2 WHERE id = $1 RETURNING id", {id, language});
}

Result<std::string> Drafts::renew_secret(const std::string& id) {
  std::string secret = random_text(kSecretBytes);
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    // Links first: both in one transaction, so that no old link survives the change of the secret.
    if (const auto ended = Links(inbox_).end(id)) return ended;
    return inbox_.change_one("UPDATE gw_draft SET secret_hash = $2 WHERE id = $1 RETURNING id",
                             {id, secret_hash(secret)});
  });
  if (fault) return base::Failure{*fault};
  return secret;
}

std::optional<Fault> Drafts::remove(const std::string& id) {
  // Its files are removed from the disk by the next sweep.
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    if (const auto fault = inbox_.execute("DELETE FROM gw_file WHERE owner = $1", {id})) return fault;
    for (const std::string_view table : kOfDraft) {
      if (const auto fault = inbox_.execute(fmt::format("DELETE FROM {} WHERE draft = $1", table), {id})) return fault;
    }
    return inbox_.change_one("DELETE FROM gw_draft WHERE id = $1 RETURNING id", {id});
  });
}

Result<std::int64_t> Drafts::purge(Seconds now, const std::string& kind) {
  // Drafts that were handed in are removed with their submissions, even while they are returned.
  constexpr std::string_view kOver =
      "expires <= CAST($1 AS BIGINT) AND ($2 = '' OR kind = $2) AND NOT EXISTS (SELECT 1 FROM gw_submission WHERE "
      "gw_submission.draft = gw_draft.id)";
  std::int64_t count = 0;
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto files =
        // The conditions select the same drafts in each statement, since nothing else is written within the
        // transaction; the drafts themselves go last.
        inbox_.run(fmt::format("DELETE FROM gw_file WHERE owner IN (SELECT id FROM gw_draft WHERE {})", kOver),
                   {number_value(now), kind});
    if (!files) return files.error();
    for (const std::string_view table : kOfDraft) {
      const auto rows =
          inbox_.run(fmt::format("DELETE FROM {} WHERE draft IN (SELECT id FROM gw_draft WHERE {})", table, kOver),
                     {number_value(now), kind});
      if (!rows) return rows.error();
    }
    const auto drafts =
        inbox_.run(fmt::format("DELETE FROM gw_draft WHERE {} RETURNING id", kOver), {number_value(now), kind});
    if (!drafts) return drafts.error();
    count = static_cast<std::int64_t>(drafts->size());
    return std::nullopt;
  });
  if (fault) return base::Failure{*fault};
  return count;
}

// Files.

std::string Files::path_in(const std::string& folder, const std::string& hash) {
  return folder + '/' + hash.substr(0, kFolderDigits) + '/' + hash;
}

/// When this returns, the bytes are on the disk, and the file's time is now, so that no sweep removes it yet.
std::optional<Fault> Files::keep(const std::string& hash, const std::string& bytes, Seconds now) {
  const std::string path = path_of(hash);
  std::error_code error;
  // Equal bytes exist already; only their time is renewed, so that a running sweep does not remove them.
  if (!resources::path_exists(path)) {
    const std::string folder = inbox_.files() + '/' + hash.substr(0, kFolderDigits);
    error = resources::make_private_folder(folder);
    // The folder itself must survive a crash before files in it can.
    if (!error) error = resources::sync_name(folder);
    if (!error) error = resources::write_durable_file(path, bytes);
  }
  if (!error) error = resources::set_file_time(path, now);
  return error ? std::optional(fault_of_file(error)) : std::nullopt;
}

std::optional<Fault> Files::put(const std::string& owner, const FileRecord& file, const std::string& bytes,
                                Seconds now) {
  const std::string hash = file.hash.empty() ? base::sha256(bytes) : file.hash;
  if (const auto fault = keep(hash, bytes, now)) return fault;
  // In a transaction, since it must wait for a running sweep.
  const auto fault = inbox_.in_transaction([&] {
    return inbox_.execute(
        "INSERT INTO gw_file (owner, slot, hash, name, type, bytes, added) "
        "VALUES ($1, $2, $3, $4, $5, CAST($6 AS BIGINT), CAST($7 AS BIGINT)) "
        "ON CONFLICT (owner, slot) DO UPDATE SET hash = EXCLUDED.hash, name = EXCLUDED.name, type = EXCLUDED.type, "
        "bytes = EXCLUDED.bytes, added = EXCLUDED.added",
        {owner, file.slot, hash, file.name, file.type, number_value(static_cast<std::int64_t>(bytes.size())),
         number_value(now)});
  });
  if (fault || resources::path_exists(path_of(hash))) return fault;
  // A sweep that began earlier has removed the file. The database names it by now, so the next sweep keeps it.
  return keep(hash, bytes, now);
}

Result<std::vector<FileRecord>> Files::list(const std::string& owner) {
  return inbox_.all<FileRecord>("SELECT slot, hash, name, type, bytes FROM gw_file WHERE owner = $1 ORDER BY slot",
                                {owner}, file_of);
}

std::optional<Fault> Files::remove(const std::string& owner, const std::string& slot) {
  return inbox_.change_one("DELETE FROM gw_file WHERE owner = $1 AND slot = $2 RETURNING slot", {owner, slot});
}

std::optional<Fault> Files::copy(const std::string& from, const std::string& to, const std::string& slots) {
  return inbox_.execute(
      "INSERT INTO gw_file (owner, slot, hash, name, type, bytes, added) "
      "SELECT $2, slot, hash, name, type, bytes, added FROM gw_file WHERE owner = $1 "
      // SUBSTR instead of LIKE: slots contain `_`, which LIKE takes for any character. An empty `slots` matches all.
      "AND SUBSTR(slot, 1, LENGTH($3)) = $3",
      {from, to, slots});
}

Result<std::string> Files::read(const std::string& hash) const {
  // Hashes come from the database, but a malformed one must not become a path.
  if (!is_hash(hash)) return base::Failure{Fault{Fault::Kind::NotFound}};
  diagnostics::DiagnosticSink unheard;
  base::Expected<std::string> bytes = resources::read_bytes(path_of(hash), {}, unheard);
  // Files, not NotFound: the database names a file that the folder lacks.
  if (!bytes) return base::Failure{Fault{Fault::Kind::Files, hash}};
  if (base::sha256(*bytes) != hash) return base::Failure{Fault{Fault::Kind::Damaged, hash}};
  return *std::move(bytes);
}

Result<std::vector<std::string>> Files::unused(Seconds now) {
  const auto rows = inbox_.run("SELECT DISTINCT hash FROM gw_file");
  if (!rows) return base::Failure{rows.error()};
  std::set<std::string> used;
  for (const database::Row& row : *rows) used.insert(text_of(row[0]));
  std::vector<std::string> names;
  for (const std::string& folder : resources::names_in(inbox_.files())) {
    // Only folders with two digits: beside them are `tried` (Inbox::try_files) and files of the operator.
    if (folder.size() != kFolderDigits) continue;
    for (const std::string& name : resources::names_in(inbox_.files() + '/' + folder)) {
      if (!used.contains(name) && is_old(path_of(name), now)) names.push_back(name);
    }
  }
  return names;
}

Result<std::int64_t> Files::sweep(Seconds now) {
  // Folders are read outside of the transaction, during which all other writers wait.
  const auto names = unused(now);
  if (!names) return base::Failure{names.error()};
  // Most sweeps find nothing and need no transaction.
  if (names->empty()) return 0;
  std::int64_t count = 0;
  // Within the transaction, no file gets an owner.
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    for (const std::string& name : *names) {
      const auto owners = inbox_.run("SELECT owner FROM gw_file WHERE hash = $1 LIMIT 1", {name});
      if (!owners) return owners.error();
      if (!owners->empty() || !is_old(path_of(name), now)) continue;
      // Checked again: the file may have got an owner, or been stored anew, since the folders were read. A failure to
      // remove is not reported, since the next sweep tries again.
      if (!resources::remove_tree(path_of(name))) ++count;
    }
    return std::nullopt;
  });
  if (fault) return base::Failure{*fault};
  return count;
}

}  // namespace gongwen::inbox
