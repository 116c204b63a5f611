#include "engine/kinds/detail/manifest.h"

#include "data/readers.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/kinds/detail/known_manifests.h"
#include "schema/apply_defaults.h"
#include "schema/schema.h"
#include "schema/validate.h"

namespace gongwen::engine {
namespace {

using data::Value;

constexpr std::string_view kManifestSchema =
#include "template_schema.inc"
    ;

const schema::Schema& manifest_schema() {
  static const schema::Schema schema = schema::built_in_schema(kManifestSchema);
  return schema;
}

/// Of a list that may be missing.
std::vector<std::string> list_texts(const Value& object, std::string_view key) {
  std::vector<std::string> texts;
  const std::optional<Value> list = object.find(key);
  for (std::size_t i = 0; list && i < list->size(); ++i) texts.emplace_back(list->at(i).string());
  return texts;
}

std::string text_at(const Value& value, std::string_view pointer) {
  const std::optional<Value> found = value.resolve(pointer);
  return found ? std::string(found->string()) : std::string();
}

/// In template.json. Once each medium had one format, whose name is still understood; the schema refuses both names of
/// a medium at once.
struct MediumName {
  std::string_view name;
  Medium medium;
};
constexpr MediumName kMediumNames[] = {
    {"page", Medium::Page}, {"pdf", Medium::Page}, {"sheet", Medium::Sheet}, {"xlsx", Medium::Sheet}};

ManifestOutput output_of(Medium medium, const Value& value) {
  ManifestOutput output;
  output.medium = medium;
  output.template_name = text_at(value, "/template");
  output.origin = value.resolve("/template")->origin();
  const std::optional<Value> styles = value.find("styles");
  for (std::size_t i = 0; styles && i < styles->size(); ++i) {
    output.styles.push_back({std::string(styles->at(i).string()), styles->at(i).origin()});
  }
  return output;
}

ManifestIdentity identity_of(const Value& value) {
  return {text_at(value, "/unit/zh"), text_at(value, "/unit/en"), list_texts(value, "by"), list_texts(value, "beside")};
}

ManifestGathers gathers_of(const Value& value) {
  ManifestGathers gathers{text_at(value, "/list"),     text_at(value, "/date"), text_at(value, "/received"),
                          text_at(value, "/left_out"), list_texts(value, "by"), {}};
  const Value parts = *value.find("parts");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    ManifestGathers::Part part{text_at(parts.at(i), "/kind"), text_at(parts.at(i), "/at"), {}};
    const std::optional<Value> match = parts.at(i).find("match");
    for (std::size_t m = 0; match && m < match->size(); ++m) {
      part.match.emplace_back(match->key_at(m), match->at(m).string());
    }
    gathers.parts.push_back(std::move(part));
  }
  return gathers;
}

Manifest manifest_of(std::shared_ptr<const data::Document> document) {
  const Value root = document->root();
  Manifest manifest;
  manifest.info.name = text_at(root, "/kind");
  manifest.info.title_zh = text_at(root, "/title/zh");
  manifest.info.title_en = text_at(root, "/title/en");
  manifest.info.version = text_at(root, "/version");
  manifest.info.source_zh = text_at(root, "/source/zh");
  manifest.info.source_en = text_at(root, "/source/en");
  manifest.language = text_at(root, "/language");
  manifest.file_name = text_at(root, "/file_name");
  manifest.file_name_origin = root.find("file_name")->origin();
  const Value outputs = *root.find("outputs");
  for (const MediumName& name : kMediumNames) {
    if (const auto output = outputs.find(name.name)) manifest.outputs.push_back(output_of(name.medium, *output));
  }
  for (const FormatInfo& format : known_formats()) {
    if (format.is_document && manifest.find_output(format.format)) manifest.info.formats.push_back(format.format);
  }
  if (const auto identity = root.find("identity")) manifest.identity = identity_of(*identity);
  if (const auto gathers = root.find("gathers")) {
    manifest.gathers = gathers_of(*gathers);
    for (const ManifestGathers::Part& part : manifest.gathers->parts) manifest.info.gathers.push_back(part.kind);
  }
  manifest.info.has_web_form = root.find("web").has_value();
  manifest.document = std::move(document);
  return manifest;
}

}  // namespace

const ManifestOutput* Manifest::find_output(Format format) const {
  for (const ManifestOutput& output : outputs) {
    if (output.medium == format_info(format).medium) return &output;
  }
  return nullptr;
}

base::Expected<Manifest> read_manifest(const BundleFiles& files, std::string_view kind, resources::SourceStore& store,
                                       data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink,
                                       ManifestDefaults defaults) {
  const base::Expected<diagnostics::SourceId> source = files.read_text(kManifestName, {}, store, sink);
  if (!source) return base::kReported;
  base::Expected<data::Document> read = data::read_json(*source, store.source_text(*source), {}, sink);
  if (!read) return base::kReported;
  const std::string_view text = store.source_text(*source);
  const bool fills_in = defaults == ManifestDefaults::FilledIn;
  const bool is_known = is_known_manifest(kind, text);
  if (!is_known || fills_in) {
    read = schema::apply_defaults(manifest_schema(), *std::move(read), {}).document;
  }
  auto document = std::make_shared<const data::Document>(*std::move(read));
  documents.add(document);
  if (!is_known && !schema::validate(manifest_schema(), document->root(), {.allows_schema_name = true}, sink)) {
    return base::kReported;
  }
  Manifest manifest = manifest_of(std::move(document));
  if (manifest.info.name != kind) {
    sink.report(diagnostics::messages::EngineKindName, manifest.document->root().find("kind")->origin(),
                manifest.info.name, kind);
    return base::kReported;
  }
  return manifest;
}

base::Expected<KindInfo> read_kind_info(const BundleFiles& files, std::string_view kind, resources::SourceStore& store,
                                        data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink) {
  base::Expected<Manifest> manifest =
      read_manifest(files, kind, store, documents, sink, ManifestDefaults::MayBeMissing);
  if (!manifest) return base::kReported;
  return std::move(manifest->info);
}

}  // namespace gongwen::engine
