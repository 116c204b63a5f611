// Determines the type of returned files, and reads workbooks and the text of tagged PDFs in this process. Files of
// unknown origin must be read through file_reader.h.
#pragma once

#include "base/expected.h"
#include "intake/detail/limits.h"
#include "intake/returned_file.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// Reading a returned workbook: the values of its named cells.

/// How to treat a workbook that has neither defined names nor a map of its fields.
enum class UnnamedCells : std::uint8_t { Refuse, Collect };

/// Never fails: errors are notices. With UnnamedCells::Collect, all cells are returned as loose cells if nothing
/// identifies the fields.
ReturnedFile read_xlsx(std::string_view bytes, UnnamedCells unnamed, const IntakeLimits& limits);

// Reads the text of a tagged PDF in logical order, independently of our writer: from content streams, font maps and the
// structure tree. Used for checks that compare the file with the document. Everything is read once and within limits;
// but the library that parses objects has no time limit, so files of unknown origin must be read through file_reader.h.

struct PdfTextError {
  std::string reason = {};
};

struct PdfLogicalText {
  std::size_t pages = 0;
  std::string text = {};       // the text of all elements in order; artifacts such as page numbers are left out
  std::size_t unmapped = 0;    // glyphs without a character in the file
  std::size_t references = 0;  // pieces of marked content to which the structure refers
  std::size_t missing = 0;     // number of these that no page has
};

/// Fails if the library cannot be loaded, or the file is damaged, encrypted or beyond the limits.
base::Expected<PdfLogicalText, PdfTextError> read_pdf_text(std::string_view bytes, const IntakeLimits& limits);

// Reading any returned file: see FileReader.

/// The type of a file by its bytes, ignoring its name; nullopt if it is none of these.
std::optional<FileType> sniff(std::string_view bytes);

/// Whether a file with this name is read as a workbook: `.xlsx`, `.xlsm`, ignoring case.
bool is_workbook_name(std::string_view path);
/// Whether a file with this name is read as a Word file: `.docx`, `.docm`, ignoring case.
bool is_word_name(std::string_view path);

/// Whether Word files are read, or refused with the advice to use another format: they hold forms, never data books.
enum class WordFiles : std::uint8_t { Refuse, Read };

struct IntakeOptions {
  UnnamedCells unnamed = UnnamedCells::Refuse;
  WordFiles word = WordFiles::Refuse;
  IntakeLimits limits = {};
  ProcessLimits process = {};
};

// Archives of returned files (ZIP, mails): unpacked in memory, within the limits for workbooks, which nested archives
// share.

struct ArchivedFile {
  std::string name;  // including folders, in UTF-8
  std::string bytes;
};

struct Archive {
  std::vector<ArchivedFile> files;  // by name; without system files such as .DS_Store
  std::vector<Notice> notices;      // errors of the archive
};

}  // namespace gongwen::intake
