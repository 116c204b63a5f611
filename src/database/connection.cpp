#include "database/connection.h"

#include "base/ascii.h"

#include <algorithm>
#include <array>

namespace gongwen::database {

// A connection has one transaction at a time, and both dialects undo one whose connection ends.

Transaction::Transaction(Connection& connection) : connection_(connection) {
  // SQLite would otherwise let two readers start, one of which cannot write any more.
  const Rows started = connection.run(connection.dialect() == Dialect::Sqlite ? "BEGIN IMMEDIATE" : "BEGIN");
  open_ = started.has_value();
  if (!open_) error_ = started.error();
}

Transaction::~Transaction() {
  // A transaction that cannot be undone is undone with the connection.
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
