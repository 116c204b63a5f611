// SqlConnection: a database as far as a store asks it. What differs between SQLite and PostgreSQL is how a transaction
// starts, and a few words of the tables.
#pragma once

#include "base/expected.h"
#include "database/connection.h"
#include "diagnostics/diagnostic.h"
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

  /// How messages call the database.
  const std::string& name() const { return database_->name(); }
  /// Runs one statement; parameters are written $1, $2 … in this order. Reports: store/damaged, store/not-a-store,
  /// store/locked, store/unusable, store/lost.
  base::Expected<std::vector<SqlRow>> run(const std::string& statement, std::span<const SqlText> parameters,
                                          diagnostics::DiagnosticSink& sink);
  /// The statements that start a transaction: one that sees the database as it is now, one that keeps writers out.
  virtual std::vector<std::string> beginning(Access access) const = 0;
  /// The statements that make the tables of a store, in the present version.
  virtual std::vector<std::string> tables() const = 0;
  /// The statements that make the record of publications, which stores of former programs have not, and the one that
  /// counts the tables of that name.
  virtual std::vector<std::string> publication_tables() const = 0;
  virtual std::string count_publication_tables() const = 0;
  /// What the store says of its version; nothing when it cannot be asked, which is reported.
  virtual base::Expected<std::string> version(diagnostics::DiagnosticSink& sink) = 0;
  /// The statements that make a store of the first version one of the present.
  virtual std::vector<std::string> migration() const = 0;

 private:
  std::unique_ptr<database::Connection> database_;
};

/// What is wrong with the database of this name, as a message of the store.
void report_database_error(const database::Error& error, const std::string& name, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
