// DataFiles: the files that data may name, such as pictures and tables: those given in memory together with the data,
// and those beside its file.
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

/// Returns the file with this path among those given in memory; null if none has it.
const MemoryFile* find_file(std::span<const MemoryFile> files, std::string_view path);

struct DataFiles {
  std::string folder;                                     // of the data's file; empty for data without a file
  std::shared_ptr<const resources::FilesInMemory> given;  // by their normal paths; null if none were given

  /// Returns a given file; null if none was given with this path.
  const std::string* find(std::string_view path) const;
  /// Reads a file that the data names, which must not be outside the folder. Reports at `origin`: those of
  /// Folder::read_bytes.
  base::Expected<std::string> read(std::string_view name, const diagnostics::Origin& origin,
                                   diagnostics::DiagnosticSink& sink) const;
};

/// The files that data of this source may name. Bytes are copied, since a run may outlive its source.
DataFiles data_files_of(const DataSource& source);

// FinishedFile: an output that is complete but not yet in its place, in memory or on the disk.

struct FinishedFile {
  std::string bytes;      // empty after an error, and for staged files
  std::size_t pages = 0;  // or sheets
  Format format = Format::Pdf;
  std::size_t page = 0;  // the page of the document that it shows, from 1; 0: the whole document
  /// For files that are too large for the memory: the complete file, beside its final place. Null otherwise.
  std::unique_ptr<resources::AtomicFile> staged = nullptr;
  std::size_t staged_size = 0;  // in bytes
  std::string sha256 = {};      // empty until hash_files is called
  /// For a PDF: its pages, in points.
  struct PageSize {
    double width = 0;
    double height = 0;
  };
  std::vector<PageSize> page_sizes = {};

  std::size_t size() const { return bytes.size() + staged_size; }
};

}  // namespace gongwen::engine
