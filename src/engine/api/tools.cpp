#include "engine/api/tools.h"

#include "diagnostics/catalogue/engine.h"
#include "engine/core/detail/read_source.h"
#include "schema/validate.h"
#include "templating/eval_request.h"

// Requests are JSON files, so that test suites of templates and of JSON Schema run without a bundle.
namespace gongwen {

/// One template with its data; the output is the text that it writes.
ToolResult expand_request(const DataSource& request, const Limits& limits) {
  engine::Run run;
  ToolResult result;
  if (const auto source = engine::read_source(request, run)) {
    base::Expected<std::string> output =
        templating::evaluate_json_request(*source, run.sources(), engine::templating_limits(limits), run.sink());
    if (output) result.output = *std::move(output);
  }
  // Suites compare this error with that of the original implementation.
  if (run.sink().has_errors()) {
    result.error_json = templating::write_eval_error(run.sink().diagnostics(), run.sources());
  }
  result.report = std::move(run).report();
  return result;
}

/// The verdict of the request is in the report: a valid instance has no errors.
ToolResult schema_check_request(const DataSource& request) {
  engine::Run run;
  if (const auto source = engine::read_source(request, run)) {
    const schema::SchemaCheckResult checked =
        schema::check_schema_request(*source, run.sources().source_text(*source), run.sink());
    if (checked.request) run.documents().add(checked.request);
    // Whether an instance is valid is unknown if, for example, a reference cannot be resolved.
    if (checked.verdict == schema::SchemaVerdict::Unusable) {
      run.sink().report(diagnostics::messages::EngineNoVerdict, diagnostics::Origin{});
    }
  }
  return {{}, {}, std::move(run).report()};
}

}  // namespace gongwen
