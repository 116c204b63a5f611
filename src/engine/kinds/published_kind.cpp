#include "engine/kinds/published_kind.h"

#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "schema/schema_fields.h"
#include "schema/validate.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

constexpr std::string_view kRecordTypesSchema =
#include "record_types_schema.inc"
    ;

const schema::Schema& record_types_schema() {
  static const schema::Schema schema = schema::built_in_schema(kRecordTypesSchema);
  return schema;
}

std::string text_of(const Value& object, std::string_view name) {
  const auto member = object.find(name);
  return member ? std::string(member->string()) : std::string();
}

class PublishCheck {
 public:
  PublishCheck(const Manifest& manifest, const schema::Schema& schema, const data::Document& schema_document,
               const data::Document& record_types, diagnostics::DiagnosticSink& sink)
      : manifest_(manifest),
        section_(*manifest.document->root().find("publish")),
        schema_(schema),
        schema_document_(schema_document),
        types_(*record_types.root().find("types")),
        sink_(sink) {}

  void run() {
    const Value data = *section_.find("data");
    for (std::size_t i = 0; i < data.size(); ++i) check_member(data.at(i));
    if (const auto issue = section_.find("issue")) check_type(*issue);
    check_list(*section_.find("main"));
    const Value open = *section_.find("open");
    for (std::size_t i = 0; i < open.size(); ++i) check_list(*open.at(i).find("list"));
    const Value index = *section_.find("index");
    for (std::size_t i = 0; i < index.size(); ++i) check_pointer(*index.at(i).find("each"));
    if (const auto issuer = section_.resolve("/site/issuer")) check_field(*issuer, "/" + std::string(issuer->string()));
    for (std::size_t i = 0; i < types_.size(); ++i) check_record_type(types_.at(i));
  }

 private:
  /// A member of the data is a field of the schema; the name itself is the place of messages.
  void check_member(const Value& member) {
    check_field(member, "/" + std::string(member.key()));
    if (const auto of = member.find("of")) check_type(*of);
    if (const auto named = member.resolve("/named/at")) check_pointer(*named);
    if (const auto when = member.find("when")) check_field(*when, "/" + std::string(when->string()));
  }

  void check_field(const Value& place, const std::string& pointer) {
    if (schema::has_field(schema_, pointer)) return;
    sink_.report(messages::EngineStrangePointer, place.origin(), pointer, manifest_.info.name);
  }

  void check_pointer(const Value& pointer) { check_field(pointer, std::string(pointer.string())); }

  void check_type(const Value& name) {
    if (types_.find(name.string())) return;
    sink_.report(messages::EngineUnknownRecordType, name.origin(), name.string(), text_of(section_, "records"));
  }

  /// `main` and open points speak of lists of records.
  void check_list(const Value& name) {
    const auto member = section_.find("data")->find(name.string());
    if (member && text_of(*member, "is") == "records") return;
    sink_.report(messages::EngineStrangePointer, name.origin(), name.string(), manifest_.info.name);
  }

  void check_record_type(const Value& type) {
    const auto extended = type.find("extends");
    if (extended && !schema_document_.resolve("/$defs/" + std::string(extended->string()))) {
      sink_.report(messages::EngineStrangePointer, extended->origin(), "/$defs/" + std::string(extended->string()),
                   manifest_.info.name);
    }
    const auto references = type.find("references");
    for (std::size_t i = 0; references && i < references->size(); ++i) check_type(*references->at(i).find("type"));
  }

  const Manifest& manifest_;
  Value section_;
  const schema::Schema& schema_;
  const data::Document& schema_document_;
  Value types_;
  diagnostics::DiagnosticSink& sink_;
};

}  // namespace

std::vector<Value> templates_of_publish(const Value& section) {
  std::vector<Value> templates;
  const auto add = [&templates](const Value& name) {
    const bool known = std::any_of(templates.begin(), templates.end(),
                                   [&name](const Value& other) { return other.string() == name.string(); });
    if (!known) templates.push_back(name);
  };
  const Value data = *section.find("data");
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (const auto name = data.at(i).find("template")) add(*name);
    const auto worded = data.at(i).find("worded");
    for (std::size_t w = 0; worded && w < worded->size(); ++w) add(worded->at(w));
  }
  add(*section.resolve("/site/words"));
  return templates;
}

