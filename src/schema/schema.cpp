#include "schema/schema.h"

#include "base/assert.h"
#include "data/readers.h"
#include "schema/detail/schema_compiler.h"
#include "schema/detail/schema_program.h"

namespace gongwen::schema {

Schema::Schema(std::unique_ptr<const SchemaProgram> program) : program_(std::move(program)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

base::Expected<Schema> compile_schema(const SchemaSource& main, std::span<const SchemaSource> others,
                                      const SchemaOptions& options, diagnostics::DiagnosticSink& sink) {
  std::unique_ptr<const SchemaProgram> program = SchemaCompiler(options, sink).compile(main, others);
  if (program == nullptr) return base::kReported;
  return Schema(std::move(program));
}

Schema built_in_schema(std::string_view text) {
  diagnostics::DiagnosticSink errors;
  auto document = data::read_json({}, text, {}, errors);
  GONGWEN_ASSERT(document);
  const SchemaSource source{{}, std::make_shared<const data::Document>(*std::move(document))};
  auto compiled = compile_schema(source, {}, kBundleSchema, errors);
  GONGWEN_ASSERT(compiled && errors.diagnostics().empty());
  return *std::move(compiled);
}

}  // namespace gongwen::schema
