// SchemaCompiler: turns the main schema and all that it reaches into a program. It works through a
// growing list, not by recursion: a schema that is met for the first time gets a number, and its
// turn comes later.
#pragma once

#include "schema/detail/schema_dialects.h"
#include "schema/detail/schema_object.h"
#include "schema/detail/schema_program.h"
#include "schema/detail/schema_registry.h"
#include "schema/schema.h"
#include "diagnostics/diagnostic.h"

#include <memory>
#include <set>
#include <span>

namespace gongwen::schema {

class SchemaCompiler {
 public:
  SchemaCompiler(const SchemaOptions& options, diagnostics::DiagnosticSink& sink)
      : options_(options), sink_(sink), registry_(sink), dialects_(options, registry_, sink) {}

  /// Null when an error was reported.
  std::unique_ptr<const SchemaProgram> compile(const SchemaSource& main, std::span<const SchemaSource> others);

 private:
  SchemaNode compile_node(const data::Value& schema);
  void compile_object(const SchemaObject& schema, SchemaNode& node);
  void compile_references(const SchemaObject& schema, SchemaNode& node);
  std::optional<ResolvedReference> resolve(const SchemaNode& node, const data::Value& reference);
  void warn_of_unknown_keywords(const data::Value& schema);
  void number_dynamic_targets();
  void link_dynamic_references();
  void link(DynamicReferenceCheck& reference);

  const SchemaOptions& options_;
  diagnostics::DiagnosticSink& sink_;
  SchemaRegistry registry_;
  DialectTable dialects_;
  SchemaNumbering numbering_;
  std::set<std::string_view> dynamic_anchors_;  // those that some $dynamicRef asks for
  SchemaProgram program_;
};

}  // namespace gongwen::schema
