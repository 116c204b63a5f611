// Connection: a database, reduced to the needs of this project: statements with parameters, rows of texts,
// transactions. SQLite and PostgreSQL differ in opening and share their errors.
//   auto database = database::open_sqlite(path, SqliteAccess::Write);
//   if (!database) report(database.error());
//   auto rows = (*database)->run("SELECT json FROM draft WHERE id = $1", {{id}});
#pragma once

#include "base/expected.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::database {

/// A value; nullopt is NULL. Numbers are decimal texts.
using Value = std::optional<std::string>;
using Row = std::vector<Value>;

struct Error {
  enum class Kind : std::uint8_t {
    Damaged,
    NotADatabase,
    Locked,        // another writer has held the lock for too long
    MissingTable,  // the table does not exist
    Duplicate,     // the key exists already
    Lost,          // the connection to the server was lost
    NoRoom,        // the disk is full
    Unusable       // any other error
  };
  Kind kind = Kind::Unusable;
  std::string reason = {};  // the database's message, without passwords
};

template <typename T>
using Result = base::Expected<T, Error>;
using Rows = Result<std::vector<Row>>;

enum class Dialect : std::uint8_t { Sqlite, Postgres };

class Connection {
 public:
  virtual ~Connection() = default;

  /// The name in messages: the path, or the address without passwords.
  virtual const std::string& name() const = 0;
  virtual Dialect dialect() const = 0;
  /// Runs one statement with its parameters $1, $2 … in this order. For PostgreSQL, the statement must cast parameters
  /// that are not texts.
  virtual Rows run(const std::string& statement, std::span<const Value> parameters = {}) = 0;
  /// Reconnects after Lost; settings and transaction of the former connection are lost. Connections to files are never
  /// lost.
  virtual std::optional<Error> restore() { return std::nullopt; }
};

/// A transaction; changes are rolled back on destruction unless they were committed.
class Transaction {
 public:
  /// If it cannot be started, commit() and every statement return the error.
  explicit Transaction(Connection& connection);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  const std::optional<Error>& error() const { return error_; }
  std::optional<Error> commit();

 private:
  Connection& connection_;
  std::optional<Error> error_;
  bool open_;
};

enum class SqliteAccess : std::uint8_t {
  Read,
  Write,
  Create  // opens for writing, and creates the file if necessary
};

/// Opens a file. A writer waits up to ten seconds for another one.
Result<std::unique_ptr<Connection>> open_sqlite(const std::string& path, SqliteAccess access);

/// Opens `postgresql://user@host/name`, or parameters such as `host=… dbname=…`. Texts are UTF-8.
Result<std::unique_ptr<Connection>> open_postgres(const std::string& address);

/// Returns whether the text is an address of PostgreSQL rather than a path. A folder could have the name `host=…`, so
/// the caller must know which is meant.
bool is_postgres_address(std::string_view text);

}  // namespace gongwen::database
