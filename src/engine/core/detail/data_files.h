// DataFiles: the files that the data of a run name: pictures and tables that were given with the data by their bytes,
// and those that are beside its file.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "gongwen/engine.h"
#include "resources/folder.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::engine {

/// The file of this path among those that are given in memory; null when there is none.
const MemoryFile* find_file(std::span<const MemoryFile> files, std::string_view path);

struct DataFiles {
  std::string folder;                                     // of the data's file; empty for data without a file
  std::shared_ptr<const resources::FilesInMemory> given;  // by their normal paths; null when there are none

  /// A file that was given; null when none was given by this path.
  const std::string* find(std::string_view path) const;
  /// A file that the data name, which must not lead out of the folder.
  /// Reports at `origin`: those of Folder::read_bytes.
  base::Expected<std::string> read(std::string_view name, const diagnostics::Origin& origin,
                                   diagnostics::DiagnosticSink& sink) const;
};

/// What data of this source may name. The bytes are copied: a run may outlive its source.
DataFiles data_files_of(const DataSource& source);

}  // namespace gongwen::engine
