// The implementations of a store (folder, SQLite, PostgreSQL), and the version of their format.
#pragma once

#include "diagnostics/diagnostic.h"
#include "store/detail/sql_connection.h"
#include "store/store.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::store {

// The format version. Each store carries it, and it is checked on opening. An older store is readable as it is, and the
// first change upgrades it; a newer one is refused.
//   1  the first format
//   2  the history records who made a change

inline constexpr int kFirstVersion = 1;
inline constexpr int kStoreVersion = 2;

/// Parses the version that a store states. Returns nullopt, after a report, if it is not a number or not known to this
/// program: store/newer, store/damaged.
std::optional<int> check_version(std::string_view stated, const std::string& store, diagnostics::DiagnosticSink& sink);

// A store as a folder of JSON files, one record per file, which people can read, compare and keep under version
// control:
//   facts/store.json
//   facts/events/2024-02/comment-0204.json
//   facts/projects/20240400-T-469.json
//   facts/history.jsonl               one change per line
//   facts/.lock   facts/.transaction  see folder_journal.h

bool create_folder_store(const std::string& folder, diagnostics::DiagnosticSink& sink);
std::unique_ptr<Store> open_folder_store(const std::string& folder, Access access, SharedRecordTypes types,
                                         diagnostics::DiagnosticSink& sink);

/// The path of a record within the folder: its key and `.json`; bytes with a meaning in paths are written as `%2F`. If
/// the key starts with a period, that becomes a folder.
std::string record_file(const RecordKey& key);
/// The key of such a path; nullopt for other files.
std::optional<RecordKey> key_of_file(const std::string& file, const RecordTypes& types);

// Stores in databases.

bool create_sqlite_store(const std::string& path, diagnostics::DiagnosticSink& sink);
std::unique_ptr<Store> open_sqlite_store(const std::string& path, Access access, SharedRecordTypes types,
                                         diagnostics::DiagnosticSink& sink);

bool create_postgres_store(const std::string& address, diagnostics::DiagnosticSink& sink);
std::unique_ptr<Store> open_postgres_store(const std::string& address, Access access, SharedRecordTypes types,
                                           diagnostics::DiagnosticSink& sink);
/// See stamp_of_store.
std::string postgres_stamp(const std::string& address);

/// Starts the transaction, which lasts until the store is closed. Returns null after a report if that fails.
std::unique_ptr<Store> make_sql_store(std::unique_ptr<SqlConnection> connection, Access access, SharedRecordTypes types,
                                      diagnostics::DiagnosticSink& sink);
/// Creates the tables, all or none.
bool make_sql_tables(SqlConnection& connection, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
