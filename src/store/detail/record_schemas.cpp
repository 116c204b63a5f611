#include "store/detail/record_schemas.h"

#include "data/document_extension.h"
#include "data/readers.h"

#include <array>

namespace gongwen::store {
namespace {

constexpr std::string_view kBulletinText =
#include "bulletin_schema.inc"
    ;
constexpr std::string_view kRecordsText =
#include "records_schema.inc"
    ;

/// The name of the extended schema of the bulletin, which all others refer to.
constexpr std::string_view kBase = "gongwen:records";

/// A schema of these members.
std::string schema_text(std::string_view members) {
  std::string text = R"({"$schema":"https://json-schema.org/draft/2020-12/schema",)";
  return text.append(members).append("}");
}

std::string reference_to(std::string_view place) {
  std::string text = R"("$ref":")";
  return text.append(kBase).append(place).append("\"");
}

std::string one_or_list_of(std::string_view place) {
  const std::string one = "{" + reference_to(place) + "}";
  return R"("anyOf":[)" + one + R"(,{"type":"array","items":)" + one + "}]";
}

std::string place_of(const RecordTypeInfo& info) { return std::string("#/$defs/").append(info.name); }

base::Expected<data::Document> read_built_in(std::string name, std::string_view text, resources::SourceStore& sources,
                                             diagnostics::DiagnosticSink& sink) {
  const diagnostics::SourceId source = sources.add(std::move(name), std::string(text));
  return data::read_json(source, sources.source_text(source), {}, sink);
}

/// What is put where: the members of an object of records.schema.json, or the object or list as a whole.
struct Addition {
  std::string_view from;
  std::string_view to;
  std::string_view name;  // empty: the members one by one
};

constexpr std::array<Addition, 8> kAdditions{{
    {"/event_required", "/$defs/event", "required"},
    {"/event_properties", "/$defs/event/properties", ""},
    {"/project_properties", "/$defs/project/properties", ""},
    {"/project_required", "/$defs/project", "required"},
    {"/project_any_of", "/$defs/project", "anyOf"},
    {"/ballot_properties", "/$defs/ballot/properties", ""},
    {"/ballot_required", "/$defs/ballot", "required"},
    {"/definitions", "/$defs", ""},
}};

data::Document extended(data::Document bulletin, const data::Document& additions) {
  data::DocumentExtension extension(std::move(bulletin));
  for (const Addition& addition : kAdditions) {
    const data::Value value = *additions.resolve(addition.from);
    const std::uint32_t place = extension.document().resolve(addition.to)->node();
    if (!addition.name.empty()) {
      extension.put_member(place, addition.name, value, data::DocumentExtension::Places::OfValue);
      continue;
    }
    for (std::size_t i = 0; i < value.size(); ++i) {
      extension.put_member(place, value.key_at(i), value.at(i), data::DocumentExtension::Places::OfValue);
    }
  }
  return std::move(extension).finish();
}

}  // namespace

base::Expected<RecordSchemas> RecordSchemas::compile(resources::SourceStore& sources, data::DocumentRegistry& documents,
                                                     diagnostics::DiagnosticSink& sink) {
  base::Expected<data::Document> bulletin = read_built_in("monthly-bulletin/schema.json", kBulletinText, sources, sink);
  const base::Expected<data::Document> additions = read_built_in("records.schema.json", kRecordsText, sources, sink);
  if (!bulletin || !additions) return base::kReported;
  const auto document = std::make_shared<const data::Document>(extended(*std::move(bulletin), *additions));
  documents.add(document);
  const schema::SchemaSource base{std::string(kBase), document};
  RecordSchemas schemas;
  schemas.document_ = document;
  const auto add = [&](std::string_view members) {
    base::Expected<data::Document> main = read_built_in("<records>", schema_text(members), sources, sink);
    if (!main) return false;
    const auto kept = std::make_shared<const data::Document>(*std::move(main));
    documents.add(kept);
    base::Expected<schema::Schema> schema = schema::compile_schema({"", kept}, {&base, 1}, schema::kBundleSchema, sink);
    if (schema) schemas.schemas_.push_back(*std::move(schema));
    return schema.has_value();
  };
  for (const RecordTypeInfo& info : record_types()) {
    if (!add(reference_to(place_of(info)))) return base::kReported;
  }
  if (!add(reference_to("#/$defs/records"))) return base::kReported;
  // A bulletin itself has nothing of what only a store needs.
  base::Expected<data::Document> plain = read_built_in("monthly-bulletin/schema.json", kBulletinText, sources, sink);
  if (!plain) return base::kReported;
  const auto kept = std::make_shared<const data::Document>(*std::move(plain));
  documents.add(kept);
  base::Expected<schema::Schema> schema = schema::compile_schema({"", kept}, {}, schema::kBundleSchema, sink);
  if (!schema) return base::kReported;
  schemas.schemas_.push_back(*std::move(schema));
  for (const RecordTypeInfo& info : record_types()) {
    if (!add(one_or_list_of(place_of(info)))) return base::kReported;
  }
  return schemas;
}

std::string_view RecordSchemas::title_at(const std::string& place) const {
  const std::optional<data::Value> title = document_->resolve(place + "/x-title/zh");
  return title && title->is_string() ? title->string() : std::string_view();
}

}  // namespace gongwen::store
