// Reading finished files back before anybody sees them: is every text of the document in its PDF, is every cell in its
// workbook, do the two say the same? The readers know nothing of the writers; the PDF is read by two of them.
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

/// A finished issue: its files, and the documents that they were made of.
struct FinishedIssue {
  std::string_view pdf;
  std::string_view workbook;
  const dom::Tree& page_tree;
  const dom::Tree* sheet_tree;  // null: the kind has no workbook
  std::span<const engine::FinishedFile::PageSize> page_sizes;
  bool has_data = false;                  // attached to the PDF
  std::string second_reader;              // the program
  std::string_view ofd = {};              // empty: none is published
  std::string libexec_folder = {};        // that has `gongwen-reader`, which reads it
  std::set<std::string> signatures = {};  // of the PDF, as signature_words has them
  /// Of the PDF before it was signed: the signed one starts with it.
  std::size_t unsigned_size = std::string_view::npos;
};

/// The headings of a section, as the workbook lists them.
struct SectionHeadings {
  std::string title;
  std::vector<std::string> items;
};

/// A list of the data that is a sheet of the workbook.
struct SheetCheck {
  std::string sheet;
  std::size_t rows = 0;  // that it must have
  /// The heads of the columns with sections and headings; empty: every cell must be in the PDF, not headings alone.
  std::string section_column;
  std::string heading_column;
};

/// The lists of a periodical that are sheets; `counts` are those of all its lists, in their order.
std::vector<SheetCheck> sheet_checks(const store::Periodical& periodical, std::span<const IssueCount> counts);

/// Returns: the sections of the issue; what is wrong is reported: publish/unreadable-output, publish/lost-text,
/// publish/lost-cell, publish/outputs-differ, publish/lost-row, and of the second reader publish/no-second-reader,
/// publish/second-reader-failed, publish/second-reader-differs, publish/unseen-text; of OFD publish/ofd-differs.
std::vector<SectionHeadings> verify_issue(const FinishedIssue& issue, const std::vector<SheetCheck>& sheets,
                                          diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::publish
