#include "store/database/connection.h"

#include "base/loaded_library.h"
#include "base/mask_passwords.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <libpq-fe.h>
#include <sqlite3.h>

namespace gongwen::database {

// The PostgreSQL library (libpq), loaded with the first connection to a server: its dependencies (encryption,
// directories) would slow down every start, and SQLite does not need it. The usual C++ wrapper (libpqxx) would have to
// be linked, with all of that.
// Each function of the library is a pointer here, called like the function. Null until it is loaded.
#define GONGWEN_LOADED_LIBRARY GONGWEN_POSTGRES_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "store/database/detail/postgres_functions.def"
#include "base/loaded_functions.inc"

namespace {

/// Loads the library if necessary. Returns why it cannot be used, if so.
const std::optional<base::LibraryError>& load_postgres_library() {
  static const std::optional<base::LibraryError> error = find_loaded_functions();
  return error;
}

/// SQLSTATE codes (PostgreSQL, appendix A).
constexpr std::string_view kLockNotAvailable = "55P03";
constexpr std::string_view kUndefinedTable = "42P01";
constexpr std::string_view kDiskFull = "53100";
constexpr std::string_view kUniqueViolation = "23505";
constexpr std::string_view kQueryCanceled = "57014";  // by statement_timeout

/// Connects with limits for how long an unattended run waits for a server that does not answer: while connecting
/// (seconds), and when the host disappears afterwards (milliseconds). They come before the address, so that those which
/// the address states itself replace them (PostgreSQL, PQconnectdbParams).
PGconn* connect(const std::string& address) {
  constexpr std::array<const char*, 4> kNames{"connect_timeout", "tcp_user_timeout", "dbname", nullptr};
  const std::array<const char*, 4> values{"10", "10000", address.c_str(), nullptr};
  constexpr int kExpandsAddress = 1;
  return PQconnectdbParams(kNames.data(), values.data(), kExpandsAddress);
}

/// The first line of a message from the server or the library.
std::string first_line(const char* text) {
  const std::string_view whole = text == nullptr ? "" : text;
  return std::string(whole.substr(0, whole.find('\n')));
}

using PostgresResult = std::unique_ptr<PGresult, void (*)(PGresult*)>;

class PostgresConnection final : public Connection {
 public:
  PostgresConnection(PGconn* connection, std::string address)
      : connection_(connection), address_(std::move(address)), name_(base::mask_passwords(address_)) {}
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;
  /// Closing the connection makes the server roll back an open transaction.
  ~PostgresConnection() override { PQfinish(connection_); }

  const std::string& name() const override { return name_; }
  Dialect dialect() const override { return Dialect::Postgres; }
  bool connected() const { return PQstatus(connection_) == CONNECTION_OK; }
  /// Masks secrets, since the library repeats parts of an address that it does not understand, possibly a password.
  std::string reason() const { return base::mask_secrets_of(address_, first_line(PQerrorMessage(connection_))); }

  Rows run(const std::string& statement, std::span<const Value> parameters) override {
    std::vector<const char*> values;
    for (const Value& parameter : parameters) {
      // The server would read the text only up to the NUL.
      if (parameter && parameter->find('\0') != std::string::npos) {
        return base::Failure{Error{Error::Kind::Unusable, "a text has U+0000 in it"}};
      }
      values.push_back(parameter ? parameter->c_str() : nullptr);
    }
    const PostgresResult result(PQexecParams(connection_, statement.c_str(), static_cast<int>(values.size()), nullptr,
                                             values.data(), nullptr, nullptr, 0),
                                [](PGresult* finished) { PQclear(finished); });
    const ExecStatusType outcome = PQresultStatus(result.get());
    if (outcome == PGRES_COMMAND_OK || outcome == PGRES_TUPLES_OK) return read_rows(result.get());
    return base::Failure{error(result.get())};
  }

  std::optional<Error> restore() override {
    PQreset(connection_);
    return connected() ? prepare() : Error{Error::Kind::Lost, reason()};
  }

  /// Sets the encoding to UTF-8, regardless of the environment.
  std::optional<Error> prepare() {
    const Rows set = run("SET client_encoding TO 'UTF8'", {});
    return set ? std::nullopt : std::optional(set.error());
  }

