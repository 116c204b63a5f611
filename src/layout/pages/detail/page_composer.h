// PageComposer: fills the area of each page with content, page floats and notes. Content makes way for floats and notes
// in rounds; each round has less space than the one before, so the rounds terminate.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"
#include "layout/pages/detail/footnote_area.h"
#include "layout/pages/detail/page_facts.h"
#include "layout/pages/page_sequence.h"

#include <set>
#include <vector>

namespace gongwen::layout {

// Page floats (css-page-floats-3): blocks at the head or the foot of a page, one below the other in document
// order.

/// A float of which at least a part is still to be shown.
struct WaitingFloat {
  BoxId box;
  BreakTokenPtr rest;
};

/// A float, or a part of it, after layout at the width of the page area.
struct LaidOutFloat {
  const Fragment* fragment = nullptr;  // null if nothing fits
  Point offset;                        // of the border box in the margin box
  LayoutUnit height;                   // of the margin box
  BreakTokenPtr rest;

  bool is_complete() const { return fragment != nullptr && rest == nullptr; }
};

/// Whether a float may be broken if the space does not suffice.
enum class FloatBreak : std::uint8_t { KeepWhole, Allowed };

LaidOutFloat layout_page_float(const WaitingFloat& waiting, Size page_area, LayoutUnit room, FloatBreak breaking,
                               LayoutContext& context);

/// The floats of one page.
class PageFloats {
 public:
  /// Adds a float at the foot, or at the head below those that are there already.
  void add(const LaidOutFloat& placed, bool at_foot);
  LayoutUnit head_height() const { return head_height_; }
  LayoutUnit height() const { return head_height_ + foot_height_; }
  bool empty() const { return head_.empty() && foot_.empty(); }

  /// Adds the fragments, positioned from the page's corner; the foot ends above `foot_end`.
  void place_head(Point area, std::vector<ChildFragment>& out) const;
  void place_foot(LayoutUnit left, LayoutUnit foot_end, std::vector<ChildFragment>& out) const;

 private:
  static void place(const std::vector<LaidOutFloat>& floats, Point at, std::vector<ChildFragment>& out);

  std::vector<LaidOutFloat> head_;
  std::vector<LaidOutFloat> foot_;
  LayoutUnit head_height_;
  LayoutUnit foot_height_;
};

/// How much of the document's content has been laid out.
struct ContentProgress {
  BreakTokenPtr rest;  // where it continues; null before the start and at the end
  bool done = false;
};

/// Floats and notes that wait for another page.
struct WaitingAreas {
  std::vector<WaitingFloat> floats;
  std::vector<WaitingNote> notes;
  std::vector<WaitingFloat> last_floats;

  bool empty() const { return floats.empty() && notes.empty() && last_floats.empty(); }
  /// Whether the same items wait in the same state, so that a page between the two has placed none of them.
  bool is_same_as(const WaitingAreas& other) const;
};

/// What happens to content that does not fit.
enum class PageEnd : std::uint8_t { Breaks, Overflows };

class PageComposer {
 public:
  explicit PageComposer(LayoutContext& context);

  /// Fills a page whose style and area are set.
  void fill(PageLayout& page, ContentProgress& progress, PageEnd end = PageEnd::Breaks);
  /// Whether floats or notes wait for another page.
  bool has_waiting() const { return !waiting_.empty(); }
  const WaitingAreas& waiting() const { return waiting_; }
  /// The float for the last page if it is the only reason for a further page; an invalid id if anything else is left.
  BoxId waits_alone(const ContentProgress& progress) const;

 private:
  /// The content of the page when laid out in a space of this height.
  struct Trial {
    LayoutResult content;
    PageAnchors anchors;
    LayoutUnit limit;
    LayoutUnit root_margin;  // above it, on the first page
    bool has_content() const { return content.fragment != nullptr; }
  };
  enum class AtTop : std::uint8_t { No, Yes };

  void fill_level();
  void turn(const Rect& area);
  void fill_plainly();
  void take_content(const Trial& trial, LayoutUnit top);
  void place_waiting_floats();
  Trial lay_out(LayoutUnit limit, AtTop at_top);
  LayoutResult give_blank_room(LayoutInput input, LayoutResult kept) const;
  Trial lay_out_with_floats();
  Trial lay_out_content();
  Trial take_new_floats(Trial trial);
  bool leads_nowhere(const Trial& trial, const Trial& whole) const;
  bool parts_for_notes(const Trial& trial, const Trial& whole) const;
  Trial take_room_of_gone_notes(Trial next, const Trial& whole);
  Trial make_room_for_notes(Trial trial);
  std::optional<LayoutUnit> limit_for_notes(const Trial& trial) const;
  LayoutUnit last_place_before(const std::vector<PageAnchor>& line) const;
  FootnoteArea area_for(const std::vector<BoxId>& notes, LayoutUnit room, bool at_top) const;
  bool may_break(const std::vector<PageAnchor>& line) const;
  bool is_full(const FootnoteArea& area, const std::vector<BoxId>& notes) const;
  void queue_anchors(const PageAnchors& anchors);
  void place_notes(LayoutUnit used);
  void defer_calls(const Fragment& fragment);
  void place_last_floats(LayoutUnit used);
  LayoutUnit room() const;
  bool is_last(BoxId box) const;
  bool may_end_here() const;

  LayoutContext& context_;
  bool has_areas_;       // whether the document has any notes or page floats
  bool has_blank_room_;  // whether it has any boxes that give up blank room

  WaitingAreas waiting_;
  std::set<BoxId> met_;  // placed or waiting: each box once

  // State of the page that is being filled.
  PageLayout* page_ = nullptr;
  PageEnd end_ = PageEnd::Breaks;
  ContentProgress* progress_ = nullptr;
  PageFloats page_floats_;
  std::vector<BoxId> new_floats_;  // found on this page and placed on it
  FootnoteArea notes_area_;
};

}  // namespace gongwen::layout
