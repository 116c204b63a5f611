// Finds schemas by URI: those that the caller provides, and the metaschemas of draft 2020-12.
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

// The keywords of draft 2020-12: the vocabulary of each, and where its value contains schemas.

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

/// A set of vocabularies, which determines the meaning of keywords.
class Dialect {
 public:
  constexpr Dialect() { add(Vocabulary::Core); }
  /// As declared by https://json-schema.org/draft/2020-12/schema.
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

/// How the value of a keyword contains schemas.
enum class Subschemas : std::uint8_t { None, Itself, Items, Members };

struct SchemaKeyword {
  std::string_view name;
  Vocabulary vocabulary;
  Subschemas subschemas;
};

/// Null if the name is not a keyword.
const SchemaKeyword* find_schema_keyword(std::string_view name);
/// All keywords, for suggestions.
std::span<const std::string_view> schema_keyword_names();

/// Finds the vocabulary of a URI such as https://json-schema.org/draft/2020-12/vocab/validation; null if unknown.
const Vocabulary* find_vocabulary(std::string_view uri);

/// Calls `visit(subschema)` for every schema directly inside the keywords of `schema`, an object.
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

// The metaschemas of draft 2020-12 are built into the program, because schemas may refer to them and dialects are
// defined by them.

/// The JSON text of https://json-schema.org/draft/2020-12/schema or …/meta/<vocabulary>; empty for any other URI.
/// Static storage.
std::string_view find_metaschema(std::string_view uri);

// SchemaRegistry: finds schemas by URI and the resource of any schema. Documents are scanned for `$id`, `$anchor` and
// `$dynamicAnchor` only when they are first requested.

struct SchemaAnchor {
  std::string_view name;
  data::Value schema;
  bool dynamic;
};

/// The target of a reference.
struct ResolvedReference {
  data::Value schema;
  /// The fragment if it is a dynamic anchor, otherwise empty.
  std::string_view dynamic_anchor;
};

struct SchemaResource {
  std::string uri;  // without fragment; base of the references inside
  data::Value root;
  std::vector<SchemaAnchor> anchors{};
};

class SchemaRegistry {
 public:
  explicit SchemaRegistry(diagnostics::DiagnosticSink& sink) : sink_(sink) {}

  /// Registers a document under its URI. It is scanned when first requested.
  void add(const SchemaSource& source);

  /// The resource with this URI, which must not have a fragment.
  std::optional<ResourceId> find_resource(std::string_view uri);
  /// The schema that a reference inside `base` refers to; nullopt if absent.
  std::optional<ResolvedReference> resolve(ResourceId base, std::string_view reference);

  const SchemaResource& resource(ResourceId id) const { return resources_[id.index()]; }
  std::size_t resource_count() const { return resources_.size(); }
  /// The innermost resource around a schema in a scanned document.
  ResourceId resource_of(const data::Value& schema) const;
  /// Null if the resource has no such anchor.
  const SchemaAnchor* find_anchor(ResourceId id, std::string_view name) const;
  const SchemaAnchor* find_dynamic_anchor(ResourceId id, std::string_view name) const;

  /// The documents that contain the schemas; the program must keep them alive.
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

  /// Errors in a document that was scanned only in search of an `$id` are not reported.
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
  std::size_t scan_begin_ = 0;  // first resource of the document being scanned
  Reason scan_reason_ = Reason::AskedFor;
  std::unordered_map<std::string, ResourceId> by_uri_;
  std::unordered_map<data::Value, ResourceId, PlaceHash> by_root_;
  std::vector<std::shared_ptr<const data::Document>> documents_;
};

// URI references (RFC 3986): splitting and resolving. No normalisation beyond that of the resolution: schemas refer to
// each other with identical spelling.

/// The five components; an absent one differs from an empty one. Views of the text that was split.
struct UriParts {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::string_view path;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

/// Splits any text, by RFC 3986 appendix B.
UriParts split_uri(std::string_view text);

/// Resolves a reference against `base`, keeping its fragment (RFC 3986 section 5.2). `base` need not be absolute.
std::string resolve_uri(std::string_view base, std::string_view reference);

/// Splits off the fragment: `a#b` gives {`a`, `b`}; both `a` and `a#` have an empty fragment.
struct UriAndFragment {
  std::string_view uri;
  std::string_view fragment;
};
UriAndFragment split_fragment(std::string_view text);

/// Whether all characters and escapes are allowed by RFC 3986 at their places.
bool is_uri_reference(std::string_view text);
/// The same, and whether it has a scheme.
bool is_uri(std::string_view text);

}  // namespace gongwen::schema
