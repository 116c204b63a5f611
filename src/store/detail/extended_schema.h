// The schema of a kind with the definitions of the records that it is published from.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/source_store.h"
#include "store/record_types.h"

#include <memory>

namespace gongwen::store {

/// Both documents of the kind in one: each type is at its RecordTypeInfo::definition. `types`: the file with the types.
struct ExtendedSchema {
  std::shared_ptr<const data::Document> schema;
  std::shared_ptr<const data::Document> types;
};
base::Expected<ExtendedSchema> extended_schema(const RecordSource& kind, resources::SourceStore& sources,
                                               data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink);

/// A text of the bundle, or of ours, as a document that the registry knows; null when it is no JSON.
std::shared_ptr<const data::Document> read_kept(const std::string& name, const std::string& text,
                                                resources::SourceStore& sources, data::DocumentRegistry& documents,
                                                diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
