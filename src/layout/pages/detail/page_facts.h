// What is on which page: ids for cross-references, bookmarks, named strings, and what sticks out of the page area.
#pragma once

#include "layout/core/context.h"
#include "layout/pages/detail/page_overflow.h"
#include "layout/pages/page_sequence.h"

#include <vector>

namespace gongwen::layout {

// Where boxes out of flow were found on a page: the calls of notes, the places of page floats.

/// The place of a note or a page float in the content of a page, downwards from where the content starts.
struct PageAnchor {
  BoxId box;
  LayoutUnit line_bottom;  // of the line that it is in, or its own place among blocks
  LayoutUnit block_top;    // of the block container of that line
};

struct PageAnchors {
  std::vector<PageAnchor> notes;  // in the order of the document
  std::vector<PageAnchor> floats;
  LayoutUnit bottom;  // of what is lowest

  bool has_float(BoxId box) const;
};

/// Walks over what is laid out; heads and feet of tables that are repeated count once.
PageAnchors find_page_anchors(const Fragment& root, LayoutUnit top, const LayoutContext& context);

// Text that does not appear because a box around it hides what overflows: nothing is lost without a message.

/// Reports the first text in a fragment that lies outside of what is seen of it: its padding box, where it hides
/// overflow, or what `clip` leaves. Reports: layout/text-clipped.
void report_clipped_text(const Fragment& fragment, Point position, const Rect& area, LayoutContext& context);
/// Reports a box whose text does not fit even at its smallest size (`-gw-fit`), at the value of the data.
/// Reports: layout/text-too-large.
void report_too_large_text(const Fragment& fragment, LayoutContext& context);

/// A value of a named string, and where it comes from.
struct StringValue {
  std::string text;
  diagnostics::OriginId origin;
  BoxId element;  // of a running element, instead of a text
};

/// The values of one named string, or the running elements of one name, around a page (css-gcpm-3 section 1.2).
struct PageString {
  StringValue start;  // in effect at the start of the page
  StringValue first;  // the first that is set on the page, otherwise `start`
  StringValue last;
  bool set_at_start = false;  // by the first thing on the page
  bool set_on_page = false;
};
using PageStrings = std::map<std::string, PageString, std::less<>>;

/// What string() or element() selects of it (css-gcpm-3 section 1.1.2).
StringValue select_value(const PageStrings& strings, const style::ContentItem& item);

/// The values of a counter of elements around a page, outermost first.
struct PageCount {
  std::vector<std::int32_t> shown;  // where it first counts on the page; otherwise as before it
  std::vector<std::int32_t> last;
  bool counts_on_page = false;
};
using PageCounts = std::map<std::string, PageCount, std::less<>>;

/// What the margin boxes of a page may ask of it.
struct PageValues : PageTexts {
  PageStrings strings;
  PageStrings elements;  // running elements
  PageCounts counts;
  const PageLayout* page = nullptr;
  std::int32_t page_count = 0;

  std::string counter_text(const style::ContentItem& item, const style::CounterStyles& styles) const override;
  std::string string_text(const style::ContentItem& item) const override;
};

/// Gives one page after the other the counters of its page context (css-page-3 section 7): `page` counts itself unless
/// its style resets or increments it, and elements that start on a page may set it.
class PageCounter {
 public:
  PageCounter(const PagesAround& around, const LayoutContext& context);
  void count(PageLayout& page);

 private:
  bool number_runs_on_;
  std::map<std::string, std::int32_t, std::less<>> counters_;
  const LayoutContext& context_;
};

/// How many pages the whole file has.
std::int32_t page_total(const DocumentLayout& document);

/// The pages of all targets, and how many pages there are.
PageReferences collect_references(const DocumentLayout& document, const LayoutContext& context);

/// The same of pages whose content is gone, in a document that has no references in its text.
PageReferences references_to_anchors(const DocumentLayout& document);

/// Fills the document's anchors and bookmarks, and returns the named strings of one page after the other.
/// Reports: layout/unknown-target, layout/footnote-apart, layout/text-clipped, and what page_overflow.h has.
class PageFacts {
 public:
  PageFacts(DocumentLayout& document, LayoutContext& context);

  /// Without the page itself and the number of pages, which are not known yet.
  PageValues collect(const PageLayout& page);
  /// After the last page.
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
