// Compiling a schema: the compiler of schemas, and the checks that keywords become.
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

// DialectTable: which vocabularies count in a schema, as its `$schema` says. JSON Schema Core 8.1.

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

// SchemaObject: one schema while it is compiled. It hands out the keywords that its dialect knows,
// checked for the form of their values, and gives numbers to the schemas inside.

/// Numbers the schemas that a program is made of, in the order in which they are found.
class SchemaNumbering {
 public:
  /// The number of a schema; the same for the same schema.
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

/// What a keyword's value should be, for the message about one that is not.
using Expectation = diagnostics::BilingualText;

/// `{"zh": "…", "en": "…"}`, where one language is used for the other; nothing for other values.
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

  // The value of a keyword, if it is here and its vocabulary counts. A value of the wrong form
  // is reported (data/schema-keyword-value) and taken for absent.

  std::optional<data::Value> find(std::string_view keyword) const;
  std::optional<data::Value> find_number(std::string_view keyword) const;
  std::optional<data::Value> find_string(std::string_view keyword) const;
  std::optional<data::Value> find_array(std::string_view keyword) const;
  std::optional<data::Value> find_object(std::string_view keyword) const;
  std::optional<std::size_t> find_count(std::string_view keyword) const;
  bool is_set(std::string_view keyword) const;
  /// All texts of an array of texts.
  std::vector<std::string_view> find_names(std::string_view keyword) const;
  std::vector<std::string_view> names_in(const data::Value& array) const;

  /// No schema when the keyword is absent.
  SchemaId find_schema(std::string_view keyword) const;
  std::vector<SchemaId> find_schemas(std::string_view keyword) const;
  SchemaId number(const data::Value& schema) const { return numbering_.number(schema); }

  /// Reports data/schema-bad-pattern at `place`.
  std::optional<Pattern> compile_pattern(std::string_view source, const diagnostics::Span& place) const;
  /// Appends the checks of a pair such as minItems and maxItems.
  void compile_sizes(std::string_view least, std::string_view most, SizeOf of, std::vector<SchemaCheck>& checks) const;

  void report_value(const data::Value& value, const Expectation& expected) const;

 private:
  /// One bit of 64. Of the fifty keywords that are asked for, an object has few: most are not looked for.
  static std::uint64_t mark_of(std::string_view name) {
    const unsigned char last = name.empty() ? 0 : static_cast<unsigned char>(name.back());
    const unsigned char first = name.empty() ? 0 : static_cast<unsigned char>(name.front());
    return std::uint64_t{1} << ((name.size() * 7 + first * 5U + last) & 63U);
  }

  data::Value schema_;
  std::uint64_t marks_ = 0;  // of its keywords
  Dialect dialect_;
  SchemaNumbering& numbering_;
  diagnostics::DiagnosticSink& sink_;
};

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
