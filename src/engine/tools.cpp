#include "gongwen/tools.h"

#include "data/schema_check_request.h"
#include "engine/read_source.h"
#include "resources/deadline.h"
#include "templating/eval_request.h"

namespace gongwen {
namespace {

constexpr std::chrono::seconds kTimeLimit{60};

}  // namespace

ToolResult expand_request(const DataSource& request) {
  engine::Run run;
  ToolResult result;
  if (const auto source = engine::read_source(request, run)) {
    const resources::Deadline deadline(kTimeLimit);
    templating::Limits limits;
    limits.expired = [&deadline] {
      return deadline.passed();
    };
    base::Expected<std::string> output = templating::evaluate_json_request(*source, run.sources(), limits, run.sink());
    if (output) result.output = *std::move(output);
  }
  if (run.sink().has_errors()) {
    result.error_json = templating::write_eval_error(run.sink().diagnostics(), run.sources());
  }
  result.report = std::move(run).report();
  return result;
}

ToolResult schema_check_request(const DataSource& request) {
  engine::Run run;
  if (const auto source = engine::read_source(request, run)) {
    const data::SchemaCheckResult checked =
        data::check_schema_request(*source, run.sources().source_text(*source), run.sink());
    if (checked.request) run.documents().add(checked.request);
    if (checked.verdict == data::SchemaVerdict::Unusable) {
      run.sink().report(diagnostics::DiagnosticId::EngineNoVerdict, diagnostics::Origin{});
    }
  }
  return {{}, {}, std::move(run).report()};
}

}  // namespace gongwen
