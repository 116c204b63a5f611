// The content of a margin box: lines of text and images, and running elements as blocks between them.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"
#include "layout/inline/detail/inline_layout.h"
#include "layout/pages/detail/page_facts.h"
#include "style/computed_style.h"

#include <map>
#include <set>
#include <tuple>
#include <variant>
#include <vector>

namespace gongwen::layout {

// The sizes of margin boxes that share an edge of the page (css-page-3 section 5.3).

/// The sizes that one box requests along its edge; all include margins, borders and paddings.
struct EdgeBoxSize {
  bool generated = false;
  std::optional<LayoutUnit> fixed;
  LayoutUnit min_content;
  LayoutUnit max_content;
  LayoutUnit least;                     // min-width or min-height
  LayoutUnit most = LayoutUnit::max();  // max-width or max-height
};
struct EdgeSizes {
  LayoutUnit first;
  LayoutUnit middle;
  LayoutUnit last;
};

/// Section 5.3.2: computes the sizes along the edge, first without minima and maxima, then with the violated ones as
/// fixed sizes.
EdgeSizes distribute_edge(const EdgeBoxSize& first, const EdgeBoxSize& middle, const EdgeBoxSize& last,
                          LayoutUnit available);

/// The size of a box across its edge, for which the whole depth of the page margin is available (section 5.3.1 for
/// corners, 5.3.3 for the other boxes).
struct CrossSize {
  LayoutUnit before;  // margin towards the page's left or upper edge
  LayoutUnit size;    // of the border box
};
/// The values of the style across the edge.
struct CrossStyle {
  const style::Margin& before;
  const style::Margin& after;
  const style::Size& size;
  const style::Size& least;
  const style::Size& most;
  LayoutUnit edges;  // borders and paddings
  style::BoxSizing sizing;
  /// Whether the outer margin, which is adjusted if the values are over-constrained, is `before`, as for upper and left
  /// boxes.
  bool outer_is_before;
};
CrossSize resolve_cross_size(const CrossStyle& style, LayoutUnit available, LayoutUnit percent_base);

// Running elements (css-gcpm-3 section 1.2): elements taken out of the flow and laid out in the margins of pages.

/// Lays out running elements, once for each page that shows them. An element that does not depend on its page is laid
/// out once for each width.
class RunningElements {
 public:
  explicit RunningElements(LayoutContext& context) : context_(context) {}

  /// The element as a block in a margin box. `context.page_texts` has the texts of the page.
  struct Placed {
    Point offset;  // of the border box
    const Fragment* fragment = nullptr;
    LayoutUnit height;  // with margins
  };
  /// Lays the element out in a page-margin box of this width; `around` is the style of that box.
  Placed layout(BoxId box, LayoutUnit width, const style::ComputedStyle& around);
  IntrinsicSizes sizes(BoxId box);

 private:
  bool depends_on_page(BoxId box);

  LayoutContext& context_;
  std::map<std::tuple<BoxId, LayoutUnit, bool>, Placed> placed_;  // by box, width and direction
  std::map<BoxId, bool> depends_;
};

/// Adjusts page margins to the height of the running element in them: `min-height: max-content` of a box at the top or
/// at the bottom. The element must be the only one with its name, since pages are broken before it is known which
/// elements are on them.
class RunningRoom {
 public:
  void grow(PageLayout& page, LayoutContext& context);

 private:
  BoxId element_of(const std::string& name, LayoutContext& context);

  std::optional<std::map<std::string, BoxId, std::less<>>> elements_;  // by name
  std::map<std::tuple<BoxId, LayoutUnit, bool>, LayoutUnit> heights_;  // by element, width and direction
};

// The boxes in the margins of a page (css-page-3 section 5): running heads and feet, page numbers.

/// Fills the margin boxes of one page after the other.
class MarginBoxes {
 public:
  explicit MarginBoxes(LayoutContext& context) : context_(context), running_(context) {}

  /// Reports: layout/margin-overflow, layout/text-too-large, each once per margin box.
  void fill(PageLayout& page, const PageValues& values);

 private:
  void check_room(const PageLayout& page, const MarginBoxFragment& placed);

  LayoutContext& context_;
  RunningElements running_;
  std::set<css::MarginBox> overflowing_, too_large_;
};

class MarginContent {
 public:
  /// `content` with the values of the page; `style_id` is that of `style`.
  MarginContent(const style::ComputedStyle& style, style::StyleId style_id, const PageValues& values,
                RunningElements& running, LayoutContext& context);

  /// The widths of the content, without the box's own margins, borders and paddings.
  IntrinsicSizes sizes();
  /// Whether the content fits into this room, on no more than `at_most_lines` lines; 0: on any number.
  bool fits(const Size& room, std::int32_t at_most_lines);

  struct Placed {
    std::vector<ChildFragment> children;
    LayoutUnit height;
  };
  Placed layout(LayoutUnit width);

 private:
  using Piece = std::variant<InlineContent, BoxId>;
  /// Content of the lines: a text of the page, or an image.
  struct InlineItem {
    StringValue value;
    const Fragment* image = nullptr;
  };
  void add_lines(const std::vector<InlineItem>& items);
  const Fragment* image_of(const style::ContentItem& item);
  void layout_lines(const InlineContent& content, LayoutUnit width, Placed& placed);

  const style::ComputedStyle& style_;
  style::StyleId style_id_;
  RunningElements& running_;
  LayoutContext& context_;
  std::vector<Piece> pieces_;
};

}  // namespace gongwen::layout