 private:
  static std::vector<Row> read_rows(const PGresult* result) {
    std::vector<Row> rows;
    for (int i = 0; i < PQntuples(result); ++i) {
      Row row;
      for (int j = 0; j < PQnfields(result); ++j) {
        const auto size = static_cast<std::size_t>(PQgetlength(result, i, j));
        row.push_back(PQgetisnull(result, i, j) != 0 ? Value() : Value(std::string(PQgetvalue(result, i, j), size)));
      }
      rows.push_back(std::move(row));
    }
    return rows;
  }

  Error error(const PGresult* result) const {
    const char* const code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string_view state = code == nullptr ? "" : code;
    if (!connected()) return {Error::Kind::Lost, reason()};
    if (state == kLockNotAvailable || state == kQueryCanceled) return {Error::Kind::Locked, reason()};
    if (state == kDiskFull) return {Error::Kind::NoRoom, reason()};
    if (state == kUndefinedTable) return {Error::Kind::MissingTable, reason()};
    if (state == kUniqueViolation) return {Error::Kind::Duplicate, reason()};
    return {Error::Kind::Unusable, reason()};
  }

  PGconn* connection_;
  std::string address_;
  std::string name_;
};

}  // namespace

Result<std::unique_ptr<Connection>> open_postgres(const std::string& address) {
  if (const auto& error = load_postgres_library()) return base::Failure{Error{Error::Kind::Unusable, error->reason}};
  auto connection = std::make_unique<PostgresConnection>(connect(address), address);
  if (!connection->connected()) return base::Failure{Error{Error::Kind::Unusable, connection->reason()}};
  if (const auto error = connection->prepare()) return base::Failure{*error};
  return Result<std::unique_ptr<Connection>>(std::move(connection));
}

namespace {

constexpr int kPatience = 10'000;  // milliseconds that a writer waits for another one
/// Number of statements that are kept compiled; a service has fewer.
constexpr std::size_t kMaxStatements = 128;

Error::Kind kind_of(int outcome) {
  switch (outcome & 0xFF) {
    case SQLITE_CORRUPT: return Error::Kind::Damaged;
    case SQLITE_NOTADB: return Error::Kind::NotADatabase;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Error::Kind::Locked;
    case SQLITE_FULL: return Error::Kind::NoRoom;
    // Other constraints are not about keys: triggers, NOT NULL.
    case SQLITE_CONSTRAINT:
      return outcome == SQLITE_CONSTRAINT_PRIMARYKEY || outcome == SQLITE_CONSTRAINT_UNIQUE ? Error::Kind::Duplicate
                                                                                            : Error::Kind::Unusable;
    default: return Error::Kind::Unusable;
  }
}

/// SQLite treats `$2` as a name, and numbers names in order of appearance; `?2` is parameter two.
std::string numbered_parameters(std::string_view statement) {
  std::string text(statement);
  bool quoted = false;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '\'') quoted = !quoted;
    if (!quoted && text[i] == '$' && text[i + 1] >= '1' && text[i + 1] <= '9') text[i] = '?';
  }
  return text;
}

Row read_row(sqlite3_stmt* statement) {
  Row row;
  for (int i = 0; i < sqlite3_column_count(statement); ++i) {
    const unsigned char* const text = sqlite3_column_text(statement, i);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
    row.push_back(text == nullptr ? Value() : Value(std::string(reinterpret_cast<const char*>(text), size)));
  }
  return row;
}

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

