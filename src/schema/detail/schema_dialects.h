// DialectTable: which vocabularies count in a schema, as its `$schema` says. JSON Schema Core 8.1.
#pragma once

#include "diagnostics/diagnostic.h"
#include "schema/detail/schema_keywords.h"
#include "schema/detail/schema_registry.h"
#include "schema/schema.h"

#include <unordered_map>

namespace gongwen::schema {

class DialectTable {
 public:
  DialectTable(const SchemaOptions& options, SchemaRegistry& registry, diagnostics::DiagnosticSink& sink)
      : options_(options), registry_(registry), sink_(sink) {}

  /// The dialect of a resource: its own, otherwise that of the resource around it, otherwise the standard one. Reports:
  /// data/schema-unknown-dialect, data/schema-unknown-vocabulary.
  Dialect dialect_of(ResourceId resource);

 private:
  Dialect find_dialect(ResourceId resource);
  Dialect dialect_named(const data::Value& name);
  Dialect dialect_declared(const data::Value& vocabularies);

  const SchemaOptions& options_;
  SchemaRegistry& registry_;
  diagnostics::DiagnosticSink& sink_;
  std::unordered_map<ResourceId, Dialect> dialects_;
};

}  // namespace gongwen::schema
