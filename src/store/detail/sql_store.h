// A store in the tables of a database, whichever it is.
#pragma once

#include "diagnostics/diagnostic.h"
#include "store/detail/sql_connection.h"
#include "store/store.h"

#include <memory>

namespace gongwen::store {

/// Starts the transaction, which lasts until the store is closed. Returns null after a report if that fails.
std::unique_ptr<Store> make_sql_store(std::unique_ptr<SqlConnection> connection, Access access, SharedRecordTypes types,
                                      diagnostics::DiagnosticSink& sink);
/// Creates the tables, all or none.
bool make_sql_tables(SqlConnection& connection, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
