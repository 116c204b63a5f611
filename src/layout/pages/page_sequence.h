// The pages of a document (css-page-3): content is laid out page by page, in several rounds if cross-references change
// it; then the boxes in the page margins are filled.
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
  bool is_repeated = false;  // an earlier page shows the same fragment
};

struct PageLayout {
  style::PageContext context;
  const style::PageStyle* style = nullptr;
  Size size;
  Edges margins;
  Rect area;                          // page area, in which content is placed
  const Fragment* content = nullptr;  // null for a blank page
  Point content_offset;
  /// Margins of content in the root element that adjoin it. Margins of the root element do not collapse (CSS 2.2
  /// §8.3.1), so its box, whose background is that of the page, includes them.
  Edges content_margins;
  bool ends_part = false;  // whether a break was forced at its end, so that the next page starts a part of the document
  /// Factor by which the whole page is laid out larger than it is painted (`PageFit::Reduce`).
  double enlargement = 1;
  /// Page floats and the footnote area, from the page's head to its foot.
  std::vector<ChildFragment> areas;
  std::vector<BoxId> notes;                    // notes with calls on this page
  std::vector<BoxId> displaced_notes;          // of these, those that did not fit here
  std::vector<PositionedFragment> positioned;  // in the order of the document
  std::vector<MarginBoxFragment> margin_boxes;
  /// The counters of the page context (css-page-3 section 7).
  std::map<std::string, std::int32_t, std::less<>> counters;

  /// The number of the page as shown by `counter(page)`.
  std::int32_t number() const {
    const auto found = counters.find("page");
    return found == counters.end() ? 0 : found->second;
  }
};

/// Calls `visit(fragment, position)` for everything in the page area except repetitions: content, page floats, notes,
/// positioned boxes.
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

/// For a document that is one part of a file: the pages of the other parts. Empty for a separate document.
struct PagesAround {
  std::int32_t before = 0;
  std::int32_t after = 0;
  // Values that the first page takes over from the page before it.
  std::string page_name;          // its named page; used until the document names one
  std::int32_t group_number = 0;  // index of that page among consecutive pages with its name
  std::map<std::string, std::int32_t, std::less<>> counters;
  std::map<std::string, std::string, std::less<>> strings;  // named strings; running elements are not handed over
  /// Page numbers continue through the file: if the document would restart them, they continue anyway.
  bool number_runs_on = false;
};

/// How to treat content that leaves the sheet on the right: it overflows, or all pages are reduced until it fits, but
/// not below 80 % of their size.
enum class PageFit : std::uint8_t { Keep, Reduce };

/// Content that extends beyond the right edge of the page area: the outermost such box.
struct WideContent {
  double widths = 1;     // width needed to fit, in widths of the page area
  LayoutUnit beyond;     // farthest distance beyond the page area
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
  /// How often pages made no progress, so that the rest was placed on one page: a bug, which tests look for.
  std::size_t stalls = 0;
  PageFit fit = PageFit::Keep;  // how its pages were laid out
  /// With `PageFit::Reduce`: content that is too wide for pages that are not reduced, each box once.
  std::vector<WideContent> too_wide;
  bool is_reduced = false;
  bool is_taken = false;  // a PageSink took the pages, which now have only the content of their margins
};

/// Receives each page as soon as the content of its area is final. Then only a few pages' content is in memory, however
/// long the document is.
class PageSink {
 public:
  virtual ~PageSink() = default;
  /// Receives the next page. Its margins are not filled yet, and its fragments are freed after the call.
  virtual void take(const PageLayout& page) = 0;
  /// Frees boxes of pages that were taken, in the order of their numbers from `first` to before `end`. They are no
  /// longer needed, nor are the nodes from that of `first` to before that of `end`.
  virtual void give_back(BoxId first, BoxId end) = 0;
};

struct PageLimits {
  std::size_t max_pages = 20'000;
  /// Memory of the fragments that are kept.
  std::size_t max_bytes = std::size_t{8} << 30;
  int max_rounds = 5;
  /// Maximum number of consecutive pages that contain only a piece of one box's height.
  std::size_t max_bare_pages = 200;
  /// With a PageSink: the number of fragments that are kept, those of about ten pages. The next page uses some of them
  /// again, such as the head of a table and its first row.
  std::size_t max_kept_fragments = 5'000;
};

/// Lays out the whole document. The fragments live in `context`. Anchors, links and bookmarks count the pages from the
/// document's own first one; counters, sides of the sheet and messages also count those before it. Pages are not passed
/// to `sink` but kept if the document shows page numbers in its text, or has boxes that are placed after all pages.
/// Reports: layout/…, text/….
DocumentLayout layout_document(style::PageStyles& page_styles, LayoutContext& context, const PageLimits& limits = {},
                               const PagesAround& around = {}, PageFit fit = PageFit::Keep, PageSink* sink = nullptr);

/// The initial values for a part that follows this document.
PagesAround pages_before_next(const DocumentLayout& document);

/// Sets the number of pages that follow in the file (`counter(pages)` counts them). Margins that show the total are
/// filled again; content is laid out again only if running text shows it. Returns whether either was done.
bool set_pages_after(DocumentLayout& document, std::int32_t pages, style::PageStyles& page_styles,
                     LayoutContext& context);

/// Numbers the lines of the running text of each page, starting at 1: every `step`th line has its number in the outer
/// margin, at its baseline. Lines of tables, flex boxes, figures, heads, feet and contents do not count, nor do the
/// title and everything before it.
void number_lines(DocumentLayout& document, int step, LayoutContext& context);

}  // namespace gongwen::layout
