// Collects inline content: turns boxes into a paragraph's text and pieces, with white space processed (css-text-3
// §4.1).
#pragma once

#include "layout/core/context.h"
#include "layout/inline/page_text.h"

#include <optional>
#include <string>

namespace gongwen::layout {

// Text that depends on pages: cross-references and page counters (css-content-3 section 5, css-gcpm-3).

/// The text of target-counter(), target-counters() or target-text().
/// Reports: layout/unknown-target at `origin`.
std::string target_item_text(const style::ContentItem& item, diagnostics::OriginId origin, LayoutContext& context);

/// Whether text depends on the pages that it is on, so that it must be laid out more than once. Content of page margins
/// does not count, since it changes no page.
bool has_page_references(const boxes::BoxTree& boxes);

// Labels of one width (CLREQ 4.8): `-gw-even-label: 4` sets 姓名 and 单位 as wide as 联系电话, with the first and the
// last character at the ends.

/// A label in a paragraph: an inline box, or the whole paragraph of a block container.
struct EvenLabel {
  BoxId box;
  bool is_whole = false;
};

/// The label that a box is; nullopt if it is not a label.
std::optional<EvenLabel> even_label(BoxId box, bool is_whole, const LayoutContext& context);

/// Spreads the characters of the label over as many em as its style says. Blanks typed in it take no space, and the
/// label stays on one line. A label that is wider is left unchanged. Reports: layout/label-too-wide.
void spread_label(const EvenLabel& label, text::ShapedParagraph& paragraph, LayoutContext& context);

struct CollectedInline {
  std::u32string text;
  std::vector<text::ParagraphPiece> pieces;
  std::vector<text::TextStyle> styles;
  std::unordered_map<std::uint32_t, const Fragment*> objects;
  std::vector<BoxId> ruby_bases;  // ruby bases with annotations, the inner ones first
  std::vector<EvenLabel> labels;
  text::BidiBase bidi;
  bool has_bidi = false;          // some of it runs from right to left
  bool depends_on_width = false;  // has objects or percentages
  bool depends_on_pages = false;  // has cross-references
  /// Whether there are annotations or emphasis marks on that side.
  bool marked_over = false;
  bool marked_under = false;
  /// The height of the containing block, if its style alone determines it.
  std::optional<LayoutUnit> containing_height = std::nullopt;
};

/// Collects the content of several block containers as one paragraph, in which each is an inline box.
CollectedInline collect_joined(const std::vector<BoxId>& boxes, LayoutUnit width, LayoutContext& context);
CollectedInline collect_inline(BoxId container, LayoutUnit width, LayoutContext& context);

/// The data that the content of a first line with its own style shares with the usual one: the boxes in it.
struct FirstLineSource {
  style::StyleId style;
  const std::unordered_map<std::uint32_t, const Fragment*>& objects;
};
/// Collects the content in the style of ::first-line, with the same characters at the same places.
CollectedInline collect_first_line(BoxId container, LayoutUnit width, const FirstLineSource& source,
                                   LayoutContext& context);

}  // namespace gongwen::layout
