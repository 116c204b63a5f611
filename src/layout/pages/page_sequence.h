// The pages of a document (css-page-3): content is laid out page by page, in rounds while cross-references change it;
// then the boxes in the page margins are filled.
#pragma once

#include "layout/core/context.h"
#include "style/page_style.h"

#include <string>
#include <vector>

namespace gongwen::layout {

/// A box in the margin of a page.
struct MarginBoxFragment {
  css::MarginBox box = css::MarginBox::TopLeft;
  Point offset;  // from the page's upper left corner
  const Fragment* fragment = nullptr;
  /// The fragment is laid out upright and then turned, so that its width lies along the height of the place at
  /// `offset`.
  QuarterTurn turn = QuarterTurn::None;
};

/// A box with `position: absolute` or `fixed`, or the part of it that is on a page.
struct PositionedFragment {
  BoxId box;
  const Fragment* fragment = nullptr;
  Point offset;              // from the page's upper left corner
  bool is_repeated = false;  // an earlier page has the same
};

struct PageLayout {
  style::PageContext context;
  const style::PageStyle* style = nullptr;
  Size size;
  Edges margins;
  Rect area;                          // where content goes
  const Fragment* content = nullptr;  // null for a blank page
  Point content_offset;
  /// Margins of what is in the root element that adjoin it: those of the root element do not collapse (CSS 2.2 §8.3.1),
  /// so that its box, whose background is that of the page, includes them.
  Edges content_margins;
  bool ends_part = false;  // a break was forced at its end: the next one starts a part of the document
  /// Factor by which the whole page is laid out larger than it is painted (`PageFit::Reduce`).
  double enlargement = 1;
  /// Page floats and the footnote area, from the page's head to its foot.
  std::vector<ChildFragment> areas;
  std::vector<BoxId> notes;                    // that are called on this page
  std::vector<BoxId> displaced_notes;          // of these, those that had no room here
  std::vector<PositionedFragment> positioned;  // in the order of the document
  std::vector<MarginBoxFragment> margin_boxes;
  /// The counters of the page context (css-page-3 section 7).
  std::map<std::string, std::int32_t, std::less<>> counters;

  /// As `counter(page)` has it.
  std::int32_t number() const {
    const auto found = counters.find("page");
    return found == counters.end() ? 0 : found->second;
  }
};

/// Calls `visit(fragment, position)` for everything in the page area that is not a repetition: content, page floats,
/// notes, positioned boxes.
template <typename Visit>
void for_each_root(const PageLayout& page, const Visit& visit) {
  if (page.content != nullptr) visit(*page.content, page.content_offset);
  for (const ChildFragment& area : page.areas) visit(*area.fragment, area.offset);
  for (const PositionedFragment& box : page.positioned) {
    if (!box.is_repeated) visit(*box.fragment, box.offset);
  }
}

/// A place in the document that links and bookmarks lead to.
struct Anchor {
  std::size_t page = 0;  // index
  Point position;        // from the page's upper left corner
};

struct Bookmark {
  std::int32_t level = 1;
  std::string label;
  bool is_open = true;  // shows the entries below it
  Anchor anchor;
  dom::NodeId node;
};

/// For a document that is one part of a file: the pages of the other parts. Empty for a document by itself.
struct PagesAround {
  std::int32_t before = 0;
  std::int32_t after = 0;
  // What the page before the first one leaves to it.
  std::string page_name;          // its named page; it continues where the document names none
  std::int32_t group_number = 0;  // of that page among those of its name
  std::map<std::string, std::int32_t, std::less<>> counters;
  std::map<std::string, std::string, std::less<>> strings;  // named strings; running elements are not handed over
  /// The number of the page runs on through the file: where the document would start it again, it does not.
  bool number_runs_on = false;
};

/// How content that leaves the sheet on the right is treated: it overflows, or all pages are reduced until it fits, but
/// not below 80 % of their size.
enum class PageFit : std::uint8_t { Keep, Reduce };

/// Content that reaches beyond the right edge of the page area: the outermost such box.
struct WideContent {
  double widths = 1;     // of the page area, which it needs to fit
  LayoutUnit beyond;     // the page area, where it reaches farthest
  std::size_t page = 0;  // from 1
  BoxId box;
  diagnostics::OriginId origin;
  bool leaves_sheet = false;
};

struct DocumentLayout {
  std::vector<PageLayout> pages;
  PagesAround around;
  std::map<std::string, Anchor, std::less<>> anchors;            // by id
  std::vector<Bookmark> bookmarks;                               // in the order of the document
  std::map<std::string, std::string, std::less<>> last_strings;  // named strings at the end
  /// How often pages brought the content no further, so that the rest was placed on one: a bug, which tests look for.
  std::size_t stalls = 0;
  PageFit fit = PageFit::Keep;  // how its pages were made
  /// With `PageFit::Reduce`: what is too wide for pages that are not reduced, each box once.
  std::vector<WideContent> too_wide;
  bool is_reduced = false;
  bool is_taken = false;  // by a PageSink: pages have no content any more, only what is in their margins
};

/// Takes pages one by one, as soon as nothing that follows can change the content of their areas. A document of any
/// length then holds the content of a few pages only.
class PageSink {
 public:
  virtual ~PageSink() = default;
  /// The next page. Its margins are not filled yet, and its fragments are gone after the call.
  virtual void take(const PageLayout& page) = 0;
  /// Boxes of pages that were taken, in the order of their numbers from `first` to before `end`: they are not needed
  /// any more, nor are the nodes from that of the one to before that of the other.
  virtual void give_back(BoxId first, BoxId end) = 0;
};

struct PageLimits {
  std::size_t max_pages = 20'000;
  /// Of the fragments that are kept.
  std::size_t max_bytes = std::size_t{8} << 30;
  int max_rounds = 5;
  /// Pages in a row that show nothing but a piece of one box's height.
  std::size_t max_bare_pages = 200;
  /// Where pages are given away one by one: number of fragments that are still kept, those of some ten pages. The next
  /// page asks for some of them again, such as the head of a table and the row that it starts with.
  std::size_t max_kept_fragments = 5'000;
};

/// Lays out the whole document. The fragments live in `context`. Anchors, links and bookmarks count the pages from the
/// document's own first one; counters, sides of the sheet and messages count those before it as well.
/// A document that shows page numbers in its text, or has boxes that are placed when all pages are there, gives its
/// pages to no `sink`, but keeps them. Reports: layout/…, text/….
DocumentLayout layout_document(style::PageStyles& page_styles, LayoutContext& context, const PageLimits& limits = {},
                               const PagesAround& around = {}, PageFit fit = PageFit::Keep, PageSink* sink = nullptr);

/// What a part that follows this document starts with.
PagesAround pages_before_next(const DocumentLayout& document);

/// Sets how many pages follow in the file (`counter(pages)` counts them). Margins that show it are filled again;
/// content is laid out again only if running text shows it. Returns whether either was done.
bool set_pages_after(DocumentLayout& document, std::int32_t pages, style::PageStyles& page_styles,
                     LayoutContext& context);

/// Numbers the lines of the running text of each page, from 1 on: every `step`th one has its number in the outer
/// margin, at its baseline. Lines of tables, of flexible boxes and figures, of heads, feet and contents do not count,
/// nor does what is before the title and the title itself.
void number_lines(DocumentLayout& document, int step, LayoutContext& context);

}  // namespace gongwen::layout