/// Resets a statement: an unfinished one would block writers, and its values need not outlive the run.
struct EndRun {
  void operator()(sqlite3_stmt* statement) const {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
  }
};

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(sqlite3* database, std::string name) : database_(database), name_(std::move(name)) {}
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;
  /// Closing the connection rolls back an open transaction.
  ~SqliteConnection() override {
    statements_.clear();
    sqlite3_close_v2(database_);
  }

  const std::string& name() const override { return name_; }
  Dialect dialect() const override { return Dialect::Sqlite; }

  Rows run(const std::string& statement, std::span<const Value> parameters) override {
    int outcome = SQLITE_OK;
    const std::unique_ptr<sqlite3_stmt, EndRun> prepared(prepare(statement, outcome));
    for (std::size_t i = 0; outcome == SQLITE_OK && i < parameters.size(); ++i) {
      const int place = static_cast<int>(i) + 1;
      // The size has 64 bits: cut to an int, that of 4 GiB would pass as 0.
      outcome = parameters[i] ? sqlite3_bind_text64(prepared.get(), place, parameters[i]->data(), parameters[i]->size(),
                                                    SQLITE_STATIC, SQLITE_UTF8)
                              : sqlite3_bind_null(prepared.get(), place);
    }
    std::vector<Row> rows;
    if (outcome == SQLITE_OK) {
      while ((outcome = sqlite3_step(prepared.get())) == SQLITE_ROW) rows.push_back(read_row(prepared.get()));
    }
    if (outcome == SQLITE_DONE) return rows;
    return base::Failure{error(outcome)};
  }

  Error error(int outcome) const {
    const std::string reason = sqlite3_errmsg(database_);
    if (reason.starts_with("no such table")) return {Error::Kind::MissingTable, reason};
    const int extended = sqlite3_extended_errcode(database_);
    return {kind_of((extended & 0xFF) == (outcome & 0xFF) ? extended : outcome), reason};
  }

 private:
  /// Compiles each statement once, since that takes longer than most runs. SQLite recompiles it if tables have changed.
  sqlite3_stmt* prepare(const std::string& text, int& outcome) {
    const auto known = statements_.find(text);
    if (known != statements_.end()) return known->second.get();
    sqlite3_stmt* prepared = nullptr;
    outcome = sqlite3_prepare_v2(database_, numbered_parameters(text).c_str(), -1, &prepared, nullptr);
    if (outcome != SQLITE_OK) return nullptr;
    if (statements_.size() >= kMaxStatements) statements_.clear();
    return statements_.emplace(text, prepared).first->second.get();
  }

  sqlite3* database_;
  std::string name_;
  std::unordered_map<std::string, Statement> statements_;  // by text
};

int flags_of(SqliteAccess access) {
  switch (access) {
    case SqliteAccess::Read: return SQLITE_OPEN_READONLY;
    case SqliteAccess::Write: return SQLITE_OPEN_READWRITE;
    case SqliteAccess::Create: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  return SQLITE_OPEN_READONLY;
}

}  // namespace

Result<std::unique_ptr<Connection>> open_sqlite(const std::string& path, SqliteAccess access) {
  sqlite3* database = nullptr;
  const int outcome = sqlite3_open_v2(path.c_str(), &database, flags_of(access), nullptr);
  if (database == nullptr) return base::Failure{Error{Error::Kind::Unusable, "out of memory"}};
  auto connection = std::make_unique<SqliteConnection>(database, path);
  sqlite3_busy_timeout(database, kPatience);
  if (outcome != SQLITE_OK) return base::Failure{connection->error(outcome)};
  return Result<std::unique_ptr<Connection>>(std::move(connection));
}

// A connection has one transaction at a time; in both dialects the end of a connection rolls it back.

Transaction::Transaction(Connection& connection) : connection_(connection) {
  // A deferred transaction would let two readers start, one of which could not upgrade to writing.
  const Rows started = connection.run(connection.dialect() == Dialect::Sqlite ? "BEGIN IMMEDIATE" : "BEGIN");
  open_ = started.has_value();
  if (!open_) error_ = started.error();
}

Transaction::~Transaction() {
  // If the rollback fails, the end of the connection does it.
  if (open_) static_cast<void>(connection_.run("ROLLBACK"));
}

std::optional<Error> Transaction::commit() {
  if (error_) return error_;
  const Rows committed = connection_.run("COMMIT");
  if (!committed) return committed.error();
  open_ = false;
  return std::nullopt;
}

bool is_postgres_address(std::string_view text) {
  if (text.starts_with("postgres://") || text.starts_with("postgresql://")) return true;
  constexpr std::array<std::string_view, 8> kNames{"host", "hostaddr", "port",    "dbname",
                                                   "user", "password", "service", "passfile"};
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return false;
  return std::find(kNames.begin(), kNames.end(), base::trim_ascii_space(text.substr(0, equals))) != kNames.end();
}

}  // namespace gongwen::database
