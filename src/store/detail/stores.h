// The implementations of a store: in a folder, in SQLite, in PostgreSQL; and the version that each has.
#pragma once

#include "diagnostics/diagnostic.h"
#include "store/detail/sql_connection.h"
#include "store/store.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::store {

// The version of a store's form. Each store carries one and is checked when it is opened. An older one is read as it
// is, and brought to the present version by the first change that is made to it; a newer one is left alone.
//   1  the first form
//   2  the history says who made a change

inline constexpr int kFirstVersion = 1;
inline constexpr int kStoreVersion = 2;

/// The version that a store states, as a number. Nothing when it is none, or one that this program does not know, which
/// is reported: store/newer, store/damaged.
std::optional<int> check_version(std::string_view stated, const std::string& store, diagnostics::DiagnosticSink& sink);

// A store as a folder of JSON files, one record a file, which people may read, compare and keep under version control:
//   facts/store.json
//   facts/events/2024-02/comment-0204.json
//   facts/projects/20240400-T-469.json
//   facts/history.jsonl               one change a line
//   facts/.lock   facts/.transaction  see folder_journal.h

bool create_folder_store(const std::string& folder, diagnostics::DiagnosticSink& sink);
std::unique_ptr<Store> open_folder_store(const std::string& folder, Access access, SharedRecordTypes types,
                                         diagnostics::DiagnosticSink& sink);

/// The file of a record within its folder: the key with bytes that have a meaning in paths written `%2F`, `.json` at
/// its end; the period is a folder where it is a part of the key.
std::string record_file(const RecordKey& key);
/// The key of such a file; nothing for files that are none of ours.
std::optional<RecordKey> key_of_file(const std::string& file, const RecordTypes& types);

// Stores in databases.

bool create_sqlite_store(const std::string& path, diagnostics::DiagnosticSink& sink);
std::unique_ptr<Store> open_sqlite_store(const std::string& path, Access access, SharedRecordTypes types,
                                         diagnostics::DiagnosticSink& sink);

bool create_postgres_store(const std::string& address, diagnostics::DiagnosticSink& sink);
std::unique_ptr<Store> open_postgres_store(const std::string& address, Access access, SharedRecordTypes types,
                                           diagnostics::DiagnosticSink& sink);

/// Starts the transaction that lasts as long as the store is open. Null when that fails, which was reported.
std::unique_ptr<Store> make_sql_store(std::unique_ptr<SqlConnection> connection, Access access, SharedRecordTypes types,
                                      diagnostics::DiagnosticSink& sink);
/// Makes the tables, all or none.
bool make_sql_tables(SqlConnection& connection, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
