// The database behind the inbox, SQLite or PostgreSQL with the same statements. One process writes at a time in
// either: SQLite locks its file, PostgreSQL takes an advisory lock at the start of each transaction, so the code
// above has to consider only one order. Triggers prevent any program from rewriting versions, events and the
// audit.
#include "service/inbox/inbox.h"

#include "base/format.h"
#include "resources/environment.h"
#include "resources/file_tree.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <thread>

namespace gongwen::inbox {
namespace {

using database::Dialect;
using database::Error;

/// Since version 2: the signatures of a version, as JSON. To change the tables, add a constant with the new statements,
/// a higher kVersion, a line in bring_up_to_date() and one in table_statements(). Statements that have been released
/// must not change, since databases in offices were made by them.
constexpr std::string_view kSignedTable =
    "CREATE TABLE gw_signed (submission TEXT NOT NULL, version BIGINT NOT NULL, signatures TEXT NOT NULL, "
    "PRIMARY KEY (submission, version))";

/// Since version 3: calls, their invitations, and the drafts that were started under them.
constexpr std::array<std::string_view, 6> kCallTables{
    "CREATE TABLE gw_call (id TEXT PRIMARY KEY, kind TEXT NOT NULL, opens BIGINT NOT NULL, closes BIGINT NOT NULL, "
    "most BIGINT NOT NULL, text_zh TEXT NOT NULL, text_en TEXT NOT NULL, invited BIGINT NOT NULL, "
    "revision BIGINT NOT NULL, created BIGINT NOT NULL, closed BIGINT NOT NULL)",
    "CREATE INDEX gw_call_kind ON gw_call (kind)",
    "CREATE TABLE gw_invitation (id TEXT PRIMARY KEY, call TEXT NOT NULL, name TEXT NOT NULL, "
    "secret_hash TEXT NOT NULL UNIQUE, created BIGINT NOT NULL, draft TEXT)",
    "CREATE INDEX gw_invitation_call ON gw_invitation (call)",
    "CREATE TABLE gw_called (draft TEXT PRIMARY KEY, call TEXT NOT NULL)",
    "CREATE INDEX gw_called_call ON gw_called (call)"};

/// Since version 4: the definitions of the kinds under which something was made. `base`, `author`, `published_by` and
/// `note` are empty for editions that bundles brought.
constexpr std::array<std::string_view, 2> kEditionTables{
    "CREATE TABLE gw_kind_edition (kind TEXT NOT NULL, number BIGINT NOT NULL, hash TEXT NOT NULL, "
    "version TEXT NOT NULL, form TEXT NOT NULL, base TEXT NOT NULL, author TEXT NOT NULL, published_by TEXT NOT NULL, "
    "since BIGINT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (kind, number))",
    "CREATE INDEX gw_kind_edition_hash ON gw_kind_edition (kind, hash)"};

/// Since version 5, for the desk: the result of the check of each version (`report` as the engine wrote it, -1:
/// unknown), the columns by which lists are filtered, and links that are sent to applicants, one for each mail, so that
/// one of them can be ended. `due` is the first second after the deadline of a return; `entered_by` the account that
/// entered a form from a file.
constexpr std::array<std::string_view, 13> kDeskTables{
    "ALTER TABLE gw_submission ADD COLUMN errors BIGINT NOT NULL DEFAULT -1",
    "ALTER TABLE gw_submission ADD COLUMN warnings BIGINT NOT NULL DEFAULT -1",
    "ALTER TABLE gw_submission ADD COLUMN email TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE gw_submission ADD COLUMN language TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE gw_submission ADD COLUMN due BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE gw_submission ADD COLUMN entered_by TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX gw_submission_assignee ON gw_submission (assignee, state)",
    "CREATE INDEX gw_submission_due ON gw_submission (due)",
    "CREATE INDEX gw_submission_number ON gw_submission (state, number)",
    "CREATE INDEX gw_submission_errors ON gw_submission (errors)",
    "CREATE TABLE gw_version_check (submission TEXT NOT NULL, version BIGINT NOT NULL, edition TEXT NOT NULL, "
    "errors BIGINT NOT NULL, warnings BIGINT NOT NULL, report TEXT NOT NULL, PRIMARY KEY (submission, version))",
    "CREATE TABLE gw_link (hash TEXT PRIMARY KEY, submission TEXT NOT NULL, draft TEXT NOT NULL, "
    "purpose TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL, used BIGINT NOT NULL)",
    "CREATE INDEX gw_link_submission ON gw_link (submission)"};

/// Since version 5, for mail: mails with their states (see Outbox), facts about addresses, of which only hashes are
/// stored, and the programs that are told of events.
constexpr std::array<std::string_view, 5> kMailTables{
    "CREATE TABLE gw_outbox (id TEXT PRIMARY KEY, submission TEXT NOT NULL, event BIGINT NOT NULL, channel TEXT NOT "
    "NULL, template TEXT NOT NULL, recipient TEXT NOT NULL, kind TEXT NOT NULL, language TEXT NOT NULL, "
    "facts TEXT NOT NULL, state TEXT NOT NULL, next BIGINT NOT NULL, tries BIGINT NOT NULL, code BIGINT NOT NULL, "
    "said TEXT NOT NULL, message_id TEXT NOT NULL, created BIGINT NOT NULL, changed BIGINT NOT NULL, "
    "UNIQUE (submission, event, channel, template, recipient))",
    "CREATE INDEX gw_outbox_next ON gw_outbox (state, next)", "CREATE INDEX gw_outbox_created ON gw_outbox (created)",
    "CREATE TABLE gw_address (hash TEXT PRIMARY KEY, verified BIGINT NOT NULL, bounced BIGINT NOT NULL, "
    "day BIGINT NOT NULL, sent_that_day BIGINT NOT NULL)",
    "CREATE TABLE gw_hook (id TEXT PRIMARY KEY, address TEXT NOT NULL, secret TEXT NOT NULL, events TEXT NOT NULL, "
    "revision BIGINT NOT NULL, disabled BIGINT NOT NULL, failing_since BIGINT NOT NULL)"};

/// Since version 6: codes with which applicants prove that an address is theirs, and the drafts in which they did; the
/// mail with which a link was sent; secrets of hooks during a change (`former` is valid until `former_until`); the
/// second factor of accounts, whose secrets are sealed, and mail to accounts.
constexpr std::array<std::string_view, 17> kConfirmedTables{
    "ALTER TABLE gw_outbox ADD COLUMN draft TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE gw_link ADD COLUMN mail TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE gw_code (draft TEXT PRIMARY KEY, address TEXT NOT NULL, hash TEXT NOT NULL, tries BIGINT NOT NULL, "
    "created BIGINT NOT NULL, expires BIGINT NOT NULL)",
    "CREATE INDEX gw_code_address ON gw_code (address, created)",
    "CREATE TABLE gw_confirmed (draft TEXT NOT NULL, address TEXT NOT NULL, time BIGINT NOT NULL, "
    "PRIMARY KEY (draft, address))",
    "CREATE INDEX gw_confirmed_address ON gw_confirmed (address)",
    "CREATE INDEX gw_outbox_recipient ON gw_outbox (channel, recipient, created)",
    "ALTER TABLE gw_hook ADD COLUMN created BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE gw_hook ADD COLUMN former TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE gw_hook ADD COLUMN former_until BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE gw_account ADD COLUMN email TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE gw_account ADD COLUMN digest BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE gw_account ADD COLUMN factor TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE gw_account ADD COLUMN factor_step BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE gw_account ADD COLUMN factor_needed BIGINT NOT NULL DEFAULT 0",
    "CREATE TABLE gw_recovery (account TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (account, hash))",
    "CREATE INDEX gw_link_draft ON gw_link (draft)"};
/// Since version 6, for the designer of forms: drafts of forms with the steps that led to them, which can be undone,
/// the source of each published edition (`source`, its files as JSON) and its time, and rights of accounts besides
/// their roles. For a draft, `base` is the hash of the definition from which it was made, `origin` the kind whose files
/// lie beside it.
constexpr std::array<std::string_view, 5> kDesignTables{
    "ALTER TABLE gw_kind_edition ADD COLUMN source TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE gw_kind_edition ADD COLUMN published BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE gw_account ADD COLUMN rights TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE gw_kind_draft (kind TEXT PRIMARY KEY, revision BIGINT NOT NULL, form TEXT NOT NULL, "
    "base TEXT NOT NULL, origin TEXT NOT NULL, author TEXT NOT NULL, changed BIGINT NOT NULL)",
    "CREATE TABLE gw_kind_step (kind TEXT NOT NULL, revision BIGINT NOT NULL, undoes BIGINT NOT NULL, "
    "redoes BIGINT NOT NULL, place TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, author TEXT NOT NULL, "
    "time BIGINT NOT NULL, PRIMARY KEY (kind, revision))"};

/// Since version 7: searches of the list that accounts have saved. `query` is that of the list's address.
constexpr std::string_view kSearchTable =
    "CREATE TABLE gw_search (id TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL, "
    "shared BIGINT NOT NULL, created BIGINT NOT NULL, UNIQUE (account, name))";

/// Since version 7: people whom providers of logins know (see Bindings). An account is bound at most once for each
/// provider.
constexpr std::string_view kBindingTable =
    "CREATE TABLE gw_binding (issuer TEXT NOT NULL, subject TEXT NOT NULL, account TEXT NOT NULL, "
    "created BIGINT NOT NULL, PRIMARY KEY (issuer, subject), UNIQUE (issuer, account))";

/// Since version 8: whether a remark was recalled, because its return was. For existing remarks, the history shows it:
/// the submission was reopened after the return that made them, and before there was a next version.
constexpr std::array<std::string_view, 2> kRecalledRemarks{
    "ALTER TABLE gw_remark ADD COLUMN recalled BIGINT NOT NULL DEFAULT 0",
    "UPDATE gw_remark SET recalled = 1 WHERE EXISTS (SELECT 1 FROM gw_event WHERE gw_event.submission = "
    "gw_remark.submission AND gw_event.action = 'reopen' AND gw_event.number > (SELECT MAX(made.number) FROM gw_event "
    "made WHERE made.submission = gw_remark.submission AND made.action = 'return' AND made.time = gw_remark.created) "
    "AND gw_remark.version = (SELECT COUNT(*) FROM gw_event made WHERE made.submission = gw_remark.submission AND "
    "made.action IN ('submit', 'resubmit', 'correct', 'replace') AND made.number < gw_event.number))"};

/// Fills in the new columns of existing submissions, as far as the tables have the values.
constexpr std::string_view kDeskValues =
    "UPDATE gw_submission SET "
    "due = CASE WHEN state = 'returned' THEN COALESCE((SELECT gw_draft.expires FROM gw_draft "
    "WHERE gw_draft.id = gw_submission.draft), 0) ELSE 0 END, "
    "language = COALESCE((SELECT gw_draft.language FROM gw_draft WHERE gw_draft.id = gw_submission.draft), ''), "
    "entered_by = COALESCE((SELECT gw_event.actor FROM gw_event WHERE gw_event.submission = gw_submission.id "
    "AND gw_event.number = 1), '')";

/// Texts are UTF-8, numbers whole, times seconds since 1970. Only `draft.entries`,
/// `version.json` and `remark` have texts of users. `gw_counter` has the counters of receipt
/// numbers, which must have no gaps; `gw_meta` the version of the tables and the value that
/// try_write() writes.
constexpr std::array<std::string_view, 20> kTables{
    "CREATE TABLE gw_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE gw_counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL)",

    "CREATE TABLE gw_draft (id TEXT PRIMARY KEY, secret_hash TEXT NOT NULL, kind TEXT NOT NULL, edition TEXT NOT NULL, "
    "language TEXT NOT NULL, revision BIGINT NOT NULL, entries TEXT NOT NULL, created BIGINT NOT NULL, "
    "changed BIGINT NOT NULL, expires BIGINT NOT NULL, submission TEXT)",
    "CREATE INDEX gw_draft_expires ON gw_draft (expires)",

    "CREATE TABLE gw_file (owner TEXT NOT NULL, slot TEXT NOT NULL, hash TEXT NOT NULL, name TEXT NOT NULL, "
    "type TEXT NOT NULL, bytes BIGINT NOT NULL, added BIGINT NOT NULL, PRIMARY KEY (owner, slot))",
    "CREATE INDEX gw_file_hash ON gw_file (hash)",

    "CREATE TABLE gw_submission (id TEXT PRIMARY KEY, number BIGINT NOT NULL UNIQUE, receipt TEXT NOT NULL UNIQUE, "
    "kind TEXT NOT NULL, state TEXT NOT NULL, revision BIGINT NOT NULL, versions BIGINT NOT NULL, draft TEXT, "
    "person TEXT NOT NULL, organisation TEXT NOT NULL, assignee TEXT NOT NULL, created BIGINT NOT NULL, "
    "changed BIGINT NOT NULL)",
    "CREATE UNIQUE INDEX gw_submission_draft ON gw_submission (draft)",
    "CREATE INDEX gw_submission_state ON gw_submission (kind, state, number)",

    "CREATE TABLE gw_version (submission TEXT NOT NULL, number BIGINT NOT NULL, json TEXT NOT NULL, hash TEXT NOT "
    "NULL, "
    "edition TEXT NOT NULL, source TEXT NOT NULL, created BIGINT NOT NULL, submit_id TEXT NOT NULL UNIQUE, "
    "PRIMARY KEY (submission, number))",

    "CREATE TABLE gw_remark (submission TEXT NOT NULL, version BIGINT NOT NULL, number BIGINT NOT NULL, "
    "pointer TEXT NOT NULL, text TEXT NOT NULL, author TEXT NOT NULL, created BIGINT NOT NULL, "
    "answer TEXT NOT NULL DEFAULT '', PRIMARY KEY (submission, number))",

    "CREATE TABLE gw_event (submission TEXT NOT NULL, number BIGINT NOT NULL, time BIGINT NOT NULL, "
    "actor TEXT NOT NULL, action TEXT NOT NULL, state TEXT NOT NULL, detail TEXT NOT NULL, "
    "PRIMARY KEY (submission, number))",

    "CREATE TABLE gw_account (name TEXT PRIMARY KEY, title TEXT NOT NULL, password_hash TEXT NOT NULL, "
    "role TEXT NOT NULL, created BIGINT NOT NULL, changed BIGINT NOT NULL, disabled BIGINT NOT NULL DEFAULT 0)",
    "CREATE TABLE gw_session (secret_hash TEXT PRIMARY KEY, account TEXT NOT NULL, created BIGINT NOT NULL, "
    "seen BIGINT NOT NULL, expires BIGINT NOT NULL, address TEXT NOT NULL)",
    "CREATE INDEX gw_session_account ON gw_session (account)",
    "CREATE TABLE gw_key (id TEXT PRIMARY KEY, name TEXT NOT NULL, secret_hash TEXT NOT NULL UNIQUE, "
    "scopes TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL, revoked BIGINT NOT NULL DEFAULT 0)",

    "CREATE TABLE gw_audit (number BIGINT PRIMARY KEY, time BIGINT NOT NULL, who TEXT NOT NULL, address TEXT NOT NULL, "
    "action TEXT NOT NULL, object TEXT NOT NULL, result TEXT NOT NULL, hash TEXT NOT NULL)",
    "CREATE INDEX gw_audit_time ON gw_audit (time)",
    "CREATE INDEX gw_event_time ON gw_event (time)",
    kSignedTable,
};

/// Triggers: no program that has the connection can change versions, events and the audit.
constexpr std::string_view kSignedKeptInSqlite =
    "CREATE TRIGGER gw_signed_kept BEFORE UPDATE ON gw_signed BEGIN SELECT RAISE(ABORT, 'versions are only added'); "
    "END";
constexpr std::string_view kSignedKeptInPostgres =
    "CREATE TRIGGER gw_signed_kept BEFORE UPDATE ON gw_signed FOR EACH ROW EXECUTE FUNCTION gw_kept()";
// BEFORE UPDATE and, for audit and editions, BEFORE DELETE: versions and events may be deleted, since personal data
// must be removed after its time, but never changed.
constexpr std::array<std::string_view, 5> kKeptInSqlite{
    "CREATE TRIGGER gw_version_kept BEFORE UPDATE ON gw_version "
    "BEGIN SELECT RAISE(ABORT, 'versions are only added'); END",
    "CREATE TRIGGER gw_event_kept BEFORE UPDATE ON gw_event BEGIN SELECT RAISE(ABORT, 'events are only added'); END",
    "CREATE TRIGGER gw_audit_kept BEFORE UPDATE ON gw_audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
    "CREATE TRIGGER gw_audit_whole BEFORE DELETE ON gw_audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
    kSignedKeptInSqlite,
};
constexpr std::array<std::string_view, 5> kKeptInPostgres{
    // One function for all tables: PostgreSQL needs a function for a trigger.
    "CREATE FUNCTION gw_kept() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'this is only added to'; "
    "END$$",
    "CREATE TRIGGER gw_version_kept BEFORE UPDATE ON gw_version FOR EACH ROW EXECUTE FUNCTION gw_kept()",
    "CREATE TRIGGER gw_event_kept BEFORE UPDATE ON gw_event FOR EACH ROW EXECUTE FUNCTION gw_kept()",
    "CREATE TRIGGER gw_audit_kept BEFORE UPDATE OR DELETE ON gw_audit FOR EACH ROW EXECUTE FUNCTION gw_kept()",
    kSignedKeptInPostgres,
};

constexpr std::array<std::string_view, 2> kEditionsKeptInSqlite{
    "CREATE TRIGGER gw_kind_edition_kept BEFORE UPDATE ON gw_kind_edition "
    "BEGIN SELECT RAISE(ABORT, 'editions are only added'); END",
    "CREATE TRIGGER gw_kind_edition_whole BEFORE DELETE ON gw_kind_edition "
    "BEGIN SELECT RAISE(ABORT, 'editions are only added'); END"};
constexpr std::array<std::string_view, 1> kEditionsKeptInPostgres{
    "CREATE TRIGGER gw_kind_edition_kept BEFORE UPDATE OR DELETE ON gw_kind_edition FOR EACH ROW EXECUTE FUNCTION "
    "gw_kept()"};

/// All changes of version 4.
template <typename Statements>
void add_editions(Dialect dialect, Statements& statements) {
  statements.insert(statements.end(), kEditionTables.begin(), kEditionTables.end());
  if (dialect == Dialect::Sqlite) {
    statements.insert(statements.end(), kEditionsKeptInSqlite.begin(), kEditionsKeptInSqlite.end());
  } else {
    statements.insert(statements.end(), kEditionsKeptInPostgres.begin(), kEditionsKeptInPostgres.end());
  }
}

/// All changes of version 5.
template <typename Statements>
void add_desk_and_mail(Statements& statements) {
  statements.insert(statements.end(), kDeskTables.begin(), kDeskTables.end());
  statements.insert(statements.end(), kMailTables.begin(), kMailTables.end());
}

/// All changes of version 6.
template <typename Statements>
void add_designer(Statements& statements) {
  statements.insert(statements.end(), kDesignTables.begin(), kDesignTables.end());
}

// All tables of the present version in the order of the versions that added them, since some columns are added by ALTER
// TABLE to tables of earlier versions.
std::vector<std::string> table_statements(Dialect dialect) {
  std::vector<std::string> statements(kTables.begin(), kTables.end());
  statements.insert(statements.end(), kCallTables.begin(), kCallTables.end());
  const auto& kept = dialect == Dialect::Sqlite ? kKeptInSqlite : kKeptInPostgres;
  statements.insert(statements.end(), kept.begin(), kept.end());
  add_editions(dialect, statements);
  add_desk_and_mail(statements);
  statements.insert(statements.end(), kConfirmedTables.begin(), kConfirmedTables.end());
  add_designer(statements);
  statements.emplace_back(kSearchTable);
  statements.emplace_back(kBindingTable);
  statements.emplace_back(kRecalledRemarks.front());
  return statements;
}

Fault fault_of(const Error& error) {
  switch (error.kind) {
    case Error::Kind::Damaged:
    case Error::Kind::NotADatabase: return {Fault::Kind::Damaged, error.reason};
    case Error::Kind::Duplicate: return {Fault::Kind::Exists, error.reason};
    case Error::Kind::NoRoom: return {Fault::Kind::NoRoom, error.reason};
    // Locked and Lost are temporary, so the caller may try again: all of these are `Database`.
    case Error::Kind::Locked:
    case Error::Kind::MissingTable:
    case Error::Kind::Lost:
    case Error::Kind::Unusable: break;
  }
  return {Fault::Kind::Database, error.reason};
}

/// Settings for a SQLite file: readers beside a writer (WAL), changes that survive a power failure, and deleted data
/// overwritten, so that it cannot be read from the file. FULL: a commit returns after the WAL is on the disk.
/// NORMAL, which run_kept_soon() uses for a moment, may lose the last commits at a power failure, but never damages
/// the file.
constexpr std::array<std::string_view, 3> kSqliteSettings{"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                                                          "PRAGMA secure_delete = ON"};
constexpr std::chrono::milliseconds kBetweenSettings{5};
/// A service does not wait for ever for a statement.
constexpr std::array<std::string_view, 1> kPostgresSettings{"SET statement_timeout TO '10s'"};
/// Milliseconds that a change waits for a lock.
constexpr std::string_view kSqlitePatience = "PRAGMA busy_timeout = {}";
constexpr std::string_view kPostgresPatience = "SET lock_timeout TO {}";
/// Whether a commit waits for the disk. A commit that does not is visible to others immediately, and reaches the disk
/// before any later change.
constexpr std::string_view kSqliteWaits = "PRAGMA synchronous = FULL";
constexpr std::string_view kSqliteDoesNotWait = "PRAGMA synchronous = NORMAL";
/// Back to the setting of the server's operator, which may be stricter than `on`.
constexpr std::string_view kPostgresWaits = "RESET synchronous_commit";
constexpr std::string_view kPostgresDoesNotWait = "SET synchronous_commit TO off";
constexpr std::int64_t kBetweenWaits = 1'000;  // milliseconds

/// The common lock of all inboxes of a PostgreSQL database: one writes at a time, as in a SQLite file. The number
/// spells `gwinbox`.
constexpr std::string_view kOneWriter = "SELECT pg_advisory_xact_lock(29123217308413816)";

/// Milliseconds without another attempt after a server could not be reached, if the attempt took longer than
/// kQuickTry.
constexpr std::int64_t kBeforeNextTry = 5'000;
constexpr std::int64_t kQuickTry = 1'000;

/// Creates folder and file with access for this user only, since they hold what people hand in. Called before the
/// database is opened, so that SQLite never creates the file with wider rights.
std::optional<Fault> make_places(const InboxOptions& options, bool on_server) {
  std::error_code error = resources::make_private_folder(options.files);
  if (!error) error = resources::sync_name(options.files);
  if (error) return Fault{Fault::Kind::Files, error.message()};
  if (!on_server) error = resources::make_private_file(options.database);
  return error ? std::optional(Fault{Fault::Kind::Database, error.message()}) : std::nullopt;
}

}  // namespace

database::Value number_value(std::int64_t number) { return std::to_string(number); }

std::int64_t number_of(const database::Value& value) {
  std::int64_t number = 0;
  if (value) std::from_chars(value->data(), value->data() + value->size(), number);
  return number;
}

std::string text_of(const database::Value& value) { return value.value_or(std::string()); }

Inbox::Inbox(std::unique_ptr<database::Connection> connection, const InboxOptions& options)
    : connection_(std::move(connection)), files_(options.files), patience_(options.patience) {}

Inbox::~Inbox() = default;

Result<std::unique_ptr<Inbox>> Inbox::open(const InboxOptions& options) {
  const bool on_server = database::is_postgres_address(options.database);
  if (options.existing && !resources::is_folder(options.files)) {
    return base::Failure{Fault{Fault::Kind::Files, "no folder of files"}};
  }
  if (!options.existing) {
    if (const auto fault = make_places(options, on_server)) return base::Failure{*fault};
  }
  const auto access = options.existing ? database::SqliteAccess::Write : database::SqliteAccess::Create;
  auto connection =
      on_server ? database::open_postgres(options.database) : database::open_sqlite(options.database, access);
  if (!connection) return base::Failure{fault_of(connection.error())};
  std::unique_ptr<Inbox> inbox(new Inbox(*std::move(connection), options));
  if (const auto fault = inbox->prepare(options.existing)) return base::Failure{*fault};
  return Result<std::unique_ptr<Inbox>>(std::move(inbox));
}

Fault fault_of_file(std::error_code error) {
  const bool is_full = error == std::errc::no_space_on_device || error.value() == EDQUOT;
  return {is_full ? Fault::Kind::NoRoom : Fault::Kind::Files, error.message()};
}

const std::string& Inbox::name() const { return connection_->name(); }

Result<std::vector<database::Row>> Inbox::run(const std::string& statement, std::span<const database::Value> values) {
  const bool only_reads = statement.starts_with("SELECT") || statement.starts_with("PRAGMA");
  // Each single change is a transaction, too, since PostgreSQL needs the lock of writers, which is held until its end.
  if (!in_transaction_ && !only_reads) {
    Result<std::vector<database::Row>> changed{base::Failure{Fault{}}};
    const auto fault = in_transaction([&]() -> std::optional<Fault> {
      changed = run(statement, values);
      return changed ? std::nullopt : std::optional(changed.error());
    });
    if (fault) return base::Failure{*fault};
    return changed;
  }
  database::Rows rows = connection_->run(statement, values);
  // Within a transaction, a new connection would lack the earlier changes, so the transaction fails instead.
  if (!rows && !in_transaction_ && restore(rows.error())) rows = connection_->run(statement, values);
  if (!rows) return base::Failure{fault_of(rows.error())};
  return *std::move(rows);
}

/// While it lives, commits of the connection do not wait for the disk. RAII, so that the connection waits again even
/// after a fault: later decisions must wait for the disk.
class Inbox::Hurry {
 public:
  explicit Hurry(Inbox& inbox) : connection_(*inbox.connection_), sqlite_(!inbox.on_server()) {
    const database::Rows set = connection_.run(std::string(sqlite_ ? kSqliteDoesNotWait : kPostgresDoesNotWait));
    if (!set) error_ = set.error();
  }
  Hurry(const Hurry&) = delete;
  Hurry& operator=(const Hurry&) = delete;
  ~Hurry() { end(); }

