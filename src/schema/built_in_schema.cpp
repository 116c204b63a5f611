#include "schema/built_in_schema.h"

#include "base/assert.h"
#include "data/read_json.h"

namespace gongwen::schema {

Schema built_in_schema(std::string_view text) {
  diagnostics::DiagnosticSink faults;
  auto document = data::read_json({}, text, {}, faults);
  GONGWEN_ASSERT(document);
  const SchemaSource source{{}, std::make_shared<const data::Document>(*std::move(document))};
  auto compiled = compile_schema(source, {}, kBundleSchema, faults);
  GONGWEN_ASSERT(compiled && faults.diagnostics().empty());
  return *std::move(compiled);
}

}  // namespace gongwen::schema
