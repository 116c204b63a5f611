#include "schema/schema_check_request.h"

#include "data/readers.h"
#include "diagnostics/catalogue/data.h"
#include "schema/schema.h"
#include "schema/validate.h"

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

}  // namespace gongwen::schema
