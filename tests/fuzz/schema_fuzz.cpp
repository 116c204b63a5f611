// Any bytes as a request {"schema", "instance", "remotes"}: compiling, checking, describing and
// filling in neither crash nor hang, both ways of checking agree, and what is not valid is
// explained.
#include "data/readers.h"
#include "schema/apply_defaults.h"
#include "schema/schema_fields.h"
#include "schema/validate.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace {

using namespace gongwen;

constexpr schema::ValidateLimits kLimits{20'000, 200, 100};

void require(bool condition) {
  if (!condition) std::abort();
}

std::vector<schema::SchemaSource> remotes_of(const std::shared_ptr<const data::Document>& request) {
  std::vector<schema::SchemaSource> sources;
  const auto remotes = request->root().find("remotes");
  for (std::size_t i = 0; remotes && remotes->is_object() && i < remotes->size(); ++i) {
    sources.push_back({std::string(remotes->key_at(i)), request, remotes->at(i).node()});
  }
  return sources;
}

void check(const std::shared_ptr<const data::Document>& request, const schema::SchemaOptions& options) {
  const auto main = request->root().find("schema");
  const auto instance = request->root().find("instance");
  if (!main || !instance) return;
  diagnostics::DiagnosticSink sink;
  const auto schema = schema::compile_schema({"", request, main->node()}, remotes_of(request), options, sink);
  require(schema.has_value() != sink.has_errors());
  if (!schema) return;
  diagnostics::DiagnosticSink verdict;
  const bool valid = schema::validate(*schema, *instance, kLimits, verdict);
  require(valid != verdict.has_errors());
  diagnostics::DiagnosticSink silent;
  require(schema::is_valid(*schema, *instance, kLimits, silent) == valid);
  schema::describe_all_fields(*schema);
  schema::describe_field(*schema, "/a/0/b");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  data::JsonLimits limits;
  limits.max_depth = 40;
  diagnostics::DiagnosticSink sink;
  auto document = data::read_json(diagnostics::SourceId(0), text, limits, sink);
  if (!document || !document->root().is_object()) return 0;
  const auto request = std::make_shared<const data::Document>(*std::move(document));
  schema::SchemaOptions options = schema::kStandardSchema;
  options.max_schemas = 500;
  check(request, options);
  options = schema::kBundleSchema;
  options.max_schemas = 500;
  check(request, options);

  const auto schema = schema::compile_schema({"", request}, {}, options, sink);
  if (!schema) return 0;
  auto copy = data::read_json(diagnostics::SourceId(0), text, limits, sink);
  require(copy.has_value());
  const schema::WithDefaults filled = schema::apply_defaults(*schema, *std::move(copy), kLimits);
  for (const std::string& pointer : filled.added) require(filled.document.resolve(pointer).has_value());
  return 0;
}
