// Files that are opened before anybody knows more of them than their names.
//   if (const FileDescriptor file = open_inner_file(root, name)) return read_open_file(file, path, limits, sink);
//   // else: ask for each part of the path, as Folder::resolve does
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/file_descriptor.h"
#include "resources/read_file.h"

#include <string>

namespace gongwen::resources {

/// Opens a file for reading if no part of its inner name is a link, in one step: it is below the root, wherever that
/// is, and nothing can come between a question and its answer.
///
/// What is asked for first and opened afterwards could be replaced by a link in between.
///
/// None if that is not so, or if the system cannot check it, as before Linux 5.6; then the caller asks for each part of
/// the path.
FileDescriptor open_inner_file(const std::string& root, const std::string& name);

/// The bytes of an open file, which messages call `path`. What the file is was settled when it was opened: another one
/// that is put in its place meanwhile is not read.
///
/// Reports: resources/is-folder, resources/unreadable, resources/too-large.
base::Expected<std::string> read_open_file(const FileDescriptor& file, const std::string& path,
                                           const ReadLimits& limits, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::resources