std::shared_ptr<const data::Document> read_record_types(const BundleFiles& files, const Manifest& manifest,
                                                        resources::SourceStore& store,
                                                        data::DocumentRegistry& documents,
                                                        diagnostics::DiagnosticSink& sink) {
  const Value name = *manifest.document->root().resolve("/publish/records");
  const base::Expected<diagnostics::SourceId> source = files.read_text(name.string(), name.origin(), store, sink);
  if (!source) return nullptr;
  base::Expected<data::Document> read = data::read_json(*source, store.source_text(*source), {}, sink);
  if (!read) return nullptr;
  auto document = std::make_shared<const data::Document>(*std::move(read));
  documents.add(document);
  const bool valid = schema::validate(record_types_schema(), document->root(), {.allows_schema_name = true}, sink);
  return valid ? document : nullptr;
}

void check_publish(const BundleFiles& files, const Manifest& manifest, const schema::Schema& schema,
                   const data::Document& schema_document, const data::Document& record_types,
                   diagnostics::DiagnosticSink& sink) {
  PublishCheck(manifest, schema, schema_document, record_types, sink).run();
  for (const Value& name : templates_of_publish(*manifest.document->root().find("publish"))) {
    if (!files.contains(name.string())) {
      sink.report(messages::EngineNoTemplate, name.origin(), name.string(), manifest.info.name);
    }
  }
}

namespace {

/// Whether it is worth reading: most kinds are not published.
bool may_be_published(const BundleFiles& files) {
  diagnostics::DiagnosticSink unheard;
  const base::Expected<std::string> text = files.read_bytes(kManifestName, {}, unheard);
  return text && text->find("\"publish\"") != std::string::npos;
}

std::optional<std::string> text_of(const BundleFiles& files, std::string_view name, Run& run) {
  const auto source = files.read_text(name, {}, run.sources(), run.sink());
  return source ? std::optional<std::string>(run.sources().source_text(*source)) : std::nullopt;
}

/// Those who take the section on trust must not stumble over it.
bool fits_schema(const BundleFiles& files, const Manifest& manifest, const data::Document& record_types, Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  const auto source = files.read_text(kSchemaName, {}, run.sources(), run.sink());
  auto read = data::read_json(*source, run.sources().source_text(*source), {}, run.sink());
  if (!read) return false;
  const auto document = std::make_shared<const data::Document>(*std::move(read));
  run.documents().add(document);
  const auto schema = schema::compile_schema({{}, document}, {}, schema::kBundleSchema, run.sink());
  if (schema) check_publish(files, manifest, *schema, *document, record_types, run.sink());
  return !watch.saw_errors();
}

/// A kind that turns out to have no section has no name.
std::optional<PublishedKind> read_published(const BundleFiles& files, const std::string& name, Run& run) {
  const auto manifest = read_manifest(files, name, run.sources(), run.documents(), run.sink());
  if (!manifest) return std::nullopt;
  PublishedKind kind;
  const auto section = manifest->document->root().find("publish");
  if (!section) return kind;
  const auto record_types = read_record_types(files, *manifest, run.sources(), run.documents(), run.sink());
  if (!record_types) return std::nullopt;
  const std::string records(section->find("records")->string());
  const auto schema = text_of(files, kSchemaName, run);
  const auto types = text_of(files, records, run);
  if (!schema || !types || !fits_schema(files, *manifest, *record_types, run)) return std::nullopt;
  kind = {name,
          manifest->language.starts_with("zh") ? manifest->info.title_zh : manifest->info.title_en,
          manifest->language,
          {},
          *schema,
          files.path_of(kSchemaName),
          *types,
          files.path_of(records)};
  data::append_value_json(kind.section, *section);
  return kind;
}

}  // namespace

std::optional<std::vector<PublishedKind>> published_kinds(const KindLibrary& kinds, Run& run) {
  std::vector<PublishedKind> published;
  bool all = true;
  for (const std::string& name : kinds.names()) {
    const std::optional<BundleFiles> files = kinds.find(name);
    if (!files || !may_be_published(*files)) continue;
    std::optional<PublishedKind> kind = read_published(*files, name, run);
    all = all && kind.has_value();
    if (kind && !kind->name.empty()) published.push_back(*std::move(kind));
  }
  return all ? std::optional(std::move(published)) : std::nullopt;
}

}  // namespace gongwen::engine
