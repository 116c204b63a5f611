#include "schema/validate.h"

#include "diagnostics/catalogue/data.h"
#include "schema/detail/evaluation.h"

namespace gongwen::schema {
namespace {

/// Reports why a run was given up. Returns: whether it was.
bool report_stop(const Evaluation& evaluation, diagnostics::DiagnosticSink& sink) {
  if (evaluation.stopped()) sink.add(*evaluation.stopped());
  return evaluation.stopped().has_value();
}

void report_errors(const Schema& schema, const data::Value& value, const ValidateLimits& limits,
                   diagnostics::DiagnosticSink& sink) {
  ErrorCollector collector(schema.program(), limits.max_errors);
  Evaluation evaluation(schema.program(), limits, &collector, sink.stop_check());
  evaluation.apply(SchemaProgram::main(), value, nullptr);
  prune_errors(collector.errors());
  for (DataError& error : collector.errors()) sink.add(std::move(error.diagnostic));
  if (collector.overflowed()) {
    sink.report(diagnostics::messages::DataTooManyFaults, value.origin(), limits.max_errors);
  }
  report_stop(evaluation, sink);
}

}  // namespace

bool is_valid(const Schema& schema, const data::Value& value, const ValidateLimits& limits,
              diagnostics::DiagnosticSink& sink) {
  Evaluation evaluation(schema.program(), limits, nullptr, sink.stop_check());
  const bool valid = evaluation.apply(SchemaProgram::main(), value, nullptr);
  return !report_stop(evaluation, sink) && valid;
}

bool validate(const Schema& schema, const data::Value& value, const ValidateLimits& limits,
              diagnostics::DiagnosticSink& sink) {
  Evaluation evaluation(schema.program(), limits, nullptr, sink.stop_check());
  if (evaluation.apply(SchemaProgram::main(), value, nullptr)) return true;
  if (!report_stop(evaluation, sink)) report_errors(schema, value, limits, sink);
  return false;
}

}  // namespace gongwen::schema
