#include "schema/schema.h"

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

}  // namespace gongwen::schema
