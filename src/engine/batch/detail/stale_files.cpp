#include "engine/batch/detail/batch_manifest.h"
#include "engine/core/detail/text_hash.h"
#include "engine/render/detail/output_files.h"

#include <algorithm>
#include <map>

namespace gongwen::engine {
namespace {

/// Whether it can be the name of a document of a batch. A manifest is a file that anybody may have written.
bool is_document_name(const std::string& name) {
  return !name.starts_with('.') && name.find('/') == std::string::npos && format_of_path(name).has_value();
}

bool is_of_this_run(const FinishedRun& run, const std::string& name) {
  const Format format = *format_of_path(name);
  const bool is_made = std::find(run.formats.begin(), run.formats.end(), format) != run.formats.end();
  return is_made && run.names.is_taken(std::string_view(name).substr(0, name.rfind('.')));
}

bool is_as_written(const FinishedRun& run, const ManifestFile& file) {
  const std::optional<std::string> bytes = run.folder.read(file.name);
  return bytes && bytes->size() == file.bytes && TextHash(*bytes).hexadecimal() == file.hash;
}

}  // namespace

std::vector<ManifestEntry> find_stale_files(const FinishedRun& run, diagnostics::DiagnosticSink& sink) {
  std::map<std::string, ManifestEntry> found;  // of several entries of a name the last one
  const auto visit = [&](const ManifestEntry& entry) {
    for (const ManifestFile& file : entry.outputs) {
      if (!is_document_name(file.name) || is_of_this_run(run, file.name)) continue;
      ManifestEntry stale = entry;
      stale.done = false;
      stale.stale = true;
      stale.outputs = {file};
      stale.beside.clear();
      found[file.name] = std::move(stale);
    }
  };
  std::vector<ManifestEntry> stale;
  if (!run.manifest.visit_superseded(visit, sink)) return stale;
  for (auto& [name, entry] : found) {
    if (is_as_written(run, entry.outputs.front())) stale.push_back(std::move(entry));
  }
  return stale;
}

}  // namespace gongwen::engine
