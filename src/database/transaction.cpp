#include "database/connection.h"

namespace gongwen::database {

// A connection has one transaction at a time, and both dialects undo one whose connection ends.

Transaction::Transaction(Connection& connection) : connection_(connection) {
  // SQLite would otherwise let two readers begin of whom one cannot write any more.
  const Rows begun = connection.run(connection.dialect() == Dialect::Sqlite ? "BEGIN IMMEDIATE" : "BEGIN");
  open_ = begun.has_value();
  if (!open_) error_ = begun.error();
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

}  // namespace gongwen::database
