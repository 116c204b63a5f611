// PageFacts: facts about the boxes from a finished layout: their places, and their pages. A flowing document takes
// widths and gaps from it, and the page numbers for its contents and references.
#pragma once

#include "layout/pages/page_sequence.h"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::flow {

/// The place of a box. Lengths count from the corner of the area of its page, or of its first column.
struct BoxPlace {
  std::uint32_t page = 0;  // index of its first page
  std::uint32_t last_page = 0;
  base::Rect rect;               // border box of its first part
  base::LayoutUnit last_bottom;  // of its last part, on the last page
  std::uint8_t shrunk_to = 100;  // percent, at which text in it is drawn (-gw-fit)
  base::Edges borders;           // used widths of the first part, with those of its end
  base::Edges padding;
  /// The upper edge of the first line and the lower edge of the last one, if the box has lines of its own.
  std::optional<base::LayoutUnit> lines_top, lines_bottom;
  std::optional<base::LayoutUnit> text_right;  // of the farthest text in its lines
  /// The number of its lines, and of visible characters in each of the first ones: enough for a title.
  static constexpr std::size_t kCountedLines = 4;
  std::uint32_t lines = 0;
  std::array<std::uint16_t, kCountedLines> line_characters{};
  base::LayoutUnit text_top() const { return lines_top.value_or(content_top()); }
  base::LayoutUnit text_bottom() const { return lines_bottom.value_or(content_bottom()); }
  base::LayoutUnit content_left() const { return rect.left() + borders.left + padding.left; }
  base::LayoutUnit content_right() const { return rect.right() - borders.right - padding.right; }
  base::LayoutUnit content_top() const { return rect.top() + borders.top + padding.top; }
  base::LayoutUnit content_bottom() const { return last_bottom - borders.bottom - padding.bottom; }
};

/// A box in a side margin, from the upper left corner of the sheet.
struct SideBox {
  css::MarginBox box = css::MarginBox::LeftTop;
  base::Rect rect;
};

/// Size and margins by which a page was laid out.
struct PagePlace {
  style::PageContext context;
  base::Size size;
  base::Rect area;
  std::int32_t number = 0;
  /// The distances from the top edge of the sheet to the first line in its head, and from the last line in its foot to
  /// the bottom edge.
  std::optional<base::LayoutUnit> head_distance, foot_distance;
  std::vector<SideBox> side_boxes;
};

/// Whether a character is not white space.
bool is_seen(char32_t c);

class PageFacts {
 public:
  /// Takes the content of the next page of the document; call as soon as it is laid out.
  void add_page(const layout::PageLayout& page);
  /// Takes numbers, margins and targets; call when all pages are laid out.
  void finish(const layout::DocumentLayout& document);

  /// Returns null for a box that is on no page.
  const BoxPlace* place_of(layout::BoxId box) const;
  const std::vector<PagePlace>& pages() const { return pages_; }
  /// The index of the page with the element that has this id.
  std::optional<std::size_t> page_of_target(std::string_view id) const;

 private:
  void add(const layout::Fragment& fragment, base::Point position, BoxPlace* around, int percent = 100);

  std::uint32_t page_ = 0;
  std::vector<std::uint32_t> numbers_;  // by box: of its place, from 1
  std::deque<BoxPlace> places_;
  std::vector<PagePlace> pages_;
  std::map<std::string, std::size_t, std::less<>> targets_;
};

}  // namespace gongwen::flow
