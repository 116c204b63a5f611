#include "store/detail/postgres_store.h"

#include "base/mask_passwords.h"
#include "diagnostics/catalogue/store.h"
#include "store/detail/sql_connection.h"
#include "store/detail/sql_store.h"
#include "store/detail/store_version.h"

#include <utility>
#include <vector>

namespace gongwen::store {

using diagnostics::DiagnosticSink;

namespace {

/// Grants access to the table to all roles that may read the history.
std::string grant_to_readers(const std::string& table) {
  return "DO $$DECLARE reader text; BEGIN FOR reader IN SELECT DISTINCT grantee FROM "
         "information_schema.role_table_grants WHERE table_name = 'gongwen_history' AND privilege_type = 'SELECT' "
         "AND grantee <> 'PUBLIC' LOOP EXECUTE format('GRANT SELECT ON " +
         table + " TO %I', reader); END LOOP; END$$";
}

std::string state_version() { return "INSERT INTO gongwen_store VALUES (" + std::to_string(kStoreVersion) + ")"; }

class PostgresDialect final : public SqlConnection {
 public:
  using SqlConnection::SqlConnection;

  std::vector<std::string> beginning(Access access) const override {
    if (access == Access::Read) {
      return {"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SELECT COUNT(*) FROM gongwen_record"};
    }
    // Publishing does not require permission to change records, so it cannot take their lock.
    if (access == Access::Publish) return {"BEGIN", "SET LOCAL lock_timeout = '10s'"};
    return {"BEGIN", "SET LOCAL lock_timeout = '10s'", "LOCK TABLE gongwen_record IN EXCLUSIVE MODE"};
  }

  std::vector<std::string> tables() const override {
    std::vector<std::string> all = {
        "CREATE TABLE gongwen_record (sort TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, "
        "sum TEXT NOT NULL, PRIMARY KEY (sort, id))",
        "CREATE TABLE gongwen_history (number BIGINT PRIMARY KEY, time TEXT NOT NULL, sort TEXT NOT NULL, "
        "id TEXT NOT NULL, action TEXT NOT NULL, reason TEXT NOT NULL, former TEXT, sum TEXT NOT NULL, author TEXT)",
        "CREATE FUNCTION gongwen_history_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'the history is only added to'; END$$",
        "CREATE TRIGGER gongwen_history_kept BEFORE UPDATE OR DELETE ON gongwen_history "
        "FOR EACH ROW EXECUTE FUNCTION gongwen_history_kept()",
        "CREATE TABLE gongwen_store (version INTEGER NOT NULL)",
        state_version()};
    const std::vector<std::string> more = publication_tables();
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  std::vector<std::string> publication_tables() const override {
    return {
        "CREATE TABLE gongwen_publication (number BIGINT PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL, "
        "site TEXT NOT NULL, period TEXT NOT NULL, json TEXT NOT NULL, sum TEXT NOT NULL)",
        "CREATE TRIGGER gongwen_publication_kept BEFORE UPDATE OR DELETE ON gongwen_publication "
        "FOR EACH ROW EXECUTE FUNCTION gongwen_history_kept()",
        grant_to_readers("gongwen_publication")};
  }
  /// An unreadable table counts as missing: roles that read records need not have access to it.
  std::string count_publication_tables() const override {
    return "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass('gongwen_publication') AND "
           "has_table_privilege(oid, 'SELECT')";
  }

  /// Stores of version 1 have no table for the version.
  base::Expected<std::string> version(DiagnosticSink& sink) override {
    const auto found = run("SELECT to_regclass('gongwen_store') IS NOT NULL", {}, sink);
    if (!found) return base::kReported;
    if ((*found)[0][0] != "t") return std::to_string(kFirstVersion);
    const auto rows = run("SELECT MAX(version) FROM gongwen_store", {}, sink);
    if (!rows) return base::kReported;
    return (*rows)[0][0].value_or("");
  }

  std::vector<std::string> migration() const override {
    return {"ALTER TABLE gongwen_history ADD COLUMN author TEXT",
            "CREATE TABLE gongwen_store (version INTEGER NOT NULL)", state_version(),
            grant_to_readers("gongwen_store")};
  }
};

std::unique_ptr<PostgresDialect> connect_postgres(const std::string& address, DiagnosticSink& sink) {
  auto database = database::open_postgres(address);
  if (database) return std::make_unique<PostgresDialect>(*std::move(database));
  report_database_error(database.error(), base::mask_passwords(address), sink);
  return nullptr;
}

}  // namespace

bool create_postgres_store(const std::string& address, DiagnosticSink& sink) {
  const auto connection = connect_postgres(address, sink);
  if (!connection) return false;
  const auto found = connection->run("SELECT to_regclass('gongwen_record') IS NOT NULL", {}, sink);
  if (!found) return false;
  if ((*found)[0][0] == "t") {
    sink.report(diagnostics::messages::StoreExists, diagnostics::Origin{}, connection->name());
    return false;
  }
  return make_sql_tables(*connection, sink);
}

std::unique_ptr<Store> open_postgres_store(const std::string& address, Access access, SharedRecordTypes types,
                                           DiagnosticSink& sink) {
  auto connection = connect_postgres(address, sink);
  return connection ? make_sql_store(std::move(connection), access, std::move(types), sink) : nullptr;
}

/// Both tables are only added to.
std::string postgres_stamp(const std::string& address) {
  DiagnosticSink unheard;
  const auto connection = connect_postgres(address, unheard);
  const auto last_of = [](const std::string& table) {
    return "COALESCE((SELECT number || ' ' || time FROM " + table + " ORDER BY number DESC LIMIT 1), '')";
  };
  const std::string statement = "SELECT " + last_of("gongwen_history") + " || '/' || " + last_of("gongwen_publication");
  const auto rows = connection ? connection->run(statement, {}, unheard) : base::kReported;
  return rows ? (*rows)[0][0].value_or("") : std::string();
}

}  // namespace gongwen::store
