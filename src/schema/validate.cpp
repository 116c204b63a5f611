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

void report_faults(const Schema& schema, const data::Value& value, const ValidateLimits& limits,
                   diagnostics::DiagnosticSink& sink) {
  FaultCollector collector(schema.program(), limits.max_faults);
  Evaluation evaluation(schema.program(), limits, &collector);
  evaluation.apply(SchemaProgram::main(), value, nullptr);
  prune_faults(collector.faults());
  for (Fault& fault : collector.faults()) sink.add(std::move(fault.diagnostic));
  if (collector.overflowed()) {
    sink.report(diagnostics::messages::DataTooManyFaults, value.origin(), limits.max_faults);
  }
  report_stop(evaluation, sink);
}

}  // namespace

bool is_valid(const Schema& schema, const data::Value& value, const ValidateLimits& limits,
              diagnostics::DiagnosticSink& sink) {
  Evaluation evaluation(schema.program(), limits, nullptr);
  const bool valid = evaluation.apply(SchemaProgram::main(), value, nullptr);
  return !report_stop(evaluation, sink) && valid;
}

bool validate(const Schema& schema, const data::Value& value, const ValidateLimits& limits,
              diagnostics::DiagnosticSink& sink) {
  Evaluation evaluation(schema.program(), limits, nullptr);
  if (evaluation.apply(SchemaProgram::main(), value, nullptr)) return true;
  if (!report_stop(evaluation, sink)) report_faults(schema, value, limits, sink);
  return false;
}

}  // namespace gongwen::schema
