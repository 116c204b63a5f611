// DataFiles: the files that the data of a run name: pictures and tables that were given with the data by their bytes,
// and those that are beside its file.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "gongwen/engine.h"
#include "gongwen/format.h"
#include "resources/atomic_file.h"
#include "resources/folder.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

// FinishedFile: an output before it takes its place: in memory, or on the disk already.

struct FinishedFile {
  std::string bytes;      // empty when an error was reported, and of staged files
  std::size_t pages = 0;  // or sheets
  Format format = Format::Pdf;
  std::size_t page = 0;  // which page of the document it shows, from 1; 0: the whole document
  /// Of files that are too large for the memory: the whole file, beside its place and not yet in it. Null otherwise.
  std::unique_ptr<resources::AtomicFile> staged = nullptr;
  std::size_t staged_size = 0;  // in bytes
  std::string sha256 = {};      // empty until somebody asks: hash_files
  /// Of a PDF: its pages in points.
  struct PageSize {
    double width = 0;
    double height = 0;
  };
  std::vector<PageSize> page_sizes = {};

  std::size_t size() const { return bytes.size() + staged_size; }
};

}  // namespace gongwen::engine
