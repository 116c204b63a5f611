// SqlConnection: the database interface of a store. SQLite and PostgreSQL differ only in how a transaction starts and
// in a few words of the table definitions.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "store/database/connection.h"
#include "store/store.h"

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::store {

using SqlText = database::Value;
using SqlRow = database::Row;

class SqlConnection {
 public:
  explicit SqlConnection(std::unique_ptr<database::Connection> database) : database_(std::move(database)) {}
  virtual ~SqlConnection() = default;

  /// The database's name in messages.
  const std::string& name() const { return database_->name(); }
  /// Runs one statement with parameters $1, $2 …, in this order. Reports: store/damaged, store/not-a-store,
  /// store/locked, store/unusable, store/lost.
  base::Expected<std::vector<SqlRow>> run(const std::string& statement, std::span<const SqlText> parameters,
                                          diagnostics::DiagnosticSink& sink);
  /// Statements that start a transaction: for reading with a snapshot, for writing with other writers locked out.
  virtual std::vector<std::string> beginning(Access access) const = 0;
  /// Statements that create the tables of a store in the current version.
  virtual std::vector<std::string> tables() const = 0;
  /// Statements that create the ledger of publications, which is missing in stores made by older programs; and the
  /// statement that counts the tables of that name.
  virtual std::vector<std::string> publication_tables() const = 0;
  virtual std::string count_publication_tables() const = 0;
  /// The version that the store states; reports if it cannot be queried.
  virtual base::Expected<std::string> version(diagnostics::DiagnosticSink& sink) = 0;
  /// Statements that upgrade a store from version 1 to the current version.
  virtual std::vector<std::string> migration() const = 0;

 private:
  std::unique_ptr<database::Connection> database_;
};

/// Reports a database error as a message about the store.
void report_database_error(const database::Error& error, const std::string& name, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
