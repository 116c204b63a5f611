#include "store/detail/record_schemas.h"

#include "base/json.h"
#include "diagnostics/catalogue/texts/store.h"

namespace gongwen::store {
namespace {

/// The name of the extended schema of a kind, which all others refer to.
std::string base_of(const std::string& kind) { return "gongwen:records/" + kind; }

/// A schema of these members.
std::string schema_text(std::string_view members) {
  std::string text = R"({"$schema":"https://json-schema.org/draft/2020-12/schema",)";
  return text.append(members).append("}");
}

std::string reference_to(RecordType type) {
  return R"("$ref":)" + base::json_string(base_of(type.info().kind) + "#" + type.info().definition);
}

std::string one_or_list_of(RecordType type) {
  const std::string one = "{" + reference_to(type) + "}";
  return R"("anyOf":[)" + one + R"(,{"type":"array","items":)" + one + "}]";
}

std::string title_text(const RecordTitle& title) {
  return R"("x-title":{"zh":)" + base::json_string(title.chinese) + R"(,"en":)" + base::json_string(title.english) +
         "}";
}

std::string lists_text(const RecordTypes& types) {
  std::string text =
      title_text({std::string(texts::StoreRecordLists.chinese), std::string(texts::StoreRecordLists.english)}) +
      R"(,"type":"object","additionalProperties":false,"properties":{)";
  for (const RecordType type : types.all()) {
    if (!text.ends_with('{')) text += ',';
    text += base::json_string(type.info().plural) + ":{" + title_text(type.info().list_title) +
            R"(,"type":"array","items":{)" + reference_to(type) + "}}";
  }
  return text + "}";
}

}  // namespace

base::Expected<RecordSchemas> RecordSchemas::compile(SharedRecordTypes types, resources::SourceStore& sources,
                                                     data::DocumentRegistry& documents,
                                                     diagnostics::DiagnosticSink& sink) {
  RecordSchemas schemas;
  schemas.types_ = std::move(types);
  std::vector<schema::SchemaSource> bases;
  for (const RecordSource& kind : schemas.types_->kinds()) {
    auto extended = extended_schema(kind, sources, documents, sink);
    // An issue itself has nothing of what only a store needs.
    const auto plain = read_kept(kind.schema_name, kind.schema, sources, documents, sink);
    if (!extended || !plain) return base::kReported;
    auto issues = schema::compile_schema({"", plain}, {}, schema::kBundleSchema, sink);
    if (!issues) return base::kReported;
    schemas.issues_.emplace(kind.kind, *std::move(issues));
    bases.push_back({base_of(kind.kind), extended->schema});
    schemas.documents_.emplace(kind.kind, extended->schema);
  }
  const auto compiled = [&](const std::string& members) -> base::Expected<schema::Schema> {
    const auto main = read_kept("<records>", schema_text(members), sources, documents, sink);
    if (!main) return base::kReported;
    return schema::compile_schema({"", main}, bases, schema::kBundleSchema, sink);
  };
  for (const RecordType type : schemas.types_->all()) {
    auto record = compiled(reference_to(type));
    auto list = compiled(one_or_list_of(type));
    if (!record || !list) return base::kReported;
    schemas.records_.push_back(*std::move(record));
    schemas.one_or_lists_.push_back(*std::move(list));
  }
  auto lists = compiled(lists_text(*schemas.types_));
  if (!lists) return base::kReported;
  schemas.lists_.emplace(*std::move(lists));
  return schemas;
}

std::string_view RecordSchemas::title_at(RecordType type, const std::string& place) const {
  const std::optional<data::Value> title = documents_.at(type.info().kind)->resolve(place + "/x-title/zh");
  return title && title->is_string() ? title->string() : std::string_view();
}

bool RecordSchemas::has(RecordType type, const std::string& place) const {
  return documents_.at(type.info().kind)->resolve(place).has_value();
}

}  // namespace gongwen::store
