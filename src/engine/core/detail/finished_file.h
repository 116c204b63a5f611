// FinishedFile: an output before it takes its place: in memory, or on the disk already.
#pragma once

#include "gongwen/format.h"
#include "resources/atomic_file.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::engine {

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
