// A returned PDF: the whole reading, its form fields, attached data, and active content.
#pragma once

#include "intake/detail/limits.h"
#include "intake/detail/pdf_library.h"
#include "intake/detail/pdf_paint.h"
#include "intake/returned_file.h"
#include "intake/signable_pdf.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// Reading a returned PDF: the values of its form, or the data that a finished document carries.

/// Never fails: what is wrong is reported in the notices, and an error among them means that the values are not to be
/// relied on. To be run with limits on time and memory (file_reader.h), since the library unpacks tables of objects
/// itself.
ReturnedFile read_pdf(std::string_view bytes, const IntakeLimits& limits);

/// The two ways of it: most files are read without the library, which answers the same. Nothing for a file that is not
/// written as most are (plain_pdf.h).
std::optional<ReturnedFile> read_plain_pdf(std::string_view bytes, const IntakeLimits& limits);
ReturnedFile read_pdf_by_library(std::string_view bytes, const IntakeLimits& limits);

// Reading what a signature needs.

/// The same two ways: nothing for a file that is not written as most are, and the library must find nothing to repair.
std::optional<SignablePdf> read_plain_signable(std::string_view bytes, const IntakeLimits& limits);
SignablePdf read_signable_by_library(std::string_view bytes, const IntakeLimits& limits);

// Data that a PDF carries with it as an attached file.

/// The first attached JSON file: of the document's associated files those that are its source before others (ISO
/// 32000-2, 14.13), then any named one (ISO 32000-1, 7.11.4). Nothing when there is none, or it cannot be unpacked.
std::optional<std::string> find_attached_json(const PdfFile& file, const IntakeLimits& limits);

// What in a PDF could do something by itself.

/// Scripts, actions that start programs, attached programs: nothing is run, but users who open the file should know.
/// Notices: intake/active-content.
void report_active_content(const PdfFile& pdf, ReturnedFile& file);

// The fields of a PDF form as they lie in the file: the tree of fields made flat, each with its widgets.

/// An annotation in which something can be filled in, on its page.
struct PdfWidget {
  PdfObject object;
  std::size_t page = 0;  // 1 for the first; 0: on none
  bool is_visible = false;
  std::size_t order = 0;  // among those of its page
};

/// A field without fields below it (ISO 32000-1, 12.7.3). What it inherits has been filled in.
struct PdfField {
  std::string name;  // full name, decoded
  std::string type;  // `Tx`, `Btn`, `Ch`, `Sig`; empty when none is stated
  std::int64_t flags = 0;
  PdfObject options;                  // Opt
  PdfObject value;                    // V
  PdfObject indices;                  // I
  std::vector<PdfObject> widgets;     // itself, when field and widget are one
  std::vector<PdfWidget> places;      // the same on their pages
  std::vector<PdfObject> kid_values;  // V of widgets that are not the field itself
  std::size_t page = 0;
  bool orphan = false;  // on a page, but not in the list of fields
  bool hidden = false;  // has no widget that a person can see
};

struct PdfFieldList {
  std::vector<PdfField> fields;
  /// On pages, and of no field: programs that join files drop the fields.
  std::vector<PdfField> nameless;
  bool too_many = false;
};

/// All fields of the form and those on pages that the form does not list, each once, whatever loops the file has.
PdfFieldList collect_pdf_fields(const PdfFile& file, const PdfLayers& layers, const IntakeLimits& limits);

}  // namespace gongwen::intake
