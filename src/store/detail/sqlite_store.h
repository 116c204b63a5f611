// A store in a file of SQLite.
#pragma once

#include "diagnostics/diagnostic.h"
#include "store/store.h"

#include <memory>
#include <string>

namespace gongwen::store {

bool create_sqlite_store(const std::string& path, diagnostics::DiagnosticSink& sink);
std::unique_ptr<Store> open_sqlite_store(const std::string& path, Access access, SharedRecordTypes types,
                                         diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
