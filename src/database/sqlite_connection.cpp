#include "database/connection.h"

#include <sqlite3.h>

namespace gongwen::database {
namespace {

constexpr int kPatience = 10'000;  // milliseconds that a writer waits for another one

Error::Kind kind_of(int outcome) {
  switch (outcome & 0xFF) {
    case SQLITE_CORRUPT: return Error::Kind::Damaged;
    case SQLITE_NOTADB: return Error::Kind::NotADatabase;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Error::Kind::Locked;
    // Other constraints are not keys: what a trigger forbids, a NULL.
    case SQLITE_CONSTRAINT:
      return outcome == SQLITE_CONSTRAINT_PRIMARYKEY || outcome == SQLITE_CONSTRAINT_UNIQUE ? Error::Kind::Duplicate
                                                                                            : Error::Kind::Unusable;
    default: return Error::Kind::Unusable;
  }
}

/// SQLite takes `$2` for a name, and numbers names as they come; `?2` is the second.
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

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(sqlite3* database, std::string name) : database_(database), name_(std::move(name)) {}
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;
  /// An open transaction ends without a trace.
  ~SqliteConnection() override { sqlite3_close_v2(database_); }

  const std::string& name() const override { return name_; }
  Dialect dialect() const override { return Dialect::Sqlite; }

  Rows run(const std::string& statement, std::span<const Value> parameters) override {
    sqlite3_stmt* prepared = nullptr;
    int outcome = sqlite3_prepare_v2(database_, numbered_parameters(statement).c_str(), -1, &prepared, nullptr);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> owner(prepared, &sqlite3_finalize);
    for (std::size_t i = 0; outcome == SQLITE_OK && i < parameters.size(); ++i) {
      const int place = static_cast<int>(i) + 1;
      outcome = parameters[i] ? sqlite3_bind_text(prepared, place, parameters[i]->data(),
                                                  static_cast<int>(parameters[i]->size()), SQLITE_TRANSIENT)
                              : sqlite3_bind_null(prepared, place);
    }
    std::vector<Row> rows;
    if (outcome == SQLITE_OK) {
      while ((outcome = sqlite3_step(prepared)) == SQLITE_ROW) rows.push_back(read_row(prepared));
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
  sqlite3* database_;
  std::string name_;
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

}  // namespace gongwen::database
