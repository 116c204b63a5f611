// Schemas by their URIs: those that were given, and the metaschemas of draft 2020-12.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "schema/detail/schema_program.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::schema {

// The keywords of draft 2020-12: to which vocabulary each belongs, and where it holds further
// schemas.

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

// The metaschemas of draft 2020-12, compiled into the program: schemas may refer to them, and
// dialects build on them.

/// The JSON text of https://json-schema.org/draft/2020-12/schema or …/meta/<vocabulary>; empty for
/// any other URI. It lives as long as the program runs.
std::string_view find_metaschema(std::string_view uri);

// SchemaRegistry: finds schemas by URI. It knows the documents that were given and the metaschemas,
// looks for `$id`, `$anchor` and `$dynamicAnchor` in those that are asked for, and finds the resource of any schema.

struct SchemaAnchor {
  std::string_view name;
  data::Value schema;
  bool dynamic;
};

/// Where a reference leads.
struct ResolvedReference {
  data::Value schema;
  /// The name when the fragment is a dynamic anchor; empty for all others.
  std::string_view dynamic_anchor;
};

struct SchemaResource {
  std::string uri;  // without fragment; the base of the references inside
  data::Value root;
  std::vector<SchemaAnchor> anchors{};
};

class SchemaRegistry {
 public:
  explicit SchemaRegistry(diagnostics::DiagnosticSink& sink) : sink_(sink) {}

  /// Makes a document known under its URI. It is looked into when it is first asked for.
  void add(const SchemaSource& source);

  /// The resource with this URI, which has no fragment.
  std::optional<ResourceId> find_resource(std::string_view uri);
  /// The schema that a reference from inside `base` leads to.
  std::optional<ResolvedReference> resolve(ResourceId base, std::string_view reference);

  const SchemaResource& resource(ResourceId id) const { return resources_[id.index()]; }
  std::size_t resource_count() const { return resources_.size(); }
  /// The innermost resource around a schema in a document that was looked into.
  ResourceId resource_of(const data::Value& schema) const;
  /// Null when the resource has no such anchor.
  const SchemaAnchor* find_anchor(ResourceId id, std::string_view name) const;
  const SchemaAnchor* find_dynamic_anchor(ResourceId id, std::string_view name) const;

  /// The documents that the schemas lie in, to be kept.
  const std::vector<std::shared_ptr<const data::Document>>& documents() const { return documents_; }

 private:
  struct PlaceHash {
    std::size_t operator()(const data::Value& value) const {
      return std::hash<const data::Document*>()(&value.document()) * 31 + value.node();
    }
  };
  struct Pending {
    std::string uri;
    data::Value root;
    bool scanned = false;
  };

  /// Errors in a document that was only looked through for an `$id` are not reported.
  enum class Reason { AskedFor, LookedThrough };
  void scan(Pending& pending, Reason reason);
  ResourceId scan_identifiers(const data::Value& schema, ResourceId parent, std::string_view base);
  void add_anchor(ResourceId id, const data::Value& schema, std::string_view keyword);
  void report_duplicate(const data::Value& name);
  std::optional<ResourceId> find_known(std::string_view uri) const;
  bool load_metaschema(std::string_view uri);

  diagnostics::DiagnosticSink& sink_;
  std::vector<Pending> pending_;
  std::vector<SchemaResource> resources_;
  std::size_t scan_begin_ = 0;  // the first resource of the document that is being scanned
  Reason scan_reason_ = Reason::AskedFor;
  std::unordered_map<std::string, ResourceId> by_uri_;
  std::unordered_map<data::Value, ResourceId, PlaceHash> by_root_;
  std::vector<std::shared_ptr<const data::Document>> documents_;
};

// URI references (RFC 3986): taking them apart, and resolving one against another. No normalisation
// beyond what the resolution does itself: schemas name each other by the same letters.

/// The five components; those that are absent differ from those that are empty. Views of the text
/// that was split.
struct UriParts {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::string_view path;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

/// Splits any text; RFC 3986 appendix B.
UriParts split_uri(std::string_view text);

/// The reference in the place where `base` is, with its fragment. RFC 3986 section 5.2; a base
/// that is not absolute is taken as it is.
std::string resolve_uri(std::string_view base, std::string_view reference);

/// A text and its fragment, apart: `a#b` is {`a`, `b`}; both `a` and `a#` have an empty fragment.
struct UriAndFragment {
  std::string_view uri;
  std::string_view fragment;
};
UriAndFragment split_fragment(std::string_view text);

/// Whether every character and escape is one that RFC 3986 allows at its place.
bool is_uri_reference(std::string_view text);
/// The same with a scheme.
bool is_uri(std::string_view text);

}  // namespace gongwen::schema
