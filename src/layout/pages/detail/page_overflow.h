// PageOverflow: reports content that extends beyond the page area or the sheet, each box once, with its direction.
#pragma once

#include "base/path.h"
#include "layout/core/box_transform.h"
#include "layout/pages/page_sequence.h"

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace gongwen::layout {

/// Receives the fragments of all pages, parents first, and reports at the end what extends beyond the page area. Text,
/// pictures and visible boxes count. Of nested boxes the outermost one that extends beyond it is reported, once for
/// each direction. A box that negative margins or `position` have moved into a margin is there on purpose; so is any
/// content to the left of the area. Text, pictures and frames that leave the sheet are still reported, and text that
/// runs out of its table cell at the side, where it covers the neighbour.
class PageOverflow {
 public:
  explicit PageOverflow(LayoutContext& context) : context_(context) { places_.emplace_back(); }

  /// `number` counts from 1.
  void begin_page(const PageLayout& page, std::size_t number);
  /// Passes a text fragment, which has no children.
  void see_text(const Fragment& fragment, Point position);
  /// Passes any other fragment. Each call must be followed by leave(), after the fragment's children.
  void enter(const Fragment& fragment, Point position, const ShownPart& part);
  void leave() { places_.pop_back(); }
  /// Reports: layout/overflow, layout/too-wide, layout/beyond-left, layout/off-sheet, layout/beyond-cell.
  void report() const;
  /// The content that is too wide, each box once. Content that `position` moves far outside is hidden on purpose.
  std::vector<WideContent> wide_content() const;

 private:
  enum class Side : std::uint8_t { Right, Bottom, Left, SheetLeft, SheetTop, SheetRight, SheetBottom, Cell };
  static constexpr std::size_t kSides = 8;

  /// The surroundings of a fragment.
  struct Place {
    std::optional<Rect> shown;  // boxes around it hide everything beyond
    bool on_purpose = false;    // moved into a margin
    bool on_purpose_left = false;
    /// The area of a picture or a box with a height that `position: absolute` has moved there: its content is there on
    /// purpose, too, while it is on the sheet.
    std::optional<Rect> placed;
    BoxId cell;            // the table cell around …
    LayoutUnit cell_left;  // … and the common width of all cells around
    LayoutUnit cell_right;
    bool on_purpose_cell = false;                // moved within the cell
    BoxId block;                                 // the box around
    std::array<BoxId, kSides> culprit;           // the outermost box that sticks out
    const base::Transform* transform = nullptr;  // of all boxes around, if any has one
  };
  struct Finding {
    Side side = Side::Right;
    std::size_t page = 0;
    LayoutUnit amount;
    LayoutUnit room;    // the width of the page area
    LayoutUnit margin;  // from its right edge to the right edge of the sheet
    BoxId box;          // the box that extends beyond the side
    diagnostics::OriginId origin;
    bool is_cause = false;  // the text of `origin` alone is too wide
    std::string text;       // the text that runs out of its cell
  };

  void report_off_sheet(const Finding& finding, const std::string& amount,
                        const diagnostics::BilingualText& edge) const;
  static std::size_t index_of(Side side) { return static_cast<std::size_t>(side); }
  static void cut_off(const Rect& left, Place& place);
  void move_on_purpose(const style::ComputedStyle& style, Place& place) const;
  bool is_inside(const Rect& drawn) const;
  bool is_placed(const Rect& drawn, const Place& place) const;
  std::array<LayoutUnit, kSides> reach(const Rect& drawn, const Place& place) const;
  Rect drawn_rect(const Fragment& fragment, Point position, const Place& place) const;
  bool is_visible_box(const Fragment& fragment) const;
  void enter_cell(const Fragment& fragment, Point position, Place& place) const;
  LayoutUnit beyond_cell(const Fragment& fragment, Point position, const Place& place) const;
  bool is_picture(const Fragment& fragment) const;
  void check_text(const Fragment& fragment, Point position, const Place& place);
  void check_box(const Fragment& fragment, const std::array<LayoutUnit, kSides>& beyond, const Place& place);
  void note(Side side, LayoutUnit amount, const Fragment& fragment, const Place& place);

  LayoutContext& context_;
  Rect area_;
  Size sheet_;
  Rect inner_;  // intersection of area and sheet: nothing inside it extends beyond any side
  std::size_t page_ = 0;
  std::vector<Place> places_;
  std::deque<base::Transform> transforms_;  // of this page
  std::vector<Finding> findings_;
  std::map<std::tuple<std::uint32_t, Side, std::size_t>, std::size_t> known_;  // by culprit, side and page
};

/// Finds the wide content of all pages without reporting it.
std::vector<WideContent> find_wide_content(const std::vector<PageLayout>& pages, LayoutContext& context);

}  // namespace gongwen::layout
