#include "schema/validate.h"

#include "data/readers.h"
#include "diagnostics/catalogue/data.h"
#include "schema/detail/evaluation.h"
#include "schema/schema.h"

#include <vector>

namespace gongwen::schema {
namespace {

namespace messages = diagnostics::messages;

std::optional<data::Value> find_part(const data::Document& request, std::string_view name,
                                     diagnostics::DiagnosticSink& sink) {
  const data::Value root = request.root();
  std::optional<data::Value> part = root.is_object() ? root.find(name) : std::nullopt;
  if (!part) {
    std::string label = "`";
    label.append(name).append("`");
    sink.report(messages::DataMissingName, root.origin(), label, label);
  }
  return part;
}

std::vector<SchemaSource> remotes_of(const std::shared_ptr<const data::Document>& request) {
  std::vector<SchemaSource> sources;
  const std::optional<data::Value> remotes = request->root().find("remotes");
  if (!remotes || !remotes->is_object()) return sources;
  for (std::size_t i = 0; i < remotes->size(); ++i) {
    sources.push_back({std::string(remotes->key_at(i)), request, remotes->at(i).node()});
  }
  return sources;
}

SchemaVerdict check(const std::shared_ptr<const data::Document>& request, diagnostics::DiagnosticSink& sink) {
  const std::optional<data::Value> main = find_part(*request, "schema", sink);
  const std::optional<data::Value> instance = find_part(*request, "instance", sink);
  if (!main || !instance) return SchemaVerdict::Unusable;
  const base::Expected<Schema> schema =
      compile_schema({"", request, main->node()}, remotes_of(request), kStandardSchema, sink);
  if (!schema) return SchemaVerdict::Unusable;
  return validate(*schema, *instance, ValidateLimits{}, sink) ? SchemaVerdict::Valid : SchemaVerdict::Invalid;
}

}  // namespace

SchemaCheckResult check_schema_request(diagnostics::SourceId source, std::string_view text,
                                       diagnostics::DiagnosticSink& sink) {
  data::JsonLimits limits;
  limits.nul_characters = data::NulCharacters::Allow;
  base::Expected<data::Document> read = data::read_json(source, text, limits, sink);
  if (!read) return {};
  auto request = std::make_shared<const data::Document>(*std::move(read));
  const SchemaVerdict verdict = check(request, sink);
  return {verdict, std::move(request)};
}

namespace {

/// Reports why a run was stopped. Returns whether it was.
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
