// What a returned file is, and what is read in this process: a workbook, and the text of a tagged PDF. Strangers' files
// are for file_reader.h.
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

/// What to do with a workbook that has neither names nor a map of its fields.
enum class UnnamedCells : std::uint8_t { Refuse, Collect };

/// Never fails: errors are notices. With UnnamedCells::Collect all cells are given as loose ones when nothing else
/// leads to the fields.
ReturnedFile read_xlsx(std::string_view bytes, UnnamedCells unnamed, const IntakeLimits& limits);

// Reading the text of a tagged PDF back, in its logical order, by its own way: content streams, the maps of the
// fonts, the tree of the structure. For checks that compare what was written with what was meant. Nothing is read
// twice, and no more than the limits allow, whatever the file is; its objects are still those of a library that knows
// no limits of time, so strangers' files are for file_reader.h.

struct PdfTextError {
  std::string reason = {};
};

struct PdfLogicalText {
  std::size_t pages = 0;
  std::string text = {};       // all elements' text one after the other; artifacts such as page numbers are left out
  std::size_t unmapped = 0;    // glyphs whose characters are not in the file
  std::size_t references = 0;  // stretches of content that the structure names
  std::size_t missing = 0;     // of these, the ones that no page has
};

base::Expected<PdfLogicalText, PdfTextError> read_pdf_text(std::string_view bytes, const IntakeLimits& limits);

// How any returned file is read: see FileReader.

/// What the bytes are, whatever the name of the file says; nothing for what is none of these.
std::optional<FileType> sniff(std::string_view bytes);

/// Whether a file of this name is read as a workbook: `.xlsx`, `.xlsm`, in either case.
bool is_workbook_name(std::string_view path);

struct IntakeOptions {
  UnnamedCells unnamed = UnnamedCells::Refuse;
  IntakeLimits limits = {};
  ProcessLimits process = {};
};

// Archives of returned files (ZIP, mails), as people pack and mail programs save them: unpacked in memory, within the
// limits of workbooks, which archives in archives share.

struct ArchivedFile {
  std::string name;  // with the folders in the archive, in UTF-8
  std::string bytes;
};

struct Archive {
  std::vector<ArchivedFile> files;  // by name; nothing of what programs leave beside files
  std::vector<Notice> notices;      // what is wrong with the archive
};

}  // namespace gongwen::intake
