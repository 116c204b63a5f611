#include "base/loaded_library.h"
#include "base/mask_passwords.h"
#include "database/connection.h"

#include <array>

#include <libpq-fe.h>
#include <poll.h>

namespace gongwen::database {

// The library that speaks to PostgreSQL (libpq). Loaded when the first server is asked: it brings libraries of ciphers
// and directories along, whose loading would cost every start, and it need not be there for SQLite. The usual C++ layer
// over it (libpqxx) would have to be linked, with all of that.
// Each function of the library is a pointer here, called as if it were the function. Null until it is loaded.
#define GONGWEN_LOADED_LIBRARY GONGWEN_POSTGRES_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "database/detail/postgres_functions.def"
#include "base/loaded_functions.inc"

namespace {

/// Loads the library unless it is there. Returns: why it cannot be used, if so.
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

/// An unattended run does not wait for ever for a server that does not answer: neither when it connects (seconds), nor
/// when the host is away afterwards (milliseconds).
constexpr std::array<std::string_view, 2> kTimeouts{"connect_timeout=10", "tcp_user_timeout=10000"};

/// What the address says itself stays.
std::string with_patience(std::string address) {
  for (const std::string_view setting : kTimeouts) {
    if (address.find(setting.substr(0, setting.find('=') + 1)) != std::string::npos) continue;
    const bool in_words = address.find("://") == std::string::npos;
    address += in_words ? ' ' : address.find('?') == std::string::npos ? '?' : '&';
    address += setting;
  }
  return address;
}

/// The first line of what the server or the library says.
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
  /// The server undoes an open transaction.
  ~PostgresConnection() override { PQfinish(connection_); }

  const std::string& name() const override { return name_; }
  Dialect dialect() const override { return Dialect::Postgres; }
  bool connected() const { return PQstatus(connection_) == CONNECTION_OK; }
  /// The library repeats parts of an address that it does not understand, and with them a password.
  std::string reason() const { return base::mask_secrets_of(address_, first_line(PQerrorMessage(connection_))); }

  Rows run(const std::string& statement, std::span<const Value> parameters) override {
    std::vector<const char*> values;
    for (const Value& parameter : parameters) {
      // The server would take the text up to there.
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

  Result<bool> wait_for_notice(std::chrono::milliseconds time) override {
    if (take_notices()) return true;
    pollfd socket{PQsocket(connection_), POLLIN, 0};
    ::poll(&socket, 1, static_cast<int>(time.count()));
    if (PQconsumeInput(connection_) == 0) return base::Failure{Error{Error::Kind::Lost, reason()}};
    return take_notices();
  }

  std::optional<Error> restore() override {
    PQreset(connection_);
    return connected() ? prepare() : Error{Error::Kind::Lost, reason()};
  }

  /// Texts are UTF-8, whatever the environment says.
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

  /// Several notices that have come are one.
  bool take_notices() {
    bool came = false;
    while (PGnotify* const notice = PQnotifies(connection_)) {
      PQfreemem(notice);
      came = true;
    }
    return came;
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
  auto connection = std::make_unique<PostgresConnection>(PQconnectdb(with_patience(address).c_str()), address);
  if (!connection->connected()) return base::Failure{Error{Error::Kind::Unusable, connection->reason()}};
  if (const auto error = connection->prepare()) return base::Failure{*error};
  return Result<std::unique_ptr<Connection>>(std::move(connection));
}

}  // namespace gongwen::database
