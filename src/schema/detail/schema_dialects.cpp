#include "schema/detail/schema_dialects.h"

#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "schema/detail/uri.h"

namespace gongwen::schema {
namespace {

namespace messages = diagnostics::messages;

constexpr std::string_view kStandard = "https://json-schema.org/draft/2020-12/schema";

}  // namespace

Dialect DialectTable::dialect_of(ResourceId resource) {
  if (const auto known = dialects_.find(resource); known != dialects_.end()) return known->second;
  const Dialect dialect = find_dialect(resource);
  dialects_.emplace(resource, dialect);
  return dialect;
}

Dialect DialectTable::find_dialect(ResourceId resource) {
  const data::Value root = registry_.resource(resource).root;
  if (root.is_object()) {
    const std::optional<data::Value> name = root.find("$schema");
    if (name && name->is_string()) return dialect_named(*name);
  }
  const std::optional<data::Value> around = root.parent();
  const ResourceId outer = around ? registry_.resource_of(*around) : ResourceId();
  return outer ? dialect_of(outer) : Dialect::standard();
}

Dialect DialectTable::dialect_named(const data::Value& name) {
  const std::string_view uri = split_fragment(name.string()).uri;
  if (uri == kStandard) return Dialect::standard();
  const std::optional<ResourceId> metaschema = registry_.find_resource(uri);
  if (!metaschema) {
    // The specification leaves the result to us: our own schemas must say what they mean.
    if (options_.unknown_keywords == UnknownKeywords::Warn) {
      sink_.report(messages::DataSchemaUnknownDialect, {name.span(), {}}, data::shown_text(name.string()));
    }
    return Dialect::standard();
  }
  const data::Value root = registry_.resource(*metaschema).root;
  const std::optional<data::Value> vocabularies = root.is_object() ? root.find("$vocabulary") : std::nullopt;
  return vocabularies && vocabularies->is_object() ? dialect_declared(*vocabularies) : Dialect::standard();
}

Dialect DialectTable::dialect_declared(const data::Value& vocabularies) {
  Dialect dialect;
  for (std::size_t i = 0; i < vocabularies.size(); ++i) {
    const data::Value entry = vocabularies.at(i);
    const bool required = entry.type() == data::ValueType::Boolean && entry.boolean();
    if (const Vocabulary* vocabulary = find_vocabulary(entry.key())) {
      dialect.add(*vocabulary);
    } else if (required) {
      sink_.report(messages::DataSchemaUnknownVocabulary, {entry.key_span(), {}}, data::shown_text(entry.key()));
    }
  }
  return dialect;
}

}  // namespace gongwen::schema
