#include "base/loaded_library.h"
#include "base/mask_passwords.h"
#include "diagnostics/catalogue/store.h"
#include "store/detail/sql_connection.h"
#include "store/detail/stores.h"

#include <libpq-fe.h>

namespace gongwen::store {

// The library that speaks to PostgreSQL (libpq). Loaded when the first server is asked: it brings libraries of ciphers
// and directories along, whose loading would cost every start, and it need not be there for the other stores. The usual
// C++ layer over it (libpqxx) would have to be linked, with all of that.
// Each function of the library is a pointer here, called as if it were the function. Null until it is loaded.
#define GONGWEN_LOADED_LIBRARY GONGWEN_POSTGRES_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "store/detail/postgres_functions.def"
#include "base/loaded_functions.inc"

namespace {

/// Loads the library unless it is there. Returns: why it cannot be used, if so.
const std::optional<base::LibraryError>& load_postgres_library() {
  static const std::optional<base::LibraryError> error = find_loaded_functions();
  return error;
}

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

/// SQLSTATE codes (PostgreSQL, appendix A).
constexpr std::string_view kLockNotAvailable = "55P03";
constexpr std::string_view kUndefinedTable = "42P01";

/// An unattended run does not wait for ever for a server that does not answer.
std::string with_patience(const std::string& address) {
  if (address.find("connect_timeout") != std::string::npos) return address;
  if (address.find("://") == std::string::npos) return address + " connect_timeout=10";
  return address + (address.find('?') == std::string::npos ? "?" : "&") + "connect_timeout=10";
}

/// The first line of what the server or the library says.
std::string first_line(const char* text) {
  const std::string_view whole = text == nullptr ? "" : text;
  return std::string(whole.substr(0, whole.find('\n')));
}

using Result = std::unique_ptr<PGresult, void (*)(PGresult*)>;

std::string state_version() { return "INSERT INTO gongwen_store VALUES (" + std::to_string(kStoreVersion) + ")"; }

class PostgresConnection final : public SqlConnection {
 public:
  PostgresConnection(PGconn* connection, std::string address)
      : connection_(connection), address_(std::move(address)), name_(base::mask_passwords(address_)) {}
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;
  /// The server undoes an open transaction.
  ~PostgresConnection() override { PQfinish(connection_); }

  const std::string& name() const override { return name_; }
  bool connected() const { return PQstatus(connection_) == CONNECTION_OK; }
  /// The library repeats parts of an address that it does not understand, and with them a password.
  std::string error() const { return base::mask_secrets_of(address_, first_line(PQerrorMessage(connection_))); }

  base::Expected<std::vector<SqlRow>> run(const std::string& statement, std::span<const SqlText> parameters,
                                          DiagnosticSink& sink) override {
    std::vector<const char*> values;
    for (const SqlText& parameter : parameters) values.push_back(parameter ? parameter->c_str() : nullptr);
    const Result result(PQexecParams(connection_, statement.c_str(), static_cast<int>(values.size()), nullptr,
                                     values.data(), nullptr, nullptr, 0),
                        [](PGresult* finished) { PQclear(finished); });
    const ExecStatusType outcome = PQresultStatus(result.get());
    if (outcome == PGRES_COMMAND_OK || outcome == PGRES_TUPLES_OK) return read_rows(result.get());
    report(result.get(), sink);
    return base::kReported;
  }

  std::vector<std::string> beginning(Access access) const override {
    if (access == Access::Read) {
      return {"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SELECT COUNT(*) FROM gongwen_record"};
    }
    return {"BEGIN", "SET LOCAL lock_timeout = '10s'", "LOCK TABLE gongwen_record IN EXCLUSIVE MODE"};
  }

  std::vector<std::string> tables() const override {
    return {
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
  }

  /// Stores of the first version have no table for it.
  base::Expected<std::string> version(DiagnosticSink& sink) override {
    const auto found = run("SELECT to_regclass('gongwen_store') IS NOT NULL", {}, sink);
    if (!found) return base::kReported;
    if ((*found)[0][0] != "t") return std::to_string(kFirstVersion);
    const auto rows = run("SELECT MAX(version) FROM gongwen_store", {}, sink);
    if (!rows) return base::kReported;
    return (*rows)[0][0].value_or("");
  }

  /// Who may read the history may read the version.
  std::vector<std::string> migration() const override {
    return {
        "ALTER TABLE gongwen_history ADD COLUMN author TEXT", "CREATE TABLE gongwen_store (version INTEGER NOT NULL)",
        state_version(),
        "DO $$DECLARE reader text; BEGIN FOR reader IN SELECT DISTINCT grantee FROM "
        "information_schema.role_table_grants WHERE table_name = 'gongwen_history' AND privilege_type = 'SELECT' "
        "AND grantee <> 'PUBLIC' LOOP EXECUTE format('GRANT SELECT ON gongwen_store TO %I', reader); END LOOP; END$$"};
  }

 private:
  static std::vector<SqlRow> read_rows(const PGresult* result) {
    std::vector<SqlRow> rows;
    for (int i = 0; i < PQntuples(result); ++i) {
      SqlRow row;
      for (int j = 0; j < PQnfields(result); ++j) {
        const auto size = static_cast<std::size_t>(PQgetlength(result, i, j));
        row.push_back(PQgetisnull(result, i, j) != 0 ? SqlText()
                                                     : SqlText(std::string(PQgetvalue(result, i, j), size)));
      }
      rows.push_back(std::move(row));
    }
    return rows;
  }

  void report(const PGresult* result, DiagnosticSink& sink) const {
    const char* const code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string_view state = code == nullptr ? "" : code;
    if (!connected()) {
      sink.report(messages::StoreLost, Origin{}, name_, error());
    } else if (state == kLockNotAvailable) {
      sink.report(messages::StoreLocked, Origin{}, name_, "");
    } else if (state == kUndefinedTable) {
      sink.report(messages::StoreNotAStore, Origin{}, name_);
    } else {
      sink.report(messages::StoreUnusable, Origin{}, name_, error());
    }
  }

  PGconn* connection_;
  std::string address_;
  std::string name_;
};

std::unique_ptr<PostgresConnection> connect_postgres(const std::string& address, DiagnosticSink& sink) {
  if (const auto& error = load_postgres_library()) {
    sink.report(messages::StoreUnusable, Origin{}, base::mask_passwords(address), error->reason);
    return nullptr;
  }
  auto connection = std::make_unique<PostgresConnection>(PQconnectdb(with_patience(address).c_str()), address);
  if (connection->connected()) {
    // Records are UTF-8, whatever the surroundings say.
    return connection->run("SET client_encoding TO 'UTF8'", {}, sink) ? std::move(connection) : nullptr;
  }
  sink.report(messages::StoreUnusable, Origin{}, connection->name(), connection->error());
  return nullptr;
}

}  // namespace

bool create_postgres_store(const std::string& address, DiagnosticSink& sink) {
  const auto connection = connect_postgres(address, sink);
  if (!connection) return false;
  const auto found = connection->run("SELECT to_regclass('gongwen_record') IS NOT NULL", {}, sink);
  if (!found) return false;
  if ((*found)[0][0] == "t") {
    sink.report(messages::StoreExists, Origin{}, connection->name());
    return false;
  }
  return make_sql_tables(*connection, sink);
}

std::unique_ptr<Store> open_postgres_store(const std::string& address, Access access, SharedRecordTypes types,
                                           DiagnosticSink& sink) {
  auto connection = connect_postgres(address, sink);
  return connection ? make_sql_store(std::move(connection), access, std::move(types), sink) : nullptr;
}

}  // namespace gongwen::store
