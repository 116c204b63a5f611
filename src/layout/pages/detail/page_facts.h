// Finds out what is on which page: ids for cross-references, bookmarks, named strings, and content that overflows the
// page area.
#pragma once

#include "layout/core/context.h"
#include "layout/pages/detail/page_overflow.h"
#include "layout/pages/page_sequence.h"

#include <vector>

namespace gongwen::layout {

// The places on a page where boxes out of flow were found: the calls of notes, the anchors of page floats.

/// The place of a note or a page float in the content of a page, as distances below the start of the content.
struct PageAnchor {
  BoxId box;
  LayoutUnit line_bottom;  // of the line that it is in; among blocks, its own place
  LayoutUnit block_top;    // of the block container of that line
};

struct PageAnchors {
  std::vector<PageAnchor> notes;  // in the order of the document
  std::vector<PageAnchor> floats;
  LayoutUnit bottom;  // of the lowest content

  bool has_float(BoxId box) const;
};

/// Searches a tree of fragments; repeated heads and feet of tables count once.
PageAnchors find_page_anchors(const Fragment& root, LayoutUnit top, const LayoutContext& context);

// Text that is hidden by a box around it, since it overflows that box: it is always reported.

/// Reports the first text in a fragment that is outside of its visible part: its padding box, if it hides overflow, or
/// the rectangle that `clip` leaves. Reports: layout/text-clipped.
void report_clipped_text(const Fragment& fragment, Point position, const Rect& area, LayoutContext& context);
/// Reports a box whose text does not fit even at its smallest size (`-gw-fit`), at the value in the data.
/// Reports: layout/text-too-large.
void report_too_large_text(const Fragment& fragment, LayoutContext& context);

/// A value of a named string, and its origin.
struct StringValue {
  std::string text;
  diagnostics::OriginId origin;
  BoxId element;  // if the value is a running element rather than a text
};

/// The values of one named string, or the running elements of one name, around a page (css-gcpm-3 section 1.2).
struct PageString {
  StringValue start;  // in effect at the start of the page
  StringValue first;  // the first one set on the page, otherwise `start`
  StringValue last;
  bool set_at_start = false;  // set by the first content of the page
  bool set_on_page = false;
};
using PageStrings = std::map<std::string, PageString, std::less<>>;

/// The value that string() or element() selects (css-gcpm-3 section 1.1.2).
StringValue select_value(const PageStrings& strings, const style::ContentItem& item);

/// The values of a counter of elements around a page, outermost first.
struct PageCount {
  std::vector<std::int32_t> shown;  // values at the first change on the page; without one, those before the page
  std::vector<std::int32_t> last;
  bool counts_on_page = false;
};
using PageCounts = std::map<std::string, PageCount, std::less<>>;

/// The values that the margin boxes of a page may ask for.
struct PageValues : PageTexts {
  PageStrings strings;
  PageStrings elements;  // running elements
  PageCounts counts;
  const PageLayout* page = nullptr;
  std::int32_t page_count = 0;

  std::string counter_text(const style::ContentItem& item, const style::CounterStyles& styles) const override;
  std::string string_text(const style::ContentItem& item) const override;
};

/// Sets the counters of the page context on each page (css-page-3 section 7). `page` increments itself unless its style
/// resets or increments it, and elements that start on a page may set it.
class PageCounter {
 public:
  PageCounter(const PagesAround& around, const LayoutContext& context);
  void count(PageLayout& page);

 private:
  bool number_runs_on_;
  std::map<std::string, std::int32_t, std::less<>> counters_;
  const LayoutContext& context_;
};

/// The number of pages of the whole file.
std::int32_t page_total(const DocumentLayout& document);

/// The pages of all targets, and the total number of pages.
PageReferences collect_references(const DocumentLayout& document, const LayoutContext& context);

/// The same for pages whose content has been freed, in a document without references in its text.
PageReferences references_to_anchors(const DocumentLayout& document);

/// Fills the document's anchors and bookmarks, and returns the named strings of each page. Reports:
/// layout/unknown-target, layout/footnote-apart, layout/text-clipped, and the messages of page_overflow.h.
class PageFacts {
 public:
  PageFacts(DocumentLayout& document, LayoutContext& context);

  /// Collects the values of a page, except for the page itself and the number of pages, which are not known yet.
  PageValues collect(const PageLayout& page);
  /// Call it after the last page.
  void finish();

 private:
  std::size_t number_of_page() const;
  void walk(const Fragment& fragment, Point position);
  void visit(const Fragment& fragment, Point position, const ShownPart& part);
  void report_clipped(const Fragment& fragment, Point position, const ShownPart& part);
  void visit_element(const Fragment& fragment, Point position);
  void count(dom::NodeId node);
  void check_link(dom::NodeId node, const Fragment& fragment);
  void report_displaced_notes(const PageLayout& page);

  DocumentLayout& document_;
  LayoutContext& context_;
  std::size_t page_index_ = 0;
  PageStrings strings_;
  PageStrings elements_;
  PageCounts counts_;
  bool anything_seen_ = false;
  PageOverflow overflow_;
};

}  // namespace gongwen::layout
