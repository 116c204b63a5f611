// Compiling a schema: the compiler of schemas, and the checks that keywords become.
#pragma once

#include "diagnostics/diagnostic.h"
#include "schema/detail/schema_dialects.h"
#include "schema/detail/schema_object.h"
#include "schema/detail/schema_program.h"
#include "schema/detail/schema_registry.h"
#include "schema/schema.h"

#include <memory>
#include <set>
#include <span>
#include <vector>

namespace gongwen::schema {

// From the keywords of one schema to its checks, one function a group of keywords. Each appends
// what it finds.

/// type, const, enum, the bounds of numbers and texts, pattern. `format` is compiled where
/// `assert_formats` is set.
void compile_value_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// Reports data/schema-unknown-format.
void compile_format_check(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// prefixItems, items, contains, uniqueItems, the bounds of arrays.
void compile_array_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// properties, patternProperties, additionalProperties, required, propertyNames, dependent…, the
/// bounds of objects.
void compile_object_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// allOf, anyOf, oneOf, not, if.
void compile_logic_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// unevaluatedItems, unevaluatedProperties: these must come last.
void compile_unevaluated_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);

// SchemaCompiler: turns the main schema and all that it reaches into a program. It works through a
// growing list, not by recursion: a schema that is found for the first time gets a number, and its
// turn comes later.

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
