// The content of a margin box: lines of text and images, and running elements as blocks between them.
#pragma once

#include "layout/inline/detail/inline_layout.h"
#include "layout/pages/detail/page_facts.h"
#include "layout/pages/detail/running_elements.h"

#include <set>
#include <variant>
#include <vector>

namespace gongwen::layout {

// The boxes in the margins of a page (css-page-3 section 5): running heads and feet, page numbers.

/// Fills the margin boxes of one page after the other.
class MarginBoxes {
 public:
  explicit MarginBoxes(LayoutContext& context) : context_(context), running_(context) {}

  /// Reports: layout/margin-overflow, once for each of the boxes.
  void fill(PageLayout& page, const PageValues& values);

 private:
  void check_room(const PageLayout& page, const MarginBoxFragment& placed);

  LayoutContext& context_;
  RunningElements running_;
  std::set<css::MarginBox> overflowing_;
};

class MarginContent {
 public:
  /// `content` with the values of the page; `style_id` is that of `style`.
  MarginContent(const style::ComputedStyle& style, style::StyleId style_id, const PageValues& values,
                RunningElements& running, LayoutContext& context);

  /// Without the box's own margins, borders and paddings.
  IntrinsicSizes sizes();

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
