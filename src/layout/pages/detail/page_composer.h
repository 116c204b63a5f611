// PageComposer: fills the area of one page after the other with content, page floats and notes. Content gives way to
// floats and notes in rounds, each with less room than the one before, so that they end.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"
#include "layout/pages/detail/footnote_area.h"
#include "layout/pages/detail/page_facts.h"
#include "layout/pages/page_sequence.h"

#include <set>
#include <vector>

namespace gongwen::layout {

// Page floats (css-page-floats-3): blocks at the head or the foot of a page, one below the other in the order of the
// document.

/// A float that a page has yet to show, or to show the rest of.
struct WaitingFloat {
  BoxId box;
  BreakTokenPtr rest;
};

/// A float, or a part of it, laid out at the width of the page area.
struct LaidOutFloat {
  const Fragment* fragment = nullptr;  // none when nothing fits
  Point offset;                        // of the border box in the margin box
  LayoutUnit height;                   // of the margin box
  BreakTokenPtr rest;

  bool is_complete() const { return fragment != nullptr && rest == nullptr; }
};

/// Whether a float is broken or kept whole where the room does not suffice.
enum class FloatBreak : std::uint8_t { KeepWhole, Allowed };

LaidOutFloat layout_page_float(const WaitingFloat& waiting, Size page_area, LayoutUnit room, FloatBreak breaking,
                               LayoutContext& context);

/// The floats of one page.
class PageFloats {
 public:
  /// At the foot, or at the head, below those that are there already.
  void add(const LaidOutFloat& placed, bool at_foot);
  LayoutUnit head_height() const { return head_height_; }
  LayoutUnit height() const { return head_height_ + foot_height_; }
  bool empty() const { return head_.empty() && foot_.empty(); }

  /// Fragments from the page's corner; the foot ends above `foot_end`.
  void place_head(Point area, std::vector<ChildFragment>& out) const;
  void place_foot(LayoutUnit left, LayoutUnit foot_end, std::vector<ChildFragment>& out) const;

 private:
  static void place(const std::vector<LaidOutFloat>& floats, Point at, std::vector<ChildFragment>& out);

  std::vector<LaidOutFloat> head_;
  std::vector<LaidOutFloat> foot_;
  LayoutUnit head_height_;
  LayoutUnit foot_height_;
};

/// How far the content of the document is laid out.
struct ContentProgress {
  BreakTokenPtr rest;  // where it continues; null before the start and at the end
  bool done = false;
};

/// What waits for another page.
struct WaitingAreas {
  std::vector<WaitingFloat> floats;
  std::vector<WaitingNote> notes;
  std::vector<WaitingFloat> last_floats;

  bool empty() const { return floats.empty() && notes.empty() && last_floats.empty(); }
  /// Whether the same waits in the same state: a page between the two has placed nothing of it.
  bool is_same_as(const WaitingAreas& other) const;
};

/// What becomes of content that does not fit.
enum class PageEnd : std::uint8_t { Breaks, Overflows };

class PageComposer {
 public:
  explicit PageComposer(LayoutContext& context);

  /// Fills a page, whose style and area are known.
  void fill(PageLayout& page, ContentProgress& progress, PageEnd end = PageEnd::Breaks);
  /// Whether floats or notes wait for another page.
  bool has_waiting() const { return !waiting_.empty(); }
  const WaitingAreas& waiting() const { return waiting_; }
  /// The float of the last page for which alone a further page is made; none while there is anything else.
  BoxId waits_alone(const ContentProgress& progress) const;

 private:
  /// The content of the page as it comes out with this room.
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
  bool has_areas_;       // any notes or page floats in the document
  bool has_blank_room_;  // any boxes that give up theirs

  WaitingAreas waiting_;
  std::set<BoxId> met_;  // placed or waiting: each box once

  // Of the page that is being filled.
  PageLayout* page_ = nullptr;
  PageEnd end_ = PageEnd::Breaks;
  ContentProgress* progress_ = nullptr;
  PageFloats page_floats_;
  std::vector<BoxId> new_floats_;  // found on this page and placed on it
  FootnoteArea notes_area_;
};

}  // namespace gongwen::layout
