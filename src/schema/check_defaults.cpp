#include "schema/check_defaults.h"

#include "schema/detail/evaluation.h"
#include "schema/validate.h"
#include "data/value_json.h"
#include "diagnostics/catalogue/data.h"

namespace gongwen::schema {

void check_defaults(const Schema& schema, diagnostics::DiagnosticSink& sink) {
  const SchemaProgram& program = schema.program();
  const ValidateLimits limits;
  for (std::size_t i = 0; i < program.nodes.size(); ++i) {
    const SchemaNode& node = program.nodes[i];
    if (!node.schema.is_object()) continue;
    const auto given = node.schema.find("default");
    // An object is filled with the defaults of its members afterwards.
    if (!given || given->is_object()) continue;
    if (Evaluation(program, limits, nullptr).apply(SchemaId(i), *given, nullptr)) continue;
    std::string json;
    data::append_value_json(json, *given);
    sink.report(diagnostics::messages::DataSchemaBadDefault, given->origin(), json);
  }
}

}  // namespace gongwen::schema
