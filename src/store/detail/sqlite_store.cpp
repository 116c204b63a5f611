#include "store/detail/sqlite_store.h"

#include "diagnostics/catalogue/store.h"
#include "resources/file_tree.h"
#include "store/detail/sql_connection.h"
#include "store/detail/sql_store.h"
#include "store/detail/store_version.h"

#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::store {

using diagnostics::DiagnosticSink;
using diagnostics::Origin;

namespace {

namespace messages = diagnostics::messages;

/// `gwst`, the application ID in the header of our SQLite files: files of other programs are not taken for stores.
constexpr std::string_view kApplicationId = "1735881588";

std::string state_sqlite_version() { return "PRAGMA user_version = " + std::to_string(kStoreVersion); }

class SqliteDialect final : public SqlConnection {
 public:
  using SqlConnection::SqlConnection;

  std::vector<std::string> beginning(Access access) const override {
    if (access != Access::Read) return {"BEGIN IMMEDIATE"};
    // The snapshot is taken by the first statement that reads.
    return {"BEGIN", "SELECT COUNT(*) FROM gongwen_record"};
  }

  std::vector<std::string> tables() const override {
    std::vector<std::string> all = {
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
    const std::vector<std::string> more = publication_tables();
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  std::vector<std::string> publication_tables() const override {
    return {
        "CREATE TABLE gongwen_publication (number INTEGER PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL, "
        "site TEXT NOT NULL, period TEXT NOT NULL, json TEXT NOT NULL, sum TEXT NOT NULL)",
        "CREATE TRIGGER gongwen_publication_kept BEFORE UPDATE ON gongwen_publication "
        "BEGIN SELECT RAISE(ABORT, 'the record of publications is only added to'); END",
        "CREATE TRIGGER gongwen_publication_whole BEFORE DELETE ON gongwen_publication "
        "BEGIN SELECT RAISE(ABORT, 'the record of publications is only added to'); END"};
  }
  std::string count_publication_tables() const override {
    return "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'gongwen_publication'";
  }

  /// Stores of version 1 do not state it.
  base::Expected<std::string> version(DiagnosticSink& sink) override {
    const auto rows = run("PRAGMA user_version", {}, sink);
    if (!rows) return base::kReported;
    const std::string stated = (*rows)[0][0].value_or("");
    return stated == "0" ? std::to_string(kFirstVersion) : stated;
  }

  std::vector<std::string> migration() const override {
    return {"ALTER TABLE gongwen_history ADD COLUMN author TEXT", state_sqlite_version()};
  }
};

std::unique_ptr<SqliteDialect> connect_sqlite(const std::string& path, database::SqliteAccess access,
                                              DiagnosticSink& sink) {
  auto database = database::open_sqlite(path, access);
  if (database) return std::make_unique<SqliteDialect>(*std::move(database));
  report_database_error(database.error(), path, sink);
  return nullptr;
}

/// Checks that the file is one of our stores and undamaged. A damaged page might not be touched by any statement of the
/// run, so all pages are checked: a store has only some hundreds.
bool is_sound(SqlConnection& connection, DiagnosticSink& sink) {
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
  const auto connection = connect_sqlite(path, database::SqliteAccess::Create, sink);
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
  auto connection =
      connect_sqlite(path, access != Access::Read ? database::SqliteAccess::Write : database::SqliteAccess::Read, sink);
  // A database left by a killed writer can be repaired only with write access, so that is tried first.
  if (connection && access == Access::Read) {
    diagnostics::DiagnosticSink ignored;
    if (auto writable = connect_sqlite(path, database::SqliteAccess::Write, ignored)) connection = std::move(writable);
  }
  if (!connection || !is_sound(*connection, sink)) return nullptr;
  return make_sql_store(std::move(connection), access, std::move(types), sink);
}

}  // namespace gongwen::store
