// Stores in databases.
#pragma once

#include "store/detail/sql_connection.h"
#include "store/store.h"

#include <memory>
#include <string>

namespace gongwen::store {

bool create_sqlite_store(const std::string& path, diagnostics::DiagnosticSink& sink);
std::unique_ptr<Store> open_sqlite_store(const std::string& path, Access access, diagnostics::DiagnosticSink& sink);

bool create_postgres_store(const std::string& address, diagnostics::DiagnosticSink& sink);
std::unique_ptr<Store> open_postgres_store(const std::string& address, Access access,
                                           diagnostics::DiagnosticSink& sink);

/// Begins the transaction that lasts as long as the store is open. Null when that fails, which was reported.
std::unique_ptr<Store> make_sql_store(std::unique_ptr<SqlConnection> connection, Access access,
                                      diagnostics::DiagnosticSink& sink);
/// Makes the tables, all or none.
bool make_sql_tables(SqlConnection& connection, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
