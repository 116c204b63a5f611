#include "schema/detail/schema_keywords.h"

#include <algorithm>
#include <array>

namespace gongwen::schema {
namespace {

using enum Vocabulary;

// Sorted by name. `definitions` is the former name of `$defs`: the metaschema keeps it for schemas
// that refer into it.
constexpr std::array kKeywords = {
    SchemaKeyword{"$anchor", Core, Subschemas::None},
    SchemaKeyword{"$comment", Core, Subschemas::None},
    SchemaKeyword{"$defs", Core, Subschemas::Members},
    SchemaKeyword{"$dynamicAnchor", Core, Subschemas::None},
    SchemaKeyword{"$dynamicRef", Core, Subschemas::None},
    SchemaKeyword{"$id", Core, Subschemas::None},
    SchemaKeyword{"$ref", Core, Subschemas::None},
    SchemaKeyword{"$schema", Core, Subschemas::None},
    SchemaKeyword{"$vocabulary", Core, Subschemas::None},
    SchemaKeyword{"additionalProperties", Applicator, Subschemas::Itself},
    SchemaKeyword{"allOf", Applicator, Subschemas::Items},
    SchemaKeyword{"anyOf", Applicator, Subschemas::Items},
    SchemaKeyword{"const", Validation, Subschemas::None},
    SchemaKeyword{"contains", Applicator, Subschemas::Itself},
    SchemaKeyword{"contentEncoding", Content, Subschemas::None},
    SchemaKeyword{"contentMediaType", Content, Subschemas::None},
    SchemaKeyword{"contentSchema", Content, Subschemas::Itself},
    SchemaKeyword{"default", MetaData, Subschemas::None},
    SchemaKeyword{"definitions", Core, Subschemas::Members},
    SchemaKeyword{"dependentRequired", Validation, Subschemas::None},
    SchemaKeyword{"dependentSchemas", Applicator, Subschemas::Members},
    SchemaKeyword{"deprecated", MetaData, Subschemas::None},
    SchemaKeyword{"description", MetaData, Subschemas::None},
    SchemaKeyword{"else", Applicator, Subschemas::Itself},
    SchemaKeyword{"enum", Validation, Subschemas::None},
    SchemaKeyword{"examples", MetaData, Subschemas::None},
    SchemaKeyword{"exclusiveMaximum", Validation, Subschemas::None},
    SchemaKeyword{"exclusiveMinimum", Validation, Subschemas::None},
    SchemaKeyword{"format", FormatAnnotation, Subschemas::None},
    SchemaKeyword{"if", Applicator, Subschemas::Itself},
    SchemaKeyword{"items", Applicator, Subschemas::Itself},
    SchemaKeyword{"maxContains", Validation, Subschemas::None},
    SchemaKeyword{"maxItems", Validation, Subschemas::None},
    SchemaKeyword{"maxLength", Validation, Subschemas::None},
    SchemaKeyword{"maxProperties", Validation, Subschemas::None},
    SchemaKeyword{"maximum", Validation, Subschemas::None},
    SchemaKeyword{"minContains", Validation, Subschemas::None},
    SchemaKeyword{"minItems", Validation, Subschemas::None},
    SchemaKeyword{"minLength", Validation, Subschemas::None},
    SchemaKeyword{"minProperties", Validation, Subschemas::None},
    SchemaKeyword{"minimum", Validation, Subschemas::None},
    SchemaKeyword{"multipleOf", Validation, Subschemas::None},
    SchemaKeyword{"not", Applicator, Subschemas::Itself},
    SchemaKeyword{"oneOf", Applicator, Subschemas::Items},
    SchemaKeyword{"pattern", Validation, Subschemas::None},
    SchemaKeyword{"patternProperties", Applicator, Subschemas::Members},
    SchemaKeyword{"prefixItems", Applicator, Subschemas::Items},
    SchemaKeyword{"properties", Applicator, Subschemas::Members},
    SchemaKeyword{"propertyNames", Applicator, Subschemas::Itself},
    SchemaKeyword{"readOnly", MetaData, Subschemas::None},
    SchemaKeyword{"required", Validation, Subschemas::None},
    SchemaKeyword{"then", Applicator, Subschemas::Itself},
    SchemaKeyword{"title", MetaData, Subschemas::None},
    SchemaKeyword{"type", Validation, Subschemas::None},
    SchemaKeyword{"unevaluatedItems", Unevaluated, Subschemas::Itself},
    SchemaKeyword{"unevaluatedProperties", Unevaluated, Subschemas::Itself},
    SchemaKeyword{"uniqueItems", Validation, Subschemas::None},
    SchemaKeyword{"writeOnly", MetaData, Subschemas::None},
};
static_assert(std::is_sorted(kKeywords.begin(), kKeywords.end(),
                             [](const SchemaKeyword& a, const SchemaKeyword& b) { return a.name < b.name; }));

constexpr auto kKeywordNames = [] {
  std::array<std::string_view, kKeywords.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kKeywords[i].name;
  return names;
}();

/// Where the keywords with a first character start, by that character; those that start with `$` come before all
/// letters.
constexpr auto kFirstKeyword = [] {
  std::array<std::uint8_t, 129> first{};
  std::size_t at = 0;
  for (std::size_t c = 0; c < first.size(); ++c) {
    while (at < kKeywords.size() && static_cast<unsigned char>(kKeywords[at].name.front()) < c) ++at;
    first[c] = static_cast<std::uint8_t>(at);
  }
  return first;
}();

struct NamedVocabulary {
  std::string_view name;
  Vocabulary vocabulary;
};
constexpr std::string_view kVocabularyPrefix = "https://json-schema.org/draft/2020-12/vocab/";
constexpr std::array kVocabularies = {
    NamedVocabulary{"core", Core},
    NamedVocabulary{"applicator", Applicator},
    NamedVocabulary{"unevaluated", Unevaluated},
    NamedVocabulary{"validation", Validation},
    NamedVocabulary{"meta-data", MetaData},
    NamedVocabulary{"format-annotation", FormatAnnotation},
    NamedVocabulary{"format-assertion", FormatAssertion},
    NamedVocabulary{"content", Content},
};

}  // namespace

const SchemaKeyword* find_schema_keyword(std::string_view name) {
  if (name.empty() || static_cast<unsigned char>(name.front()) >= kFirstKeyword.size() - 1) return nullptr;
  const auto first = static_cast<unsigned char>(name.front());
  for (std::size_t i = kFirstKeyword[first]; i < kFirstKeyword[first + 1U]; ++i) {
    if (kKeywords[i].name == name) return &kKeywords[i];
  }
  return nullptr;
}

std::span<const std::string_view> schema_keyword_names() { return kKeywordNames; }

const Vocabulary* find_vocabulary(std::string_view uri) {
  if (!uri.starts_with(kVocabularyPrefix)) return nullptr;
  uri.remove_prefix(kVocabularyPrefix.size());
  const auto found = std::find_if(kVocabularies.begin(), kVocabularies.end(),
                                  [uri](const NamedVocabulary& known) { return known.name == uri; });
  return found == kVocabularies.end() ? nullptr : &found->vocabulary;
}

}  // namespace gongwen::schema
