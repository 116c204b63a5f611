// Reads finished files back before publication: every text of the document must be in its PDF, every cell in its
// workbook, and both must agree. The readers share no code with the writers; the PDF is read by two readers.
#pragma once

#include "base/expected.h"
#include "base/json.h"
#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "engine/runs/kind_run.h"
#include "gongwen/publish.h"
#include "store/publish/edition_signer.h"
#include "store/record.h"

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::publish {

/// A finished issue: its files, and the documents from which they were made.
struct FinishedIssue {
  std::string_view pdf;
  std::string_view workbook;
  const dom::Tree& page_tree;
  const dom::Tree* sheet_tree;  // null: the kind has no workbook
  std::span<const engine::FinishedFile::PageSize> page_sizes;
  bool has_data = false;                  // data.json is attached to the PDF
  std::string second_reader;              // path of the program
  std::string_view ofd = {};              // empty: not published
  std::string libexec_folder = {};        // folder of `gongwen-reader`, which reads OFD
  std::set<std::string> signatures = {};  // of the PDF, as from signature_words
  /// Size of the PDF before it was signed: the signed file starts with these bytes.
  std::size_t unsigned_size = std::string_view::npos;
};

/// The headings of a section, as listed in the workbook.
struct SectionHeadings {
  std::string title;
  std::vector<std::string> items;
};

/// A list of the data that is a sheet of the workbook, and how to check it.
struct SheetCheck {
  std::string sheet;
  std::size_t rows = 0;  // expected number of rows
  /// Heads of the columns with sections and headings. If empty, every cell of the sheet must be in the PDF, not only
  /// headings.
  std::string section_column;
  std::string heading_column;
};

/// The checks for a periodical's lists that are sheets; `counts` has an entry for each of its lists, in order.
std::vector<SheetCheck> sheet_checks(const store::Periodical& periodical, std::span<const IssueCount> counts);

/// Checks a finished issue. Returns its sections.
/// Reports: publish/unreadable-output, publish/lost-text, publish/lost-cell, publish/outputs-differ, publish/lost-row;
/// about the second reader publish/no-second-reader, publish/second-reader-failed, publish/second-reader-differs,
/// publish/unseen-text; about OFD publish/ofd-differs.
std::vector<SectionHeadings> verify_issue(const FinishedIssue& issue, const std::vector<SheetCheck>& sheets,
                                          diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::publish
