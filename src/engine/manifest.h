// Manifest: template.json, which says what a bundle is.
#pragma once

#include "data/document.h"
#include "engine/bundle_files.h"
#include "gongwen/engine.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

inline constexpr std::string_view kManifestName = "template.json";

struct ManifestStyle {
  std::string name;
  diagnostics::Origin origin;
};

struct ManifestOutput {
  Format format = Format::Pdf;
  std::string template_name;
  std::vector<ManifestStyle> styles;
  diagnostics::Origin origin;  // of the template's name
};

struct Manifest {
  KindInfo info;
  std::string language;
  std::string file_name;  // a template
  diagnostics::Origin file_name_origin;
  std::vector<ManifestOutput> outputs;
  /// The whole of it, for the rules.
  std::shared_ptr<const data::Document> document;

  const ManifestOutput* find_output(Format format) const;
};

/// Reads the manifest of a bundle. `documents` learns its places for messages.
/// Reports: resources/*, data/* by template.schema.json, engine/kind-name.
base::Expected<Manifest> read_manifest(const BundleFiles& files, std::string_view kind, resources::SourceStore& store,
                                       data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
