// Reads Word files (DOCX, DOCM) into a Document, within limits. Files of strangers are read in `gongwen-reader` only:
// see intake/file_reader.h.
#pragma once

#include "base/expected.h"
#include "package/zip_archive.h"
#include "word/document.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::word {

/// No limit is optional. The package has its own (package::ZipLimits).
struct WordLimits {
  package::ZipLimits zip = {};
  std::size_t max_part_bytes = std::size_t{64} << 20;  // of one part of XML
  std::size_t max_depth = 256;                         // of elements
  std::size_t max_table_depth = 16;
  std::size_t max_style_depth = 20;
  std::size_t max_field_depth = 20;
  std::size_t max_paragraphs = 200'000;
  std::size_t max_inlines = 1'000'000;
  std::size_t max_cells = 200'000;
  std::size_t max_columns = 63;
  std::size_t max_controls = 20'000;
  std::size_t max_text_bytes = std::size_t{64} << 20;  // of all stories
};

enum class WordError : std::uint8_t {
  Package,       // see WordFailure::zip
  NotWord,       // a package of another type
  Damaged,       // the XML of the main part, or of a part that it needs
  DocumentType,  // document types are refused
  TooLarge       // see WordFailure::limit
};

enum class WordLimit : std::uint8_t {
  PartBytes,
  Depth,
  TableDepth,
  FieldDepth,
  Paragraphs,
  Inlines,
  Cells,
  Columns,
  Controls,
  Text
};

struct WordFailure {
  WordError error = WordError::Damaged;
  package::ZipError zip = package::ZipError::Damaged;
  WordLimit limit = WordLimit::PartBytes;
  std::size_t most = 0;  // the limit
};

/// Reads a whole document. The main part is found by its relationship. Nothing outside of the file is ever opened, and
/// neither macros nor embedded files are.
base::Expected<Document, WordFailure> read_document(std::string_view bytes, const WordLimits& limits);
/// The same from an open archive, with which the caller can read the parts of pictures.
base::Expected<Document, WordFailure> read_document(package::ZipArchive& zip, const WordLimits& limits);

/// Whether a package is a Word file, by the relationship of its main part and its content type.
bool is_word_package(package::ZipArchive& zip);

}  // namespace gongwen::word
