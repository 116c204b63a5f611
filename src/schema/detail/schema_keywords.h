// The keywords of draft 2020-12: to which vocabulary each belongs, and where it holds further
// schemas.
#pragma once

#include "data/document.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace gongwen::schema {

enum class Vocabulary : std::uint8_t {
  Core,
  Applicator,
  Unevaluated,
  Validation,
  MetaData,
  FormatAnnotation,
  FormatAssertion,
  Content,
};

/// A set of vocabularies: what the keywords of a schema mean.
class Dialect {
 public:
  constexpr Dialect() { add(Vocabulary::Core); }
  /// What https://json-schema.org/draft/2020-12/schema declares.
  static constexpr Dialect standard() {
    Dialect dialect;
    for (const Vocabulary vocabulary : {Vocabulary::Applicator, Vocabulary::Unevaluated, Vocabulary::Validation,
                                        Vocabulary::MetaData, Vocabulary::FormatAnnotation, Vocabulary::Content}) {
      dialect.add(vocabulary);
    }
    return dialect;
  }

  constexpr void add(Vocabulary vocabulary) { bits_ = static_cast<std::uint8_t>(bits_ | bit(vocabulary)); }
  constexpr bool has(Vocabulary vocabulary) const { return (bits_ & bit(vocabulary)) != 0; }

 private:
  static constexpr unsigned bit(Vocabulary vocabulary) { return 1U << static_cast<unsigned>(vocabulary); }
  std::uint8_t bits_ = 0;
};

/// Where the value of a keyword has schemas in it.
enum class Subschemas : std::uint8_t { None, Itself, Items, Members };

struct SchemaKeyword {
  std::string_view name;
  Vocabulary vocabulary;
  Subschemas subschemas;
};

/// Null for a name that is not a keyword.
const SchemaKeyword* find_schema_keyword(std::string_view name);
/// All names, for suggestions.
std::span<const std::string_view> schema_keyword_names();

/// The vocabulary of a URI such as https://json-schema.org/draft/2020-12/vocab/validation.
const Vocabulary* find_vocabulary(std::string_view uri);

/// Calls `visit(subschema)` for every schema that is directly in the keywords of `schema`, an
/// object.
template <typename Visit>
void for_each_subschema(const data::Value& schema, const Visit& visit) {
  for (std::size_t i = 0; i < schema.size(); ++i) {
    const data::Value value = schema.at(i);
    const SchemaKeyword* keyword = find_schema_keyword(value.key());
    if (keyword == nullptr || keyword->subschemas == Subschemas::None) continue;
    if (keyword->subschemas == Subschemas::Itself) {
      visit(value);
    } else {
      for (std::size_t j = 0; j < value.size(); ++j) visit(value.at(j));
    }
  }
}

}  // namespace gongwen::schema
