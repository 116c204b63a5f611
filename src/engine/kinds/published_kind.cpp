#include "engine/kinds/published_kind.h"

#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "schema/schema_fields.h"
#include "schema/validate.h"

#include <algorithm>

// The section `publish` describes a periodical: which members of the data are records, which record types they have,
// and which templates write the site. It refers to four other files by name, so most of this file checks these
// references.
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

/// Empty if absent.
std::string text_of(const Value& object, std::string_view name) {
  const auto member = object.find(name);
  return member ? std::string(member->string()) : std::string();
}

/// Checks the references of the section `publish`.
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
    // The schema of manifests guarantees the members that are dereferenced here.
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
  /// Members of `data` must be fields of the schema. Messages point at the name of the member.
  void check_member(const Value& member) {
    check_field(member, "/" + std::string(member.key()));
    if (const auto of = member.find("of")) check_type(*of);
    if (const auto named = member.resolve("/named/at")) check_pointer(*named);
    if (const auto when = member.find("when")) check_field(*when, "/" + std::string(when->string()));
  }

  /// `place` is the place in the section that names the field.
  void check_field(const Value& place, const std::string& pointer) {
    if (schema::has_field(schema_, pointer)) return;
    sink_.report(messages::EngineStrangePointer, place.origin(), pointer, manifest_.info.name);
  }

  void check_pointer(const Value& pointer) { check_field(pointer, std::string(pointer.string())); }

  /// Record types are named by the section and defined in a separate file.
  void check_type(const Value& name) {
    // Types of other kinds are looked up by store::RecordTypes, which knows them.
    if (types_.find(name.string()) || section_.find("types_of")) return;
    sink_.report(messages::EngineUnknownRecordType, name.origin(), name.string(), text_of(section_, "records"));
  }

  /// `main` and the open points must name lists of records.
  void check_list(const Value& name) {
    const auto member = section_.find("data")->find(name.string());
    if (member && text_of(*member, "is") == "records") return;
    sink_.report(messages::EngineStrangePointer, name.origin(), name.string(), manifest_.info.name);
  }

  /// A type may extend a definition of the schema of the data.
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

/// Templates for members, for worded members, and for the words of the site.
std::vector<Value> templates_of_publish(const Value& section) {
  std::vector<Value> templates;
  // A template that several members use is listed once, at its first place.
  const auto add = [&templates](const Value& name) {
    // Each template is compiled once, even if it words several data sets.
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

/// Reads the file that the section names with `records`. Returns null, after a report, if it is missing or invalid.
std::shared_ptr<const data::Document> read_record_types(const BundleFiles& files, const Manifest& manifest,
                                                        resources::SourceStore& store,
                                                        data::DocumentRegistry& documents,
                                                        diagnostics::DiagnosticSink& sink) {
  const Value name = *manifest.document->root().resolve("/publish/records");
  const base::Expected<diagnostics::SourceId> source = files.read_text(name.string(), name.origin(), store, sink);
  if (!source) return nullptr;
  base::Expected<data::Document> read = data::read_json(*source, store.source_text(*source), {}, sink);
  if (!read) return nullptr;
  // The document is registered before it is validated: messages look up their places in it.
  auto document = std::make_shared<const data::Document>(*std::move(read));
  documents.add(document);
  const bool valid = schema::validate(record_types_schema(), document->root(), {.allows_schema_name = true}, sink);
  return valid ? document : nullptr;
}

/// References inside the section come first, then the existence of its templates.
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

/// Whether the section can exist, by a search in the text: most kinds are not published, and reading all manifests
/// would take long.
bool may_be_published(const BundleFiles& files) {
  diagnostics::DiagnosticSink unheard;
  const base::Expected<std::string> text = files.read_bytes(kManifestName, {}, unheard);
  return text && text->find("\"publish\"") != std::string::npos;
}

/// The text of a file of the bundle.
std::optional<std::string> text_of(const BundleFiles& files, std::string_view name, Run& run) {
  const auto source = files.read_text(name, {}, run.sources(), run.sink());
  return source ? std::optional<std::string>(run.sources().source_text(*source)) : std::nullopt;
}

/// Checks the section here, so that users of PublishedKind can rely on it.
bool fits_schema(const BundleFiles& files, const Manifest& manifest, const data::Document& record_types, Run& run) {
  // Errors reported earlier do not make this kind unfit.
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

/// Returns nullopt if the kind has errors. A kind without the section has an empty name.
std::optional<PublishedKind> read_published(const BundleFiles& files, const std::string& name, Run& run) {
  const auto manifest = read_manifest(files, name, run.sources(), run.documents(), run.sink());
  if (!manifest) return std::nullopt;
  PublishedKind kind;
  const auto section = manifest->document->root().find("publish");
  if (!section) return kind;
  const auto record_types = read_record_types(files, *manifest, run.sources(), run.documents(), run.sink());
  if (!record_types) return std::nullopt;
  // Texts are copied, since the published kind outlives the run that reads it.
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

/// All kinds are read even after an error, so that one run reports the errors of all of them.
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
