// Reads a returned PDF: its form fields, attached data, and active content.
#pragma once

#include "intake/detail/limits.h"
#include "intake/detail/pdf_library.h"
#include "intake/detail/pdf_paint.h"
#include "intake/returned_file.h"
#include "intake/signable_pdf.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// Reading a returned PDF: the values of its form, or the data that a finished document carries.

/// Never fails: errors are reported as notices, and with an error the values are unreliable. Must run with limits on
/// time and memory (file_reader.h), because the library unpacks object streams by itself.
ReturnedFile read_pdf(std::string_view bytes, const IntakeLimits& limits);

/// The two ways to read a PDF, with equal results. Most files are read without the library; read_plain_pdf() returns
/// nullopt for files with unusual syntax (plain_pdf.h).
std::optional<ReturnedFile> read_plain_pdf(std::string_view bytes, const IntakeLimits& limits);
ReturnedFile read_pdf_by_library(std::string_view bytes, const IntakeLimits& limits);

// Reading the facts that signing needs.

/// Two ways again: nullopt for files with unusual syntax; with the library, the file must not need repair.
std::optional<SignablePdf> read_plain_signable(std::string_view bytes, const IntakeLimits& limits);
SignablePdf read_signable_by_library(std::string_view bytes, const IntakeLimits& limits);

// Data attached to a PDF.

/// The first attached JSON file: associated files with the relationship Source first (ISO 32000-2, 14.13), then any
/// named file (ISO 32000-2, 7.11.4). Returns nullopt if no file is attached, or if it cannot be unpacked.
std::optional<std::string> find_attached_json(const PdfFile& file, const IntakeLimits& limits);

// Trees of names (ISO 32000-2, 7.9.6).

/// Calls `visit` with each array Names of the tree, in order: keys and values by turns. Each node is visited once.
void visit_name_tree(const PdfObject& root, const IntakeLimits& limits,
                     const std::function<void(const PdfObject&)>& visit);

// Active content of a PDF.

/// Reports scripts, actions that start programs, and attached programs: none is executed, but users who open the file
/// should know.
/// Notices: intake/active-content.
void report_active_content(const PdfFile& pdf, const IntakeLimits& limits, ReturnedFile& file);

// The fields of a PDF form: the tree of fields as a flat list, each with its widgets.

/// A widget annotation on its page.
struct PdfWidget {
  PdfObject object;
  std::size_t page = 0;  // from 1; 0: on no page
  bool is_visible = false;
  std::size_t order = 0;  // index among the widgets of its page
};

/// A terminal field (ISO 32000-2, 12.7.4), with inherited entries resolved.
struct PdfField {
  std::string name;  // fully qualified, decoded
  std::string type;  // `Tx`, `Btn`, `Ch`, `Sig`; empty if missing
  std::int64_t flags = 0;
  PdfObject options;                  // Opt
  PdfObject value;                    // V
  PdfObject indices;                  // I
  std::vector<PdfObject> widgets;     // the field itself if it is merged with its widget
  std::vector<PdfWidget> places;      // the same widgets on their pages
  std::vector<PdfObject> kid_values;  // V of widgets that are separate objects
  std::size_t page = 0;
  bool orphan = false;  // on a page, but missing in the list of fields
  bool hidden = false;  // has no visible widget
};

struct PdfFieldList {
  std::vector<PdfField> fields;
  /// Widgets on pages without a field: programs that merge files drop the fields.
  std::vector<PdfField> nameless;
  bool too_many = false;
};

/// Collects all fields of the form, and fields on pages that the form does not list, each once, even if the file has
/// loops.
PdfFieldList collect_pdf_fields(const PdfFile& file, const PdfLayers& layers, const IntakeLimits& limits);

}  // namespace gongwen::intake