  const std::optional<Error>& error() const { return error_; }
  /// Restores waiting. A lost connection gets its settings when it is restored. Returns any other error.
  std::optional<Error> end() {
    if (std::exchange(ended_, true)) return std::nullopt;
    const database::Rows set = connection_.run(std::string(sqlite_ ? kSqliteWaits : kPostgresWaits));
    return set || set.error().kind == Error::Kind::Lost ? std::nullopt : std::optional(set.error());
  }

 private:
  database::Connection& connection_;
  bool sqlite_;
  bool ended_ = false;
  std::optional<Error> error_;
};

Result<std::vector<database::Row>> Inbox::run_kept_soon(const std::string& statement,
                                                        std::initializer_list<database::Value> values) {
  const std::int64_t now = resources::steady_milliseconds();
  // At least one change per second waits, which limits the loss at a power failure.
  if (kept_at_ == 0 || now - kept_at_ >= kBetweenWaits) {
    kept_at_ = now;
    return run(statement, values);
  }
  Hurry hurry(*this);
  // run() restores a lost connection with its usual settings, so the change waits.
  if (hurry.error() && hurry.error()->kind != Error::Kind::Lost) return base::Failure{fault_of(*hurry.error())};
  auto rows = run(statement, values);
  is_all_kept_ = false;
  if (const auto error = hurry.end()) return base::Failure{fault_of(*error)};
  return rows;
}

std::optional<Fault> Inbox::keep_all(const std::string& change, std::initializer_list<database::Value> values) {
  // No change has been saved without waiting since the last call.
  if (is_all_kept_) return std::nullopt;
  if (const auto fault = change_one(change, values)) return fault;
  is_all_kept_ = true;
  return std::nullopt;
}

Result<database::Row> Inbox::first(const std::string& statement, std::initializer_list<database::Value> values) {
  auto rows = run(statement, values);
  if (!rows) return base::Failure{rows.error()};
  if (rows->empty()) return base::Failure{Fault{Fault::Kind::NotFound}};
  return std::move(rows->front());
}

std::optional<Fault> Inbox::execute(const std::string& statement, std::initializer_list<database::Value> values) {
  const auto done = run(statement, values);
  return done ? std::nullopt : std::optional(done.error());
}

std::optional<Fault> Inbox::change_one(const std::string& statement, std::initializer_list<database::Value> values,
                                       Fault::Kind otherwise) {
  const auto changed = run(statement, values);
  if (!changed) return changed.error();
  return changed->empty() ? std::optional(Fault{otherwise}) : std::nullopt;
}

/// Restores the connection if `error` says that it was lost; returns whether it works again. If the host took long not
/// to answer, later calls fail immediately for a while instead of waiting one after another. Called with every error;
/// returns false immediately for all except Lost.
bool Inbox::restore(const Error& error) {
  const std::int64_t start = resources::steady_milliseconds();
  if (error.kind != Error::Kind::Lost || start < next_try_) return false;
  if (!connection_->restore()) return !set_up();
  const std::int64_t end = resources::steady_milliseconds();
  if (end - start > kQuickTry) next_try_ = end + kBeforeNextTry;
  return false;
}

/// Starts a transaction, after restoring the connection if it was lost since the last one. No other process writes
/// until it ends.
std::optional<Error> Inbox::begin(std::optional<database::Transaction>& transaction) {
  // If another process is known to hold the lock, no further call waits for it in vain. Example: a backup program holds
  // the SQLite file. The first change waits 10 s and fails; those of the next second fail within 1 ms instead of
  // queueing up behind each other in the only thread.
  const bool is_held = resources::steady_milliseconds() < locked_until_;
  set_patience(is_held ? std::chrono::milliseconds(1) : patience_);
  const std::optional<Error> error = try_begin(transaction);
  if (error && error->kind == Error::Kind::Locked && !is_held) {
    locked_until_ = resources::steady_milliseconds() + kBetweenWaits;
  }
  return error;
}

std::optional<Error> Inbox::try_begin(std::optional<database::Transaction>& transaction) {
  transaction.emplace(*connection_);
  if (transaction->error() && restore(*transaction->error())) transaction.emplace(*connection_);
  if (transaction->error()) return transaction->error();
  if (connection_->dialect() == Dialect::Sqlite) return std::nullopt;
  // PostgreSQL itself releases it at the end of the transaction, even if the connection breaks.
  const database::Rows locked = connection_->run(std::string(kOneWriter));
  return locked ? std::nullopt : std::optional(locked.error());
}

/// Sets the patience of later statements. If that fails, it is tried again before the next one.
void Inbox::set_patience(std::chrono::milliseconds patience) {
  // Settings cost a round trip to the server, so an unchanged one is not sent again.
  if (patience_now_ == patience) return;
  const database::Rows set =
      connection_->run(fmt::format(fmt::runtime(on_server() ? kPostgresPatience : kSqlitePatience), patience.count()));
  patience_now_ = set ? std::optional(patience) : std::nullopt;
}

std::optional<Fault> Inbox::in_transaction(const std::function<std::optional<Fault>()>& work) {
  // A nested call joins the open transaction, so that functions can be combined regardless of which one began it.
  if (in_transaction_) return work();
  std::optional<database::Transaction> transaction;
  if (const auto error = begin(transaction)) return fault_of(*error);
  in_transaction_ = true;
  std::optional<Fault> fault;
  try {
    fault = work();
  } catch (...) {
    // The transaction rolls back in its destructor.
    in_transaction_ = false;
    throw;
  }
  in_transaction_ = false;
  if (fault) return fault;
  if (const auto error = transaction->commit()) return fault_of(*error);
  return std::nullopt;
}

Result<int> Inbox::version() {
  // Not by to_regclass, which would be the obvious way: within a transaction it caches that there was no table before
  // the transaction waited for the lock.
  const bool sqlite = connection_->dialect() == Dialect::Sqlite;
  const auto found =
      run(sqlite ? "SELECT COUNT(*) FROM sqlite_master WHERE name = 'gw_meta'"
                 : "SELECT COUNT(*) FROM pg_class WHERE relname = 'gw_meta' AND pg_table_is_visible(oid)",
          {});
  if (!found) return base::Failure{found.error()};
  if (number_of((*found)[0][0]) == 0) return 0;
  const auto rows = run("SELECT value FROM gw_meta WHERE name = 'version'", {});
  if (!rows) return base::Failure{rows.error()};
  if (rows->empty()) return base::Failure{Fault{Fault::Kind::Damaged, "no version"}};
  const std::int64_t number = number_of((*rows)[0][0]);
  if (number < 1) return base::Failure{Fault{Fault::Kind::Damaged, fmt::format("version {}", number)}};
  return static_cast<int>(number);
}

/// Settings that each new connection needs.
std::optional<Error> Inbox::set_up() {
  const bool sqlite = connection_->dialect() == Dialect::Sqlite;
  const auto settings = sqlite ? std::span<const std::string_view>(kSqliteSettings) : kPostgresSettings;
  // Settings wait for locks, too, except the change of the journal: SQLite answers the change to WAL with SQLITE_BUSY
  // immediately, without its busy handler, while another process opens the same file; hence the short loop.
  patience_now_.reset();
  set_patience(patience_);
  const std::int64_t end = resources::steady_milliseconds() + patience_.count();
  for (const std::string_view setting : settings) {
    database::Rows set = connection_->run(std::string(setting));
    while (!set && set.error().kind == Error::Kind::Locked && resources::steady_milliseconds() < end) {
      std::this_thread::sleep_for(kBetweenSettings);
      set = connection_->run(std::string(setting));
    }
    if (!set) return set.error();
  }
  return std::nullopt;
}

std::optional<Fault> Inbox::prepare(bool existing) {
  if (const auto error = set_up()) return fault_of(*error);
  const Result<int> known = version();
  // The cases from newest to oldest: newer than this program, equal, older, none.
  if (!known) return known.error();
  if (*known > kVersion) return Fault{Fault::Kind::Newer, fmt::format("version {}", *known)};
  if (*known == kVersion) return std::nullopt;
  if (*known != 0) return bring_up_to_date();
  return existing ? std::optional(Fault{Fault::Kind::Database, "no tables"}) : make_tables();
}

std::optional<Fault> Inbox::make_tables() {
  // Two services that start together on an empty database: the second one finds the tables.
  return in_transaction([this]() -> std::optional<Fault> {
    // Another process may have created them while this one waited.
    const Result<int> known = version();
    if (!known || *known != 0) return known ? std::nullopt : std::optional(known.error());
    for (const std::string& statement : table_statements(connection_->dialect())) {
      if (const auto fault = execute(statement, {})) return fault;
    }
    return execute("INSERT INTO gw_meta VALUES ('version', $1)", {number_value(kVersion)});
  });
}

/// Brings tables of an earlier version up to date. The forms that people handed in do not change.
std::optional<Fault> Inbox::bring_up_to_date() {
  return in_transaction([this]() -> std::optional<Fault> {
    // Another process may have done it while this one waited.
    const Result<int> known = version();
    if (!known || *known == kVersion) return known ? std::nullopt : std::optional(known.error());
    const bool sqlite = connection_->dialect() == Dialect::Sqlite;
    // Each step makes exactly the changes of its version, so that a database of version 1 ends like a new one.
    std::vector<std::string_view> statements;
    if (*known < 2) statements = {kSignedTable, sqlite ? kSignedKeptInSqlite : kSignedKeptInPostgres};
    if (*known < 3) statements.insert(statements.end(), kCallTables.begin(), kCallTables.end());
    if (*known < 4) add_editions(connection_->dialect(), statements);
    if (*known < 5) {
      add_desk_and_mail(statements);
      statements.push_back(kDeskValues);
    }
    if (*known < 6) {
      statements.insert(statements.end(), kConfirmedTables.begin(), kConfirmedTables.end());
      add_designer(statements);
    }
    if (*known < 7) statements.insert(statements.end(), {kSearchTable, kBindingTable});
    statements.insert(statements.end(), kRecalledRemarks.begin(), kRecalledRemarks.end());
    for (const std::string_view statement : statements) {
      if (const auto fault = execute(std::string(statement), {})) return fault;
    }
    return execute("UPDATE gw_meta SET value = $1 WHERE name = 'version'", {number_value(kVersion)});
  });
}

std::optional<Fault> Inbox::try_write(std::chrono::milliseconds time) {
  const bool sqlite = !on_server();
  const auto run_all = [this](std::initializer_list<std::string> statements) -> std::optional<Error> {
    for (const std::string& statement : statements) {
      const database::Rows done = connection_->run(statement);
      if (!done) return done.error();
    }
    return std::nullopt;
  };
  const std::string limit = std::to_string(time.count());
  // A lost connection is restored below with its usual patience. begin() uses `patience_`, which is replaced for the
  // time of this call.
  const std::chrono::milliseconds usual = std::exchange(patience_, time);
  if (!sqlite) static_cast<void>(run_all({"SET statement_timeout TO " + limit}));
  const auto fault = execute(
      "INSERT INTO gw_meta (name, value) VALUES ('tried', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      {number_value(resources::steady_milliseconds())});
  patience_ = usual;
  // Back to the usual 10 s; if that fails, the connection is lost and gets it when it is restored.
  if (!sqlite) static_cast<void>(run_all({std::string(kPostgresSettings[0])}));
  return fault;
}

std::optional<Fault> Inbox::try_files() {
  // One block, which a full disk refuses. Written and removed under a fixed name, so that the remains of a killed
  // process are overwritten the next time.
  constexpr std::size_t kBytes = 4'096;
  const std::string path = files_ + "/tried";
  std::error_code error = resources::remove_tree(path);
  if (!error) error = resources::write_new_file(path, std::string(kBytes, '\0'));
  const std::error_code removed = resources::remove_tree(path);
  if (!error) error = removed;
  return error ? std::optional(fault_of_file(error)) : std::nullopt;
}

std::optional<Fault> Inbox::back_up(const std::string& path) {
  // Created first for its rights: VACUUM INTO accepts an empty file, but no other existing one (SQLite, "VACUUM with an
  // INTO clause").
  if (const auto error = resources::make_private_file(path)) return Fault{Fault::Kind::Files, error.message()};
  const database::Rows copied = connection_->run("VACUUM INTO $1", std::array{database::Value(path)});
  return copied ? std::nullopt : std::optional(fault_of(copied.error()));
}

}  // namespace gongwen::inbox
