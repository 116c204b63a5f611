// Kinds that are published as periodicals: descriptions from their bundles, as texts, for programs that keep the
// records.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/kind_library.h"
#include "schema/schema.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

struct PublishedKind {
  std::string name;      // `monthly-bulletin`
  std::string title;     // in the language of its documents
  std::string language;  // `zh-CN`
  std::string section;   // `publish` of template.json, with its defaults, as JSON
  std::string schema;    // schema.json
  std::string schema_name;
  std::string records;  // the file with the types of records
  std::string records_name;
};

/// All kinds whose template.json has a section `publish`, by name. Errors in bundles without the section are ignored.
/// nullopt if one of the kinds has errors. Reports: resources/*, data/*, engine/kind-name.
std::optional<std::vector<PublishedKind>> published_kinds(const KindLibrary& kinds, Run& run);

// Checks that the section `publish` and the file with the types of records fit together, and fit the schema and the
// files of the bundle.

/// Reads the file with the types of records; null if it cannot be used. Reports: resources/*, data/* by
/// record_types.schema.json.
std::shared_ptr<const data::Document> read_record_types(const BundleFiles& files, const Manifest& manifest,
                                                        resources::SourceStore& store,
                                                        data::DocumentRegistry& documents,
                                                        diagnostics::DiagnosticSink& sink);

/// Reports: engine/strange-pointer, engine/no-template, engine/unknown-record-type.
void check_publish(const BundleFiles& files, const Manifest& manifest, const schema::Schema& schema,
                   const data::Document& schema_document, const data::Document& record_types,
                   diagnostics::DiagnosticSink& sink);

/// The templates named in the section, each once, in the order of the section.
std::vector<data::Value> templates_of_publish(const data::Value& section);

}  // namespace gongwen::engine
