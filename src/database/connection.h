// Connection: a database as far as this project asks it: statements with parameters, rows of texts, transactions.
// SQLite and PostgreSQL are opened differently and fail alike.
//   auto database = database::open_sqlite(path, SqliteAccess::Write);
//   if (!database) report(database.error());
//   auto rows = (*database)->run("SELECT json FROM draft WHERE id = $1", {{id}});
#pragma once

#include "base/expected.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::database {

/// A value; nothing is NULL. Numbers are their decimal texts.
using Value = std::optional<std::string>;
using Row = std::vector<Value>;

struct Error {
  enum class Kind : std::uint8_t {
    Damaged,
    NotADatabase,
    Locked,        // another one writes, for longer than the patience
    MissingTable,  // there is no table of this name
    Duplicate,     // a key is there already
    Lost,          // the connection to the server
    NoRoom,        // the disk is full
    Unusable       // anything else
  };
  Kind kind = Kind::Unusable;
  std::string reason = {};  // what the database says; no passwords
};

template <typename T>
using Result = base::Expected<T, Error>;
using Rows = Result<std::vector<Row>>;

enum class Dialect : std::uint8_t { Sqlite, Postgres };

class Connection {
 public:
  virtual ~Connection() = default;

  /// How messages call the database: the path, or the address without passwords.
  virtual const std::string& name() const = 0;
  virtual Dialect dialect() const = 0;
  /// Runs one statement; parameters are written $1, $2 … in this order. PostgreSQL
  /// parameters that are not texts are cast in the statement.
  virtual Rows run(const std::string& statement, std::span<const Value> parameters = {}) = 0;
  /// After `LISTEN`: waits for a `NOTIFY` of somebody else. Returns: whether one came. SQLite has none.
  virtual Result<bool> wait_for_notice(std::chrono::milliseconds) { return false; }
  /// Connects again after Lost; settings of the former connection and its transaction are gone. Files are never lost.
  virtual std::optional<Error> restore() { return std::nullopt; }
};

/// What was changed until then is undone, unless it was committed.
class Transaction {
 public:
  /// The error of starting it, if any, is that of commit() and of every statement.
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
  Create  // or write, where the file is there
};

/// A file. A writer waits up to ten seconds for another one.
Result<std::unique_ptr<Connection>> open_sqlite(const std::string& path, SqliteAccess access);

/// `postgresql://user@host/name`, or words such as `host=… dbname=…`. Texts are UTF-8.
Result<std::unique_ptr<Connection>> open_postgres(const std::string& address);

/// Whether the text is an address of PostgreSQL, and not a path. A folder may be called `host=…`: the caller knows.
bool is_postgres_address(std::string_view text);

}  // namespace gongwen::database
