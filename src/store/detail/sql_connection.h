// SqlConnection: a database as far as a store asks it: statements with parameters, rows of texts. SQLite and PostgreSQL
// differ in how they are opened, in a few words, and in what can go wrong.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "store/store.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gongwen::store {

using SqlText = std::optional<std::string>;
using SqlRow = std::vector<SqlText>;

class SqlConnection {
 public:
  virtual ~SqlConnection() = default;

  /// How messages call the database.
  virtual const std::string& name() const = 0;
  /// Runs one statement; parameters are written $1, $2 … in this order. Reports: store/damaged, store/locked,
  /// store/unusable, store/lost.
  virtual base::Expected<std::vector<SqlRow>> run(const std::string& statement, std::span<const SqlText> parameters,
                                                  diagnostics::DiagnosticSink& sink) = 0;
  /// The statements that start a transaction: one that sees the database as it is now, one that keeps writers out.
  virtual std::vector<std::string> beginning(Access access) const = 0;
  /// The statements that make the tables of a store, in the present version.
  virtual std::vector<std::string> tables() const = 0;
  /// What the store says of its version; nothing when it cannot be asked, which is reported.
  virtual base::Expected<std::string> version(diagnostics::DiagnosticSink& sink) = 0;
  /// The statements that make a store of the first version one of the present.
  virtual std::vector<std::string> migration() const = 0;
};

}  // namespace gongwen::store
