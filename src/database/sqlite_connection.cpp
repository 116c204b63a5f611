#include "database/connection.h"

#include <unordered_map>

#include <sqlite3.h>

namespace gongwen::database {
namespace {

constexpr int kPatience = 10'000;  // milliseconds that a writer waits for another one
/// Statements that are kept compiled. Those of a service are fewer.
constexpr std::size_t kMaxStatements = 128;

Error::Kind kind_of(int outcome) {
  switch (outcome & 0xFF) {
    case SQLITE_CORRUPT: return Error::Kind::Damaged;
    case SQLITE_NOTADB: return Error::Kind::NotADatabase;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Error::Kind::Locked;
    case SQLITE_FULL: return Error::Kind::NoRoom;
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

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

/// A statement that is not at its end keeps others from writing, and its values need not outlive the run.
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
  /// An open transaction ends without a trace.
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
      outcome = parameters[i] ? sqlite3_bind_text(prepared.get(), place, parameters[i]->data(),
                                                  static_cast<int>(parameters[i]->size()), SQLITE_STATIC)
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
  /// Compiled once, which takes longer than most runs. SQLite does it again by itself where tables have changed.
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
  std::unordered_map<std::string, Statement> statements_;  // by their texts
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
