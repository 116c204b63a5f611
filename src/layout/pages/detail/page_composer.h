// PageComposer: fills the area of one page after the other with content, page floats and notes. Content gives way to
// floats and notes in rounds, each with less room than the one before, so that they end.
#pragma once

#include "layout/pages/detail/footnote_area.h"
#include "layout/pages/detail/page_facts.h"
#include "layout/pages/detail/page_floats.h"
#include "layout/pages/page_sequence.h"

#include <set>

namespace gongwen::layout {

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
