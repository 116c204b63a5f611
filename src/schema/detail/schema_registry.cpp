#include "schema/detail/schema_registry.h"

#include "base/assert.h"
#include "base/escapes.h"
#include "base/utf8.h"
#include "data/readers.h"
#include "diagnostics/catalogue/data.h"
#include "schema/detail/formats.h"

#include <algorithm>
#include <array>

namespace gongwen::schema {
namespace {

using enum Vocabulary;

// Sorted by name. `definitions` is the former name of `$defs`; the metaschema keeps it for references into it.
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

/// The index of the first keyword with each initial character; `$` sorts before all letters.
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

namespace {

// Section 3.1 of RFC 3986.
bool is_scheme(std::string_view text) {
  return !text.empty() && base::is_ascii_alpha(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_ascii_alnum(c) || c == '+' || c == '-' || c == '.';
  });
}

/// Section 5.2.4 of RFC 3986; the path as segments, each with its leading slash.
std::string remove_dot_segments(std::string_view path) {
  while (path.starts_with("../") || path.starts_with("./")) path.remove_prefix(path.find('/') + 1);
  if (path == "." || path == "..") return {};
  std::string out;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    if (segment == "/..") {
      const std::size_t parent = out.rfind('/');
      out.resize(parent == std::string::npos ? 0 : parent);
    }
    if (segment != "/." && segment != "/..") {
      out += segment;
    } else if (path.empty()) {
      out += '/';
    }
  }
  return out;
}

/// Section 5.2.3 of RFC 3986.
std::string merge_paths(const UriParts& base, std::string_view path) {
  if (base.authority && base.path.empty()) return std::string("/").append(path);
  const std::size_t slash = base.path.rfind('/');
  const std::size_t kept = slash == std::string_view::npos ? 0 : slash + 1;
  return std::string(base.path.substr(0, kept)) + std::string(path);
}

struct TargetUri {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::string path;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

/// Section 5.3 of RFC 3986.
std::string compose(const TargetUri& target) {
  std::string out;
  if (target.scheme) out.append(*target.scheme).append(":");
  if (target.authority) out.append("//").append(*target.authority);
  out += target.path;
  if (target.query) out.append("?").append(*target.query);
  if (target.fragment) out.append("#").append(*target.fragment);
  return out;
}

bool is_unreserved(char c) { return base::is_ascii_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~'; }
bool is_sub_delimiter(char c) { return std::string_view("!$&'()*+,;=").find(c) != std::string_view::npos; }

/// Whether the text has only unreserved characters, sub-delimiters, complete escapes, and the characters in `more`.
bool has_only(std::string_view text, std::string_view more) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      const bool escape =
          i + 2 < text.size() && base::is_ascii_hex_digit(text[i + 1]) && base::is_ascii_hex_digit(text[i + 2]);
      if (!escape) return false;
      i += 2;
    } else if (!is_unreserved(c) && !is_sub_delimiter(c) && more.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

/// Section 3.2 of RFC 3986: user information, host (a name, or an address in brackets), port.
bool is_authority(std::string_view text) {
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    if (!has_only(text.substr(0, at), ":")) return false;
    text.remove_prefix(at + 1);
  }
  std::string_view host = text;
  std::string_view port;
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  if (!std::all_of(port.begin(), port.end(), base::is_ascii_digit)) return false;
  if (!host.starts_with('[')) return has_only(host, "");
  return host.ends_with(']') && (is_ipv6(host.substr(1, host.size() - 2)) || host.starts_with("[v"));
}

}  // namespace

UriParts split_uri(std::string_view text) {
  UriParts parts;
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    parts.fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    parts.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && is_scheme(text.substr(0, colon))) {
    parts.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (text.starts_with("//")) {
    const std::size_t end = std::min(text.find('/', 2), text.size());
    parts.authority = text.substr(2, end - 2);
    text.remove_prefix(end);
  }
  parts.path = text;
  return parts;
}

std::string resolve_uri(std::string_view base, std::string_view reference) {
  const UriParts from = split_uri(base);
  const UriParts to = split_uri(reference);
  if (to.scheme) return compose({to.scheme, to.authority, remove_dot_segments(to.path), to.query, to.fragment});
  if (to.authority) return compose({from.scheme, to.authority, remove_dot_segments(to.path), to.query, to.fragment});
  if (to.path.empty()) {
    return compose(
        {from.scheme, from.authority, std::string(from.path), to.query ? to.query : from.query, to.fragment});
  }
  const std::string path = to.path.starts_with('/') ? std::string(to.path) : merge_paths(from, to.path);
  return compose({from.scheme, from.authority, remove_dot_segments(path), to.query, to.fragment});
}

UriAndFragment split_fragment(std::string_view text) {
  const std::size_t hash = text.find('#');
  if (hash == std::string_view::npos) return {text, {}};
  return {text.substr(0, hash), text.substr(hash + 1)};
}

bool is_uri_reference(std::string_view text) {
  const UriParts parts = split_uri(text);
  if (parts.authority && !is_authority(*parts.authority)) return false;
  if (!has_only(parts.path, ":@/")) return false;
  // The first segment of a relative path must not contain a colon (RFC 3986 section 4.2).
  const std::string_view first = parts.path.substr(0, parts.path.find('/'));
  if (!parts.scheme && !parts.authority && first.find(':') != std::string_view::npos) return false;
  return has_only(parts.query.value_or(""), ":@/?") && has_only(parts.fragment.value_or(""), ":@/?");
}

bool is_uri(std::string_view text) { return split_uri(text).scheme && is_uri_reference(text); }

namespace {

namespace messages = diagnostics::messages;

/// A string member; nullopt for members of other types, which the compiler reports.
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

/// Registers the identifiers of one schema. Returns the resource to which its subschemas belong.
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

// JSON Schema Core 8.2.3 and 9.1.
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
