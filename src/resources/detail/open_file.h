// Opens files of unknown type safely: reading never follows a link out of the folder, and never reads another file than
// the one that was opened.
//   if (const FileDescriptor file = open_inner_file(root, name)) return read_open_file(file, path, limits, sink);
//   // else: ask for each part of the path, as Folder::resolve does
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/file_descriptor.h"
#include "resources/read_file.h"

#include <string>

namespace gongwen::resources {

/// Opens a file for reading in one step, if no part of its inner name is a link: then it is below the root, wherever
/// that is, and no link can be put in its place between a check and the opening.
///
/// Returns no file if a part is a link, or if the system cannot check it (before Linux 5.6); then the caller resolves
/// each part of the path.
FileDescriptor open_inner_file(const std::string& root, const std::string& name);

/// The bytes of an open file, which messages call `path`. A file that replaces it on disk meanwhile is not read.
///
/// Reports: resources/is-folder, resources/unreadable, resources/too-large.
base::Expected<std::string> read_open_file(const FileDescriptor& file, const std::string& path,
                                           const ReadLimits& limits, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::resources
