// A store in a database of PostgreSQL.
#pragma once

#include "diagnostics/diagnostic.h"
#include "store/store.h"

#include <memory>
#include <string>

namespace gongwen::store {

bool create_postgres_store(const std::string& address, diagnostics::DiagnosticSink& sink);
std::unique_ptr<Store> open_postgres_store(const std::string& address, Access access, SharedRecordTypes types,
                                           diagnostics::DiagnosticSink& sink);
/// See stamp_of_store.
std::string postgres_stamp(const std::string& address);

}  // namespace gongwen::store
