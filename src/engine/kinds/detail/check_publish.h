// What a bundle says of publishing: whether the section `publish` of template.json and the file with the types of
// records fit each other, the schema and the files of the bundle.
#pragma once

#include "engine/kinds/detail/bundle_files.h"
#include "engine/kinds/detail/manifest.h"
#include "schema/schema.h"

namespace gongwen::engine {

/// Reads the file with the types of records; null when it cannot be used. Reports: resources/*, data/* by
/// record_types.schema.json.
std::shared_ptr<const data::Document> read_record_types(const BundleFiles& files, const Manifest& manifest,
                                                        resources::SourceStore& store,
                                                        data::DocumentRegistry& documents,
                                                        diagnostics::DiagnosticSink& sink);

/// Reports: engine/strange-pointer, engine/no-template, engine/unknown-record-type.
void check_publish(const BundleFiles& files, const Manifest& manifest, const schema::Schema& schema,
                   const data::Document& schema_document, const data::Document& record_types,
                   diagnostics::DiagnosticSink& sink);

/// The templates that the section names, each once, in the order of the section.
std::vector<data::Value> templates_of_publish(const data::Value& section);

}  // namespace gongwen::engine
