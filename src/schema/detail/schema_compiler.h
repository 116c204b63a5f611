// Compiles schemas: dialects, numbering of subschemas, and translation of keywords to checks.
#pragma once

#include "diagnostics/diagnostic.h"
#include "schema/detail/schema_program.h"
#include "schema/detail/schema_registry.h"
#include "schema/schema.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::schema {

// DialectTable: which vocabularies apply in a schema, by its `$schema` (JSON Schema Core 8.1).

class DialectTable {
 public:
  DialectTable(const SchemaOptions& options, SchemaRegistry& registry, diagnostics::DiagnosticSink& sink)
      : options_(options), registry_(registry), sink_(sink) {}

  /// The dialect of a resource: its own, else that of the surrounding resource, else the standard one. Reports:
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

// SchemaObject: one schema while it is compiled. It returns the values of keywords that its dialect knows, after
// checking their form, and numbers its subschemas.

/// Numbers the schemas of a program in the order in which they are found.
class SchemaNumbering {
 public:
  /// The number of a schema; assigned on first use.
  SchemaId number(const data::Value& schema);
  std::size_t size() const { return schemas_.size(); }
  const data::Value& at(std::size_t index) const { return schemas_[index]; }

 private:
  struct PlaceHash {
    std::size_t operator()(const data::Value& value) const {
      return std::hash<const data::Document*>()(&value.document()) * 31 + value.node();
    }
  };
  std::unordered_map<data::Value, SchemaId, PlaceHash> numbers_;
  std::vector<data::Value> schemas_;
};

/// Describes the expected value of a keyword, for error messages.
using Expectation = diagnostics::BilingualText;

/// Reads `{"zh": "…", "en": "…"}`; a missing language takes the text of the other. Empty for other values.
std::optional<diagnostics::BilingualText> bilingual_text(const data::Value& value);

class SchemaObject {
 public:
  SchemaObject(const data::Value& schema, Dialect dialect, SchemaNumbering& numbering,
               diagnostics::DiagnosticSink& sink)
      : schema_(schema), dialect_(dialect), numbering_(numbering), sink_(sink) {
    if (!schema.is_object()) return;
    for (std::size_t i = 0; i < schema.size(); ++i) marks_ |= mark_of(schema.key_at(i));
  }

  const data::Value& value() const { return schema_; }
  Dialect dialect() const { return dialect_; }
  diagnostics::DiagnosticSink& sink() const { return sink_; }

  // The value of a keyword, if it is present and its vocabulary applies. A value of the wrong form is reported
  // (data/schema-keyword-value) and counts as absent.

  std::optional<data::Value> find(std::string_view keyword) const;
  std::optional<data::Value> find_number(std::string_view keyword) const;
  std::optional<data::Value> find_string(std::string_view keyword) const;
  std::optional<data::Value> find_array(std::string_view keyword) const;
  std::optional<data::Value> find_object(std::string_view keyword) const;
  std::optional<std::size_t> find_count(std::string_view keyword) const;
  bool is_set(std::string_view keyword) const;
  /// All strings in an array of strings.
  std::vector<std::string_view> find_names(std::string_view keyword) const;
  std::vector<std::string_view> names_in(const data::Value& array) const;

  /// No id if the keyword is absent.
  SchemaId find_schema(std::string_view keyword) const;
  std::vector<SchemaId> find_schemas(std::string_view keyword) const;
  SchemaId number(const data::Value& schema) const { return numbering_.number(schema); }

  /// Reports data/schema-bad-pattern at `place`.
  std::optional<Pattern> compile_pattern(std::string_view source, const diagnostics::Span& place) const;
  /// Appends the checks for a pair of keywords such as minItems and maxItems.
  void compile_sizes(std::string_view least, std::string_view most, SizeOf of, std::vector<SchemaCheck>& checks) const;

  void report_value(const data::Value& value, const Expectation& expected) const;

 private:
  /// OPTIMIZATION: a hash of a name, as one of 64 bits. Most of the fifty keywords are absent from any one object, so
  /// most lookups can be skipped.
  static std::uint64_t mark_of(std::string_view name) {
    const unsigned char last = name.empty() ? 0 : static_cast<unsigned char>(name.back());
    const unsigned char first = name.empty() ? 0 : static_cast<unsigned char>(name.front());
    return std::uint64_t{1} << ((name.size() * 7 + first * 5U + last) & 63U);
  }

  data::Value schema_;
  std::uint64_t marks_ = 0;  // bits of its keywords
  Dialect dialect_;
  SchemaNumbering& numbering_;
  diagnostics::DiagnosticSink& sink_;
};

// Translation of the keywords of one schema to checks, one function per group of keywords. Each appends to `checks`.

/// type, const, enum, limits of numbers and strings, pattern, and our naming keywords. `format` is compiled if the
/// dialect or the options require it.
void compile_value_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// Reports data/schema-unknown-format.
void compile_format_check(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// prefixItems, items, contains, uniqueItems, limits of arrays.
void compile_array_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// properties, patternProperties, additionalProperties, required, propertyNames, dependent…, limits of objects.
void compile_object_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// allOf, anyOf, oneOf, not, if.
void compile_logic_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);
/// unevaluatedItems, unevaluatedProperties; must be compiled last.
void compile_unevaluated_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks);

// SchemaCompiler: compiles the main schema and everything reachable from it into a program. It works through a growing
// list instead of recursing: a schema found for the first time gets a number and is compiled later.

class SchemaCompiler {
 public:
  SchemaCompiler(const SchemaOptions& options, diagnostics::DiagnosticSink& sink)
      : options_(options), sink_(sink), registry_(sink), dialects_(options, registry_, sink) {}

  /// Returns null after an error was reported.
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
  std::set<std::string_view> dynamic_anchors_;  // requested by some $dynamicRef
  SchemaProgram program_;
};

}  // namespace gongwen::schema
