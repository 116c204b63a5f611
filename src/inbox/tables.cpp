#include "inbox/detail/tables.h"

#include <array>
#include <string_view>

namespace gongwen::inbox {
namespace {

/// Texts are UTF-8, numbers whole, times seconds since 1970. What a person wrote is in `draft.entries`, `version.json`
/// and `remark` alone.
constexpr std::array<std::string_view, 22> kTables{
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
    "CREATE INDEX gw_submission_state ON gw_submission (kind, state, number)",

    "CREATE TABLE gw_version (submission TEXT NOT NULL, number BIGINT NOT NULL, json TEXT NOT NULL, hash TEXT NOT NULL, "
    "edition TEXT NOT NULL, source TEXT NOT NULL, created BIGINT NOT NULL, submit_id TEXT NOT NULL UNIQUE, "
    "PRIMARY KEY (submission, number))",

    "CREATE TABLE gw_remark (submission TEXT NOT NULL, version BIGINT NOT NULL, number BIGINT NOT NULL, "
    "pointer TEXT NOT NULL, text TEXT NOT NULL, author TEXT NOT NULL, created BIGINT NOT NULL, "
    "answer TEXT NOT NULL DEFAULT '', PRIMARY KEY (submission, number))",

    "CREATE TABLE gw_event (submission TEXT NOT NULL, number BIGINT NOT NULL, time BIGINT NOT NULL, "
    "actor TEXT NOT NULL, action TEXT NOT NULL, state TEXT NOT NULL, detail TEXT NOT NULL, "
    "PRIMARY KEY (submission, number))",

    "CREATE TABLE gw_outbox (number BIGINT PRIMARY KEY, time BIGINT NOT NULL, topic TEXT NOT NULL, body TEXT NOT NULL, "
    "attempts BIGINT NOT NULL DEFAULT 0, done BIGINT)",

    "CREATE TABLE gw_call (id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, opens BIGINT NOT NULL, "
    "closes BIGINT NOT NULL, most BIGINT NOT NULL, created BIGINT NOT NULL)",

    "CREATE TABLE gw_account (name TEXT PRIMARY KEY, title TEXT NOT NULL, password_hash TEXT NOT NULL, "
    "role TEXT NOT NULL, created BIGINT NOT NULL, changed BIGINT NOT NULL, disabled BIGINT NOT NULL DEFAULT 0)",
    "CREATE TABLE gw_session (secret_hash TEXT PRIMARY KEY, account TEXT NOT NULL, created BIGINT NOT NULL, "
    "seen BIGINT NOT NULL, expires BIGINT NOT NULL, address TEXT NOT NULL)",
    "CREATE INDEX gw_session_account ON gw_session (account)",
    "CREATE TABLE gw_key (id TEXT PRIMARY KEY, name TEXT NOT NULL, secret_hash TEXT NOT NULL UNIQUE, "
    "scopes TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL, revoked BIGINT NOT NULL DEFAULT 0)",

    "CREATE TABLE gw_answer (scope TEXT NOT NULL, name TEXT NOT NULL, request_hash TEXT NOT NULL, status BIGINT NOT NULL, "
    "body TEXT NOT NULL, created BIGINT NOT NULL, PRIMARY KEY (scope, name))",

    "CREATE TABLE gw_audit (number BIGINT PRIMARY KEY, time BIGINT NOT NULL, who TEXT NOT NULL, address TEXT NOT NULL, "
    "action TEXT NOT NULL, object TEXT NOT NULL, result TEXT NOT NULL, hash TEXT NOT NULL)",
    "CREATE INDEX gw_audit_time ON gw_audit (time)",
    "CREATE INDEX gw_event_time ON gw_event (time)",
    "INSERT INTO gw_meta VALUES ('version', '1')",
};

/// What was written once is not written over, whoever has the connection.
constexpr std::array<std::string_view, 4> kKeptInSqlite{
    "CREATE TRIGGER gw_version_kept BEFORE UPDATE ON gw_version "
    "BEGIN SELECT RAISE(ABORT, 'versions are only added'); END",
    "CREATE TRIGGER gw_event_kept BEFORE UPDATE ON gw_event BEGIN SELECT RAISE(ABORT, 'events are only added'); END",
    "CREATE TRIGGER gw_audit_kept BEFORE UPDATE ON gw_audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
    "CREATE TRIGGER gw_audit_whole BEFORE DELETE ON gw_audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
};
constexpr std::array<std::string_view, 4> kKeptInPostgres{
    "CREATE FUNCTION gw_kept() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'this is only added to'; END$$",
    "CREATE TRIGGER gw_version_kept BEFORE UPDATE ON gw_version FOR EACH ROW EXECUTE FUNCTION gw_kept()",
    "CREATE TRIGGER gw_event_kept BEFORE UPDATE ON gw_event FOR EACH ROW EXECUTE FUNCTION gw_kept()",
    "CREATE TRIGGER gw_audit_kept BEFORE UPDATE OR DELETE ON gw_audit FOR EACH ROW EXECUTE FUNCTION gw_kept()",
};

}  // namespace

std::vector<std::string> table_statements(database::Dialect dialect) {
  std::vector<std::string> statements(kTables.begin(), kTables.end());
  const auto& kept = dialect == database::Dialect::Sqlite ? kKeptInSqlite : kKeptInPostgres;
  statements.insert(statements.end(), kept.begin(), kept.end());
  return statements;
}

}  // namespace gongwen::inbox
