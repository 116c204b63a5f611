// ProofText: the text of a laid-out document as a proofreader sees it: paragraphs, their lines, and on which page and
// line each character is. Lines are counted down the page over all that is in its area.
#pragma once

#include "layout/pages/page_sequence.h"

#include <string>
#include <vector>

namespace gongwen::proofing {

using base::LayoutUnit;
using boxes::BoxId;

struct ProofLine {
  std::size_t page = 0;  // index
  int number = 0;        // on its page, from 1
  LayoutUnit left;       // of the first glyph
  LayoutUnit baseline;   // from the page's upper edge
  LayoutUnit width;      // of the box that it is in
  layout::LineFit fit = layout::LineFit::Natural;
  LayoutUnit lack;        // of its measure
  base::FontSize size;    // of its first text
  std::size_t begin = 0;  // in the paragraph's text
  std::size_t end = 0;
};

/// The lines of one block container, on all its pages.
struct Paragraph {
  BoxId box;
  std::u32string text;
  std::vector<diagnostics::OriginId> origins;  // of each character
  std::vector<ProofLine> lines;
  base::FontSize size;  // of most of its text
  bool is_title = false;
  bool is_indented = false;

  const ProofLine& line_of(std::size_t character) const;
  /// Adds the text of a fragment.
  void append(const layout::Fragment& fragment);
};

/// A part of a signature: a name and date, or the seal on them.
struct Place {
  std::size_t page = 0;
  BoxId box;
};

struct ProofText {
  std::vector<Paragraph> paragraphs;  // in the order in which they start
  std::vector<Place> signatures;      // elements of the class `signature`
  std::vector<Place> imprints;        // elements of the class `imprint`: 版记
  base::FontSize body_size;           // of most of the text outside of tables

  /// Whether a paragraph is running text: of the body's size, and not a title.
  bool is_body(const Paragraph& paragraph) const { return !paragraph.is_title && paragraph.size == body_size; }
};

ProofText read_pages(const layout::DocumentLayout& document, const layout::LayoutContext& context,
                     std::size_t first_page = 0);

/// Whether a box is one of an element that has the class, or is in one.
bool is_in_class(BoxId box, std::string_view name, const layout::LayoutContext& context);

}  // namespace gongwen::proofing
