#include "diagnostics/catalogue/store.h"
#include "resources/file_tree.h"
#include "store/detail/stores.h"

#include <sqlite3.h>

namespace gongwen::store {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

/// `gwst`: what SQLite files of ours carry in their heads, so that no other program's file is taken for a store.
constexpr std::string_view kApplicationId = "1735881588";
constexpr int kPatience = 10'000;  // milliseconds that a writer waits for another one

std::string state_sqlite_version() { return "PRAGMA user_version = " + std::to_string(kStoreVersion); }

class SqliteConnection final : public SqlConnection {
 public:
  SqliteConnection(sqlite3* database, std::string name) : database_(database), name_(std::move(name)) {}
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;
  /// An open transaction ends without a trace.
  ~SqliteConnection() override { sqlite3_close_v2(database_); }

  const std::string& name() const override { return name_; }

  base::Expected<std::vector<SqlRow>> run(const std::string& statement, std::span<const SqlText> parameters,
                                          DiagnosticSink& sink) override {
    sqlite3_stmt* prepared = nullptr;
    int outcome = sqlite3_prepare_v2(database_, statement.c_str(), -1, &prepared, nullptr);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> owner(prepared, &sqlite3_finalize);
    for (std::size_t i = 0; outcome == SQLITE_OK && i < parameters.size(); ++i) {
      const int place = static_cast<int>(i) + 1;
      outcome = parameters[i] ? sqlite3_bind_text(prepared, place, parameters[i]->data(),
                                                  static_cast<int>(parameters[i]->size()), SQLITE_TRANSIENT)
                              : sqlite3_bind_null(prepared, place);
    }
    std::vector<SqlRow> rows;
    if (outcome == SQLITE_OK) {
      while ((outcome = sqlite3_step(prepared)) == SQLITE_ROW) rows.push_back(read_row(prepared));
    }
    if (outcome == SQLITE_DONE) return rows;
    report(outcome, sink);
    return base::kReported;
  }

  std::vector<std::string> beginning(Access access) const override {
    if (access == Access::Write) return {"BEGIN IMMEDIATE"};
    // The first reading statement takes the snapshot.
    return {"BEGIN", "SELECT COUNT(*) FROM gongwen_record"};
  }

  std::vector<std::string> tables() const override {
    return {
        "CREATE TABLE gongwen_record (sort TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, "
        "sum TEXT NOT NULL, PRIMARY KEY (sort, id)) WITHOUT ROWID",
        "CREATE TABLE gongwen_history (number INTEGER PRIMARY KEY, time TEXT NOT NULL, sort TEXT NOT NULL, "
        "id TEXT NOT NULL, action TEXT NOT NULL, reason TEXT NOT NULL, former TEXT, sum TEXT NOT NULL, author TEXT)",
        "CREATE TRIGGER gongwen_history_kept BEFORE UPDATE ON gongwen_history "
        "BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END",
        "CREATE TRIGGER gongwen_history_whole BEFORE DELETE ON gongwen_history "
        "BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END",
        "PRAGMA application_id = " + std::string(kApplicationId),
        state_sqlite_version()};
  }

  /// Stores of the first version were made without saying so.
  base::Expected<std::string> version(DiagnosticSink& sink) override {
    const auto rows = run("PRAGMA user_version", {}, sink);
    if (!rows) return base::kReported;
    const std::string stated = (*rows)[0][0].value_or("");
    return stated == "0" ? std::to_string(kFirstVersion) : stated;
  }

  std::vector<std::string> migration() const override {
    return {"ALTER TABLE gongwen_history ADD COLUMN author TEXT", state_sqlite_version()};
  }

  void report(int outcome, DiagnosticSink& sink) const {
    const std::string reason = sqlite3_errmsg(database_);
    switch (outcome & 0xFF) {
      case SQLITE_CORRUPT: sink.report(messages::StoreDamaged, Origin{}, name_, reason); break;
      case SQLITE_NOTADB: sink.report(messages::StoreNotAStore, Origin{}, name_); break;
      case SQLITE_BUSY:
      case SQLITE_LOCKED: sink.report(messages::StoreLocked, Origin{}, name_, ""); break;
      default: sink.report(messages::StoreUnusable, Origin{}, name_, reason); break;
    }
  }

 private:
  static SqlRow read_row(sqlite3_stmt* statement) {
    SqlRow row;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const unsigned char* const text = sqlite3_column_text(statement, i);
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
      row.push_back(text == nullptr ? SqlText() : SqlText(std::string(reinterpret_cast<const char*>(text), size)));
    }
    return row;
  }

  sqlite3* database_;
  std::string name_;
};

std::unique_ptr<SqliteConnection> connect_sqlite(const std::string& path, int flags, DiagnosticSink& sink) {
  sqlite3* database = nullptr;
  const int outcome = sqlite3_open_v2(path.c_str(), &database, flags, nullptr);
  if (database == nullptr) {
    sink.report(messages::StoreUnusable, Origin{}, path, "out of memory");
    return nullptr;
  }
  auto connection = std::make_unique<SqliteConnection>(database, path);
  sqlite3_busy_timeout(database, kPatience);
  if (outcome == SQLITE_OK) return connection;
  connection->report(outcome, sink);
  return nullptr;
}

/// Whether the file is one of ours and whole. A damaged page may be one that no statement of a run touches, so all of
/// them are looked at: a store has some hundred pages.
bool is_sound(SqliteConnection& connection, DiagnosticSink& sink) {
  const auto id = connection.run("PRAGMA application_id", {}, sink);
  if (!id) return false;
  if (id->empty() || (*id)[0][0] != std::string(kApplicationId)) {
    sink.report(messages::StoreNotAStore, Origin{}, connection.name());
    return false;
  }
  const auto checked = connection.run("PRAGMA integrity_check(1)", {}, sink);
  if (!checked) return false;
  if (!checked->empty() && (*checked)[0][0] == "ok") return true;
  sink.report(messages::StoreDamaged, Origin{}, connection.name(),
              checked->empty() ? std::string() : (*checked)[0][0].value_or(""));
  return false;
}

}  // namespace

bool create_sqlite_store(const std::string& path, DiagnosticSink& sink) {
  if (resources::path_exists(path)) {
    sink.report(messages::StoreExists, Origin{}, path);
    return false;
  }
  const auto connection = connect_sqlite(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, sink);
  if (connection && make_sql_tables(*connection, sink)) return true;
  resources::remove_tree(path);
  return false;
}

std::unique_ptr<Store> open_sqlite_store(const std::string& path, Access access, SharedRecordTypes types,
                                         DiagnosticSink& sink) {
  if (!resources::path_exists(path)) {
    sink.report(messages::StoreNotFound, Origin{}, path);
    return nullptr;
  }
  auto connection = connect_sqlite(path, access == Access::Write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, sink);
  // Opened for reading alone, a database that a killed writer left behind cannot be put right: try with writing first.
  if (connection && access == Access::Read) {
    diagnostics::DiagnosticSink ignored;
    if (auto writable = connect_sqlite(path, SQLITE_OPEN_READWRITE, ignored)) connection = std::move(writable);
  }
  if (!connection || !is_sound(*connection, sink)) return nullptr;
  return make_sql_store(std::move(connection), access, std::move(types), sink);
}

}  // namespace gongwen::store
