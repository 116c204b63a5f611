// Stale files: documents that earlier runs put into the folder and that no record of this run gives: the record is no
// longer among the inputs, has another name now, or the format was left out.
#pragma once

#include "engine/batch/detail/batch_manifest.h"
#include "engine/batch/detail/file_names.h"
#include "gongwen/engine.h"
#include "resources/output_folder.h"

#include <span>
#include <vector>

namespace gongwen::engine {

/// What has become of a run, when all its records have been put down.
struct FinishedRun {
  const BatchManifest& manifest;
  const FileNames& names;
  std::span<const Format> formats;
  const resources::OutputFolder& folder;
};

/// An entry for each stale file, by name. Files that are not any more as they were written are not among them: they are
/// somebody's own. Reports: resources/unreadable.
std::vector<ManifestEntry> find_stale_files(const FinishedRun& run, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
