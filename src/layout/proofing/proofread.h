// ProofText: the text of a laid-out document as a proofreader sees it: paragraphs, their lines, and the page and line
// of each character. Lines are counted down the page and include everything in the page area. This file also declares
// the profiles, and the functions that proofread documents and data.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "layout/pages/page_sequence.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::proofing {

using base::LayoutUnit;
using boxes::BoxId;

struct ProofLine {
  std::size_t page = 0;  // index
  int number = 0;        // number of the line on its page, from 1
  LayoutUnit left;       // of the first glyph
  LayoutUnit baseline;   // distance from the upper edge of the page
  LayoutUnit width;      // of the box that contains it
  layout::LineFit fit = layout::LineFit::Natural;
  LayoutUnit lack;        // by how much it is shorter than the measure
  base::FontSize size;    // of the line's first text
  std::size_t begin = 0;  // offset in the paragraph's text
  std::size_t end = 0;
};

/// Text and lines of one block container on all its pages: a paragraph that continues
/// over pages is one. Lines of several boxes at the same height of a page share a
/// number.
struct Paragraph {
  BoxId box;
  std::u32string text;
  std::vector<diagnostics::OriginId> origins;  // of each character
  std::vector<ProofLine> lines;
  base::FontSize size;  // of most of its text
  bool is_title = false;
  bool is_indented = false;

  const ProofLine& line_of(std::size_t character) const;
  /// Appends the text of a fragment.
  void append(const layout::Fragment& fragment);
};

/// A part of a signature: a name and date, or the seal on them.
struct Place {
  std::size_t page = 0;
  BoxId box;
};

struct ProofText {
  std::vector<Paragraph> paragraphs;  // in the order of their first lines
  std::vector<Place> signatures;      // elements of the class `signature`
  std::vector<Place> imprints;        // elements of the class `imprint`: 版记
  base::FontSize body_size;           // size of most of the text outside of tables

  /// Whether a paragraph is running text: in the size of the body, and not a title.
  bool is_body(const Paragraph& paragraph) const { return !paragraph.is_title && paragraph.size == body_size; }
};

ProofText read_pages(const layout::DocumentLayout& document, const layout::LayoutContext& context,
                     std::size_t first_page = 0);

/// Whether a box belongs to an element with the class, or is inside one.
bool is_in_class(BoxId box, std::string_view name, const layout::LayoutContext& context);

// Proofreading of documents and of data, and the profiles for comparison.

// Proofreading of data: applies the rules for texts to the values rather than to pages. It is fast, since it needs no
// layout.
//   proofing::proofread_data(document.root(), sink);

/// Checks all texts of the data that contain Chinese, each line separately.
/// Reports: proofing/… of text_rules.h, at the value; if many values have the same error, the first fifty.
void proofread_data(const data::Value& root, diagnostics::DiagnosticSink& sink);

/// Checks data that is never in memory as a whole, part by part, with a single limit of reports for all parts.
class DataProofreader {
 public:
  using Report =
      std::function<void(diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments)>;
  explicit DataProofreader(Report report) : report_(std::move(report)) {}

  /// Checks a value and everything in it. Recursion is as deep as the data, the depth of which its reader limits.
  void check(const data::Value& value);

 private:
  void check_line_feed(const data::Value& value);
  void check_lines(const data::Value& value);
  void report(diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments);

  Report report_;
  std::map<std::string_view, int> counts_;  // number of reports by message id
};

// Profile: the dimensions of a document style with which a laid-out document is compared.

struct Profile {
  std::string_view name;
  int characters = 0;  // Han characters per full line
  int lines = 0;       // lines per full page
  // The type area, in mm; 0: not prescribed.
  double top = 0;
  double inner = 0;
  double width = 0;
  double height = 0;
  bool is_official = false;  // GB/T 9704-2012: seals, 版记, text on the first page
};

/// The profile `gbt9704` or `tc260-plain`; null for other names.
const Profile* find_profile(std::string_view name);

/// The names of all profiles, separated by commas.
std::string_view profile_names();

// Proofreading: reports violations of the standards for official documents, with clause, page and line.
//   proofing::proofread(document, *proofing::find_profile("gbt9704"), context);

/// Reports: proofing/….
void proofread(const layout::DocumentLayout& document, const Profile& profile, layout::LayoutContext& context);

/// Checks that apply to every document, with or without a profile: lines stretched beyond the limit, and lines left
/// short because they cannot be filled. Call it for each page, with its index in the document. Reports to `sink`:
/// proofing/line-short, proofing/line-stretched.
void proofread_lines(const layout::PageLayout& page, std::size_t index, layout::LayoutContext& context,
                     diagnostics::DiagnosticSink& sink);

/// Checks of profiles that apply to every document with a red head: text on the first page and beside the seal, 版记 at
/// the end. Reports: proofing/no-text-on-first-page, proofing/seal-alone, proofing/imprint-page.
void proofread_official_pages(const layout::DocumentLayout& document, layout::LayoutContext& context);

}  // namespace gongwen::proofing
