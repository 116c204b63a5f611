// Schemas by their URIs: those that were given, and the metaschemas of draft 2020-12.
#pragma once

#include "diagnostics/diagnostic.h"
#include "schema/detail/schema_keywords.h"
#include "schema/detail/schema_program.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::schema {

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

}  // namespace gongwen::schema
