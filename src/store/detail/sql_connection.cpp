#include "store/detail/sql_connection.h"

#include "diagnostics/catalogue/store.h"

#include <utility>

namespace gongwen::store {

using diagnostics::DiagnosticSink;

void report_database_error(const database::Error& error, const std::string& name, DiagnosticSink& sink) {
  namespace messages = diagnostics::messages;
  const diagnostics::Origin origin;
  switch (error.kind) {
    case database::Error::Kind::Damaged: sink.report(messages::StoreDamaged, origin, name, error.reason); break;
    case database::Error::Kind::NotADatabase:
    case database::Error::Kind::MissingTable: sink.report(messages::StoreNotAStore, origin, name); break;
    case database::Error::Kind::Locked: sink.report(messages::StoreLocked, origin, name, ""); break;
    case database::Error::Kind::Lost: sink.report(messages::StoreLost, origin, name, error.reason); break;
    case database::Error::Kind::Duplicate:
    case database::Error::Kind::NoRoom:
    case database::Error::Kind::Unusable: sink.report(messages::StoreUnusable, origin, name, error.reason); break;
  }
}

base::Expected<std::vector<SqlRow>> SqlConnection::run(const std::string& statement,
                                                       std::span<const SqlText> parameters, DiagnosticSink& sink) {
  database::Rows rows = database_->run(statement, parameters);
  if (rows) return *std::move(rows);
  report_database_error(rows.error(), name(), sink);
  return base::kReported;
}

}  // namespace gongwen::store
