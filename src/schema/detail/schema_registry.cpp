#include "schema/detail/schema_registry.h"

#include "base/assert.h"
#include "base/escapes.h"
#include "data/readers.h"
#include "diagnostics/catalogue/data.h"
#include "schema/detail/uri.h"

#include <algorithm>

namespace gongwen::schema {
namespace {

namespace messages = diagnostics::messages;

/// The text of a string member; nothing for members of other types, which the compiler complains
/// about.
std::optional<data::Value> find_string(const data::Value& object, std::string_view name) {
  std::optional<data::Value> member = object.find(name);
  return member && member->is_string() ? member : std::nullopt;
}

}  // namespace

void SchemaRegistry::add(const SchemaSource& source) {
  documents_.push_back(source.document);
  pending_.push_back({std::string(split_fragment(source.uri).uri), source.root()});
}

std::optional<ResourceId> SchemaRegistry::find_known(std::string_view uri) const {
  const auto found = by_uri_.find(std::string(uri));
  return found == by_uri_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<ResourceId> SchemaRegistry::find_resource(std::string_view uri) {
  if (const auto known = find_known(uri)) return known;
  const auto at_uri = [uri](const Pending& pending) {
    return !pending.scanned && pending.uri == uri;
  };
  const auto given = std::find_if(pending_.begin(), pending_.end(), at_uri);
  if (given != pending_.end()) {
    scan(*given, Reason::AskedFor);
  } else if (!load_metaschema(uri)) {
    // It may be an `$id` inside a document that was not requested by its own URI.
    for (Pending& pending : pending_) {
      if (!pending.scanned) scan(pending, Reason::LookedThrough);
    }
  }
  return find_known(uri);
}

bool SchemaRegistry::load_metaschema(std::string_view uri) {
  const std::string_view text = find_metaschema(uri);
  if (text.empty()) return false;
  base::Expected<data::Document> document = data::read_json(diagnostics::SourceId(), text, data::JsonLimits{}, sink_);
  GONGWEN_ASSERT(document);
  add({std::string(uri), std::make_shared<const data::Document>(*std::move(document))});
  scan(pending_.back(), Reason::AskedFor);
  return true;
}

void SchemaRegistry::scan(Pending& pending, Reason reason) {
  pending.scanned = true;
  scan_reason_ = reason;
  const data::Value root = pending.root;
  const std::string retrieval_uri = pending.uri;
  scan_begin_ = resources_.size();
  std::vector<std::pair<data::Value, ResourceId>> work{{root, ResourceId()}};
  while (!work.empty()) {
    const auto [schema, parent] = work.back();
    work.pop_back();
    const std::string_view base = parent ? std::string_view(resource(parent).uri) : retrieval_uri;
    const ResourceId id = scan_identifiers(schema, parent, base);
    if (!schema.is_object()) continue;
    for_each_subschema(schema, [&](const data::Value& subschema) { work.emplace_back(subschema, id); });
  }
  by_uri_.emplace(retrieval_uri, ResourceId(scan_begin_));
}

/// Takes up the identifiers of one schema; the resource that its subschemas belong to.
ResourceId SchemaRegistry::scan_identifiers(const data::Value& schema, ResourceId parent, std::string_view base) {
  std::optional<data::Value> own = schema.is_object() ? find_string(schema, "$id") : std::nullopt;
  // `#name` was an anchor in older drafts; the compiler refuses it where it is used.
  if (own && !split_fragment(own->string()).fragment.empty()) own.reset();
  ResourceId id = parent;
  if (own || !parent) {
    const std::string uri = own ? resolve_uri(base, own->string()) : std::string(base);
    id = ResourceId(resources_.size());
    resources_.push_back({std::string(split_fragment(uri).uri), schema});
    by_root_.emplace(schema, id);
    const auto [known, fresh] = by_uri_.emplace(resource(id).uri, id);
    if (!fresh && known->second.index() >= scan_begin_) {
      report_duplicate(*own);
    }
  }
  if (!schema.is_object()) return id;
  add_anchor(id, schema, "$anchor");
  add_anchor(id, schema, "$dynamicAnchor");
  return id;
}

void SchemaRegistry::report_duplicate(const data::Value& name) {
  if (scan_reason_ == Reason::LookedThrough) return;
  sink_.report(messages::DataSchemaDuplicateId, {name.span(), {}}, name.string());
}

void SchemaRegistry::add_anchor(ResourceId id, const data::Value& schema, std::string_view keyword) {
  const std::optional<data::Value> name = find_string(schema, keyword);
  if (!name) return;
  const SchemaAnchor* known = find_anchor(id, name->string());
  if (known != nullptr && known->schema != schema) {
    report_duplicate(*name);
    return;
  }
  resources_[id.index()].anchors.push_back({name->string(), schema, keyword == "$dynamicAnchor"});
}

const SchemaAnchor* SchemaRegistry::find_anchor(ResourceId id, std::string_view name) const {
  for (const SchemaAnchor& anchor : resource(id).anchors) {
    if (anchor.name == name) return &anchor;
  }
  return nullptr;
}

const SchemaAnchor* SchemaRegistry::find_dynamic_anchor(ResourceId id, std::string_view name) const {
  for (const SchemaAnchor& anchor : resource(id).anchors) {
    if (anchor.dynamic && anchor.name == name) return &anchor;
  }
  return nullptr;
}

ResourceId SchemaRegistry::resource_of(const data::Value& schema) const {
  for (std::optional<data::Value> value = schema; value; value = value->parent()) {
    const auto found = by_root_.find(*value);
    if (found != by_root_.end()) return found->second;
  }
  return ResourceId();
}

// JSON Schema Core 8.2.3 and 9.1
std::optional<ResolvedReference> SchemaRegistry::resolve(ResourceId base, std::string_view reference) {
  const std::string target = resolve_uri(resource(base).uri, reference);
  const auto [uri, fragment] = split_fragment(target);
  const std::optional<ResourceId> id = find_resource(uri);
  if (!id) return std::nullopt;
  const std::string name = base::percent_decoded(fragment);
  if (name.empty() || name.front() == '/') {
    const std::optional<data::Value> schema = resource(*id).root.resolve(name);
    return schema ? std::optional(ResolvedReference{*schema, {}}) : std::nullopt;
  }
  if (const SchemaAnchor* anchor = find_dynamic_anchor(*id, name)) {
    return ResolvedReference{anchor->schema, anchor->name};
  }
  const SchemaAnchor* anchor = find_anchor(*id, name);
  return anchor == nullptr ? std::nullopt : std::optional(ResolvedReference{anchor->schema, {}});
}

}  // namespace gongwen::schema
