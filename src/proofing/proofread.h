// Proofreading of documents and of data, and the profiles that documents are compared with.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "proofing/detail/proof_text.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::proofing {

// Proofreading of data: the rules of texts, applied to the values themselves and not to pages. It costs little
// and needs no layout.
//   proofing::proofread_data(document.root(), sink);

/// All texts of the data that have Chinese in them, each line by itself.
/// Reports: proofing/… of text_rules.h, at the value; of many values with the same error, the first fifty.
void proofread_data(const data::Value& root, diagnostics::DiagnosticSink& sink);

/// The same for data that are never together in memory: part after part, with one count of what was reported of all.
class DataProofreader {
 public:
  using Report =
      std::function<void(diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments)>;
  explicit DataProofreader(Report report) : report_(std::move(report)) {}

  /// As deep as the data, which its reader bounds.
  void check(const data::Value& value);

 private:
  void check_line_feed(const data::Value& value);
  void check_lines(const data::Value& value);
  void report(diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments);

  Report report_;
  std::map<std::string_view, int> counts_;  // by the message's id
};

// Profile: the numbers of a style of documents that a laid-out document is compared with.

struct Profile {
  std::string_view name;
  int characters = 0;  // Han characters a full line
  int lines = 0;       // lines a full page
  // The type area, in mm; 0: not prescribed.
  double top = 0;
  double inner = 0;
  double width = 0;
  double height = 0;
  bool is_official = false;  // GB/T 9704-2012: seals, 版记, text on the first page
};

/// The profile `gbt9704` or `tc260-plain`; null for other names.
const Profile* find_profile(std::string_view name);

/// The names of all profiles, with commas between them.
std::string_view profile_names();

// Proofreading: what in a laid-out document breaks the standards of official documents, with clause, page and line.
//   proofing::proofread(document, *proofing::find_profile("gbt9704"), context);

/// Reports: proofing/….
void proofread(const layout::DocumentLayout& document, const Profile& profile, layout::LayoutContext& context);

/// What holds for every document, with a profile or without: lines that are stretched beyond the limit, or left short
/// because they cannot be filled. Page by page, each with its place in the document.
/// Reports to `sink`: proofing/line-short, proofing/line-stretched.
void proofread_lines(const layout::PageLayout& page, std::size_t index, layout::LayoutContext& context,
                     diagnostics::DiagnosticSink& sink);

/// What of a profile holds for every document with a red head: text on the first page and beside the seal, 版记 at the
/// end. Reports: proofing/no-text-on-first-page, proofing/seal-alone, proofing/imprint-page.
void proofread_official_pages(const layout::DocumentLayout& document, layout::LayoutContext& context);

}  // namespace gongwen::proofing
