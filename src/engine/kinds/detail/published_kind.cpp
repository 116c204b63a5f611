#include "engine/kinds/published_kind.h"

#include "data/readers.h"
#include "data/values.h"

namespace gongwen::engine {
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
