// The files that a rendering is asked for: which formats, which paths, and writing them all or none.
#pragma once

#include "engine/core/detail/finished_file.h"
#include "engine/kinds/detail/manifest.h"

#include <span>
#include <string>
#include <vector>

namespace gongwen::engine {

struct OutputFile {
  Format format = Format::Pdf;
  std::string path;
  bool in_folder = false;  // the path is a folder, and the file's name is still to be made
};

std::string_view format_ending(Format format);  // `.pdf`
std::optional<Format> format_of_path(std::string_view path);

/// Works out formats. Returns: nothing when an output makes no sense, which is reported.
/// Reports: engine/unknown-format, engine/no-such-output, engine/same-output.
base::Expected<std::vector<OutputFile>> plan_outputs(const std::vector<Output>& outputs, const Manifest& manifest,
                                                     const DataSource& data, diagnostics::DiagnosticSink& sink);

/// Works out FinishedFile::sha256 of files that are not yet in their places.
void hash_files(std::span<FinishedFile> files);

/// Puts the files into their places, all of them or none. Staged files are staged for the same outputs, and are no more
/// afterwards. Reports: those of AtomicFile.
bool write_outputs(std::span<const OutputFile> outputs, std::span<FinishedFile> files,
                   diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
