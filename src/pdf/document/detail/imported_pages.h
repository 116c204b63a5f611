// Pages of other PDFs that are drawn in this one: each is a form XObject with all objects that it needs, in the terms
// of this file's writer. The reader that takes them out of their file checks them (intake/copied_pages.h).
#pragma once

#include "pdf/syntax/detail/file_writer.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::images {
struct Image;
}

namespace gongwen::pdf {

class StructureWriter;

/// An object in PDF syntax. A reference to the n-th object of the file is written as kReferenceStart, n, kReferenceEnd,
/// which occur nowhere else.
struct ImportedObject {
  static constexpr char kReferenceStart = '\x01';
  static constexpr char kReferenceEnd = '\x02';

  std::string body;  // of a stream: the entries of its dictionary except Length
  bool is_stream = false;
  bool is_unpacked = false;  // a stream to be compressed
  std::string data;          // of a stream
};

/// All objects that the pages of one file need.
struct ImportedFile {
  std::vector<ImportedObject> objects;
};

/// A stream with marked content: its contents are those of the page from `first` on.
struct ImportedStream {
  std::uint32_t object = 0;
  std::uint32_t first = 0;
  std::uint32_t contents = 0;
};

struct ImportedPage {
  const ImportedFile* file = nullptr;  // must outlive the writing
  std::uint32_t form = 0;              // draws the page from 0,0 to its size, y up
  double width = 0;                    // in the form's units
  double height = 0;
  bool has_transparency = false;
  std::size_t page = 0;  // page of the document on which it is drawn
  std::vector<ImportedStream> streams;
};

/// By the images that stand for them.
using ImportedPages = std::map<const images::Image*, ImportedPage>;

/// Writes the objects of imported files, each file once, when the first of its pages is drawn.
class ImportWriter {
 public:
  ImportWriter(const ImportedPages& pages, StructureWriter& structure, FileWriter& file)
      : pages_(pages), structure_(structure), file_(file) {}

  /// Null if the image does not stand for a page.
  const ImportedPage* find(const images::Image& image) const;
  /// The form that draws the page.
  ObjectNumber form(const ImportedPage& page);

 private:
  ObjectNumber write(const ImportedFile& file);

  const ImportedPages& pages_;
  StructureWriter& structure_;
  FileWriter& file_;
  std::map<const ImportedFile*, ObjectNumber> first_objects_;  // only looked up
};

}  // namespace gongwen::pdf
