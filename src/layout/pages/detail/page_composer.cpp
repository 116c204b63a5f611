#include "layout/pages/detail/page_composer.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/breaking.h"
#include "layout/core/detail/layout_box.h"
#include "layout/vertical/detail/turned_layout.h"
#include "style/writing_modes.h"

#include <algorithm>
#include <utility>

namespace gongwen::layout {

/// Lays out a float that is one of a page's own blocks. At the top of an otherwise empty page it may be broken;
/// elsewhere it is kept whole or waits. `room` counts the margin box.
/// Returns no fragment if the float has to wait. A float that continues has lost its upper margin, one
/// that is cut its lower one.
LaidOutFloat layout_page_float(const WaitingFloat& waiting, Size page_area, LayoutUnit room, FloatBreak breaking,
                               LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(waiting.box);
  Edges margins = margin_widths(style, page_area.width);
  if (waiting.rest != nullptr) margins.top = {};
  LayoutInput input;
  input.box = waiting.box;
  input.available = {page_area.width, page_area.height};
  input.resume = waiting.rest.get();
  input.is_formatting_root = true;
  input.room.height = page_area.height;
  input.room.remaining = room - margins.top;
  input.room.at_top = breaking == FloatBreak::Allowed;
  const LayoutResult result = layout_box(input, context);
  LaidOutFloat placed;
  if (result.outcome == Outcome::BreakBefore) return placed;
  if (breaking == FloatBreak::KeepWhole && result.outcome == Outcome::Broken) return placed;
  placed.rest = result.rest;
  if (placed.rest != nullptr) margins.bottom = {};
  placed.height = margins.top + result.offset + result.fragment->size.height + margins.bottom;
  if (breaking == FloatBreak::KeepWhole && placed.height > room) return {};
  placed.fragment = result.fragment;
  // The page area runs in the direction of the root element.
  const bool runs_rtl = is_rtl(context.style_of(context.boxes.root()));
  placed.offset = {left_margin_in(runs_rtl, style, page_area.width, result.fragment->size.width),
                   margins.top + result.offset};
  return placed;
}

/// Floats are below each other in document order, both at the head and at the foot.
/// Heights add up, so room() stays current.
void PageFloats::add(const LaidOutFloat& placed, bool at_foot) {
  (at_foot ? foot_ : head_).push_back(placed);
  (at_foot ? foot_height_ : head_height_) += placed.height;
}

void PageFloats::place(const std::vector<LaidOutFloat>& floats, Point at, std::vector<ChildFragment>& out) {
  for (const LaidOutFloat& placed : floats) {
    out.push_back({at + placed.offset, placed.fragment});
    at.y += placed.height;
  }
}

void PageFloats::place_head(Point area, std::vector<ChildFragment>& out) const { place(head_, area, out); }

// Upwards from `foot_end`: the last float stands lowest.
void PageFloats::place_foot(LayoutUnit left, LayoutUnit foot_end, std::vector<ChildFragment>& out) const {
  place(foot_, {left, foot_end - foot_height_}, out);
}

namespace {

using boxes::BoxFlow;
using style::FootnotePolicy;

/// The maximum number of rounds for making space for notes; each round takes some space from the content, and few pages
/// need more than two.
constexpr int kMaxRounds = 8;

/// Notes that continue from an earlier page leave a fifth of the page to the text, if there is any.
constexpr int kTextPart = 5;

/// A space for measuring: more than any content needs, but still limited, since tables without pages would be laid out
/// differently.
constexpr LayoutUnit kEnough = LayoutUnit::from_raw(LayoutUnit::max().raw() / 2);

/// The smallest length: content that must end above a line ends this much before its lower edge.
LayoutUnit least() { return LayoutUnit::from_raw(1); }

/// Collects the boxes that should stay whole but in which a page ends. Asked of the token, since not every container
/// reports how good a break in one of its parts is.
/// Down the tree of tokens; a cell stands for its row and row group, too.
void add_parted(const BreakToken* token, const LayoutContext& context, std::set<BoxId>& parted) {
  if (!goes_on_inside(token) || token->box_done) return;
  const auto add = [&](BoxId box) {
    if (box && avoids_break_inside(box, {}, context)) parted.insert(box);
  };
  add(token->box);
  if (context.box(token->box).kind == boxes::BoxKind::Cell && has_content_left(*token)) {
    const BoxId row = context.box(token->box).parent;
    add(row);
    add(context.box(row).parent);
  }
  for (const BreakTokenPtr& child : token->children) add_parted(child.get(), context, parted);
  for (const FloatRest& rest : token->floats) add_parted(rest.token.get(), context, parted);
}

/// The lines of a page that call notes which have no place yet, by their lower edges.
class CallLines {
 public:
  // `met`: notes that have a place on this page or an earlier one.
  CallLines(const PageAnchors& anchors, const std::set<BoxId>& met) {
    for (const PageAnchor& anchor : anchors.notes) {
      if (met.contains(anchor.box)) continue;
      calls_.push_back(anchor);
      bottoms_.push_back(anchor.line_bottom);
    }
    std::sort(bottoms_.begin(), bottoms_.end(), std::greater<>());
    bottoms_.erase(std::unique(bottoms_.begin(), bottoms_.end()), bottoms_.end());
  }
  bool empty() const { return calls_.empty(); }
  /// From the lowest line to the highest.
  /// A line is known by its lower edge: notes called in it are placed together.
  const std::vector<LayoutUnit>& bottoms() const { return bottoms_; }
  std::vector<PageAnchor> at(LayoutUnit line) const {
    std::vector<PageAnchor> calls;
    std::copy_if(calls_.begin(), calls_.end(), std::back_inserter(calls),
                 [&](const PageAnchor& call) { return call.line_bottom == line; });
    return calls;
  }
  /// The notes called down to a line, in document order.
  std::vector<BoxId> notes_until(LayoutUnit line) const {
    std::vector<BoxId> notes;
    for (const PageAnchor& call : calls_) {
      if (call.line_bottom <= line) notes.push_back(call.box);
    }
    return notes;
  }

 private:
  std::vector<PageAnchor> calls_;
  std::vector<LayoutUnit> bottoms_;
};

bool is_at_foot(BoxId box, const LayoutContext& context) {
  return context.style_of(box).float_value == style::Float::Bottom;
}

/// Whether any box of the document gives up blank room; checked once per document.
bool any_gives_room(const LayoutContext& context) {
  for (std::size_t i = 0; i < context.boxes.size(); ++i) {
    const style::ComputedStyle& style = context.style_of(BoxId(i));
    if (gives_blank_room(style) && (style.height.is_length() || style.min_height.is_length())) return true;
  }
  return false;
}

/// Whether everything is placed, or everything before a forced page break.
bool ends_part(const LayoutResult& content) { return content.rest == nullptr || content.rest->forced == Forced::Page; }

bool is_same_float(const WaitingFloat& a, const WaitingFloat& b) {
  return a.box == b.box && is_same_place(a.rest.get(), b.rest.get());
}

bool is_same_note(const WaitingNote& a, const WaitingNote& b) {
  return a.boxes == b.boxes && a.first_unit == b.first_unit && is_same_place(a.rest.get(), b.rest.get());
}

}  // namespace

// Equal waiting areas mean that the page placed none of them.
bool WaitingAreas::is_same_as(const WaitingAreas& other) const {
  return std::equal(floats.begin(), floats.end(), other.floats.begin(), other.floats.end(), is_same_float) &&
         std::equal(notes.begin(), notes.end(), other.notes.begin(), other.notes.end(), is_same_note) &&
         std::equal(last_floats.begin(), last_floats.end(), other.last_floats.begin(), other.last_floats.end(),
                    is_same_float);
}

PageComposer::PageComposer(LayoutContext& context)
    : context_(context),
      has_areas_(context.boxes.has_flow(BoxFlow::Footnote) || context.boxes.has_flow(BoxFlow::PageFloat)),
      has_blank_room_(any_gives_room(context)) {}

bool PageComposer::is_last(BoxId box) const { return context_.style_of(box).float_defer == style::FloatDefer::Last; }

/// The height for content and notes. A page at whose end everything has to be placed has unlimited room.
/// Floats at the head and foot are outside of this room.
LayoutUnit PageComposer::room() const {
  return (end_ == PageEnd::Overflows ? kEnough : page_->area.size.height) - page_floats_.height();
}

BoxId PageComposer::waits_alone(const ContentProgress& progress) const {
  const bool others = !progress.done || !waiting_.floats.empty() || !waiting_.notes.empty();
  const bool begins = !others && !waiting_.last_floats.empty() && waiting_.last_floats.front().rest == nullptr;
  return begins ? waiting_.last_floats.front().box : BoxId();
}

/// Whether this may be the last page: `break-before: left` or `right` of the first float that is deferred to the last
/// page determines the side of the sheet for that page (GB/T 9704-2012 7.4: 版记 on an even page).
bool PageComposer::may_end_here() const {
  if (!progress_->done || !waiting_.floats.empty() || !waiting_.notes.empty()) return false;
  if (waiting_.last_floats.empty() || waiting_.last_floats.front().rest != nullptr) return true;
  const PageDemand demand = break_before(waiting_.last_floats.front().box, {}, context_).demand;
  return demand == PageDemand::Any || (demand == PageDemand::Left) == (page_->context.side == style::PageSide::Left);
}

/// Pages of a vertical flow are filled as if lines ran from left to right, and turned afterwards.
/// Order on the page: floats at the head, content, notes … at the foot. `progress` is where content
/// continues, in and out.
void PageComposer::fill(PageLayout& page, ContentProgress& progress, PageEnd end) {
  end_ = end;
  page_ = &page;
  progress_ = &progress;
  page_floats_ = {};
  notes_area_ = {};
  const Rect area = page.area;
  set_room_across(area.size, context_);
  // Notes and floats are turned with the content.
  const style::WritingMode flow = context_.boxes.principal_mode();
  if (!style::is_vertical(flow)) {
    fill_level();
    return;
  }
  page.area = {{}, turned_size(flow, area.size)};
  fill_level();
  turn(area);
}

/// Turns what was placed back onto the page: `area` is the page area on paper.
void PageComposer::turn(const Rect& area) {
  const style::WritingMode flow = context_.boxes.principal_mode();
  const Size level = std::exchange(page_->area, area).size;
  const auto turned = [&](const Fragment*& fragment, Point& offset) {
    offset = area.origin + turned_place(flow, {offset, fragment->size}, level);
    fragment = turn_fragment(*fragment, flow, context_);
  };
  if (page_->content != nullptr) turned(page_->content, page_->content_offset);
  page_->content_margins = turned_sides(flow, page_->content_margins);
  for (ChildFragment& part : page_->areas) turned(part.fragment, part.offset);
}

/// Without notes and page floats the content takes the whole page. Otherwise: floats that wait, then content with new
/// floats and its notes, then the notes themselves, then floats of the last page.
void PageComposer::fill_level() {
  ContentProgress& progress = *progress_;
  if (!has_areas_) {
    fill_plainly();
    return;
  }
  place_waiting_floats();
  LayoutUnit used;
  if (!progress.done) {
    // A trial without content leaves the page to notes and floats.
    const Trial trial = lay_out_content();
    if (trial.has_content()) {
      take_content(trial, page_floats_.head_height());
      used = trial.anchors.bottom;
      queue_anchors(trial.anchors);
    }
  }
  place_notes(used);
  place_last_floats(used);
}

void PageComposer::fill_plainly() { take_content(lay_out(room(), AtTop::Yes), LayoutUnit()); }

/// Takes over the content of a trial as that of the page, `top` below the area's upper edge.
void PageComposer::take_content(const Trial& trial, LayoutUnit top) {
  PageLayout& page = *page_;
  const BoxId root = context_.boxes.root();
  const LayoutUnit width = page.area.size.width;
  // In a flow from right to left the root's box starts at the right.
  const LayoutUnit left = left_margin_in_flow(root, width, trial.content.fragment->size.width, context_);
  page.content = trial.content.fragment;
  page.content_offset = page.area.origin + Point{left, top + trial.content.offset};
  page.content_margins = {trial.content.offset - trial.root_margin, {}, trial.content.end_strut.sum(), {}};
  progress_->rest = trial.content.rest;
  progress_->done = trial.content.rest == nullptr;
}

/// Places floats of earlier pages before anything else, as many as there is room for. A float that fits on no page is
/// broken.
/// Whole first; broken only on a page that has nothing else.
void PageComposer::place_waiting_floats() {
  const Size area = page_->area.size;
  while (!waiting_.floats.empty()) {
    const WaitingFloat waiting = waiting_.floats.front();
    LaidOutFloat placed = layout_page_float(waiting, area, room(), FloatBreak::KeepWhole, context_);
    if (placed.fragment == nullptr) {
      if (!page_floats_.empty()) return;
      placed = layout_page_float(waiting, area, room(), FloatBreak::Allowed, context_);
      if (placed.fragment == nullptr) return;
    }
    page_floats_.add(placed, is_at_foot(waiting.box, context_) && placed.rest == nullptr);
    if (placed.rest != nullptr) {
      waiting_.floats.front().rest = placed.rest;
      return;
    }
    waiting_.floats.erase(waiting_.floats.begin());
  }
}

/// Lays out content from where it continues, with this much room. With `AtTop::No` it may turn out that nothing fits;
/// then the trial has no content.
PageComposer::Trial PageComposer::lay_out(LayoutUnit limit, AtTop at_top) {
  const BoxId root = context_.boxes.root();
  const Size area = page_->area.size;
  Trial trial;
  trial.limit = limit;
  if (limit <= LayoutUnit() && at_top == AtTop::No) return trial;
  LayoutInput input;
  input.box = root;
  input.available = {area.width, area.height};
  input.resume = progress_->rest.get();
  // Only the first page has the upper margin of the root.
  if (input.resume == nullptr) trial.root_margin = margin_widths(context_.style_of(root), area.width).top;
  input.room = {limit - trial.root_margin, area.height, at_top == AtTop::Yes};
  input.room.more_elsewhere = limit < room();
  input.takes_overflow = true;
  trial.content = give_blank_room(input, layout_box(input, context_));
  trial.content.offset += trial.root_margin;
  // A page that shows only frames of containers, without any progress, counts as empty. Its content is then pushed to
  // the next page.
  const bool is_idle = at_top == AtTop::No && trial.content.rest != nullptr &&
                       is_same_place(progress_->rest.get(), trial.content.rest.get());
  if (trial.content.outcome == Outcome::BreakBefore || is_idle) trial.content.fragment = nullptr;
  if (has_areas_ && trial.has_content()) {
    trial.anchors = find_page_anchors(*trial.content.fragment, trial.content.offset, context_);
    // Heads and feet of tables may leave no space: content that would run off the page waits, too.
    if (at_top == AtTop::No && trial.anchors.bottom > room()) trial.content.fragment = nullptr;
  }
  return trial;
}

/// If a part of the document does not end on this page as it is, but would if boxes gave up blank room, they give up as
/// much as is needed, so that the content after a form, such as notes or a signature, is not alone on the next page.
LayoutResult PageComposer::give_blank_room(LayoutInput input, LayoutResult kept) const {
  if (!has_blank_room_ || ends_part(kept)) return kept;
  // First with all blank room given up: if even that does not help, nothing is given.
  input.room.blank_given = BlankShare::all();
  LayoutResult best = layout_box(input, context_);
  if (best.outcome == Outcome::BreakBefore || !ends_part(best)) return kept;
  BlankShare::find_least([&](BlankShare share) {
    input.room.blank_given = share;
    LayoutResult result = layout_box(input, context_);
    if (result.outcome == Outcome::BreakBefore || !ends_part(result)) return false;
    best = std::move(result);
    return true;
  });
  return best;
}

/// Lays out content between the floats and above the notes of earlier pages. If these leave it no room, the page has
/// none.
PageComposer::Trial PageComposer::lay_out_with_floats() {
  LayoutUnit reserve;
  if (!waiting_.notes.empty()) {
    // At least a fifth of the page stays for text.
    const LayoutUnit most = room() - room() / kTextPart;
    reserve = layout_footnote_area(waiting_.notes, page_->style->footnote_area,
                                   {page_->area.size.width, most, page_->area.size.height, true}, context_)
                  .height;
  }
  const bool alone = page_floats_.empty() && waiting_.notes.empty();
  return lay_out(room() - reserve, alone ? AtTop::Yes : AtTop::No);
}

/// Content with the floats that it brings along. Notes come before new floats: if both leave the content no room, the
/// floats wait for the next page.
PageComposer::Trial PageComposer::lay_out_content() {
  // A copy to go back to.
  const PageFloats waited = page_floats_;
  new_floats_.clear();
  Trial trial = make_room_for_notes(take_new_floats(lay_out_with_floats()));
  if (trial.has_content() || new_floats_.empty()) return trial;
  page_floats_ = waited;
  // The anchors of the floats count as not yet met.
  for (const BoxId box : new_floats_) met_.erase(box);
  return make_room_for_notes(lay_out_with_floats());
}

/// Places floats on the page of their anchor, if they fit there together with it and no earlier float waits. Each float
/// takes room, so the content is laid out again, and its anchor may move to the next page: then the float waits.
PageComposer::Trial PageComposer::take_new_floats(Trial trial) {
  if (!waiting_.floats.empty()) return trial;
  std::set<BoxId> tried;
  for (std::size_t i = 0; i < trial.anchors.floats.size(); ++i) {
    const BoxId box = trial.anchors.floats[i].box;
    if (met_.contains(box) || is_last(box) || !tried.insert(box).second) continue;
    const LaidOutFloat placed =
        layout_page_float({box, nullptr}, page_->area.size, room(), FloatBreak::KeepWhole, context_);
    if (placed.fragment == nullptr) return trial;
    // The anchor has to stay on this page.
    Trial next = lay_out(trial.limit - placed.height, AtTop::No);
    if (!next.has_content() || !next.anchors.has_float(box)) return trial;
    page_floats_.add(placed, is_at_foot(box, context_));
    met_.insert(box);
    new_floats_.push_back(box);
    trial = std::move(next);
    i = std::size_t(-1);  // begins again at 0: the anchors have changed
  }
  return trial;
}

/// The footnote area with these notes after those that wait.
FootnoteArea PageComposer::area_for(const std::vector<BoxId>& notes, LayoutUnit room, bool at_top) const {
  const style::ComputedStyle& style = page_->style->footnote_area;
  std::vector<WaitingNote> all = waiting_.notes;
  const std::vector<WaitingNote> groups = group_notes(notes, style, page_->area.size.width, context_);
  all.insert(all.end(), groups.begin(), groups.end());
  return layout_footnote_area(all, style, {page_->area.size.width, room, page_->area.size.height, at_top}, context_);
}

/// Whether the notes of one line may continue on the next page (css-gcpm-3 §2.7): only if all of them agree.
bool PageComposer::may_break(const std::vector<PageAnchor>& line) const {
  return std::all_of(line.begin(), line.end(), [&](const PageAnchor& anchor) {
    return context_.style_of(anchor.box).footnote_policy == FootnotePolicy::Auto;
  });
}

/// Whether `max-height` rather than the page leaves no space for notes: moving their calls would not help then. They
/// come on the next page while the text continues, if their policy allows that.
bool PageComposer::is_full(const FootnoteArea& area, const std::vector<BoxId>& notes) const {
  if (!page_->style->footnote_area.max_height.is_length()) return false;
  // If unlimited space leaves as many notes over, max-height is the reason.
  if (area.rest.size() != area_for(notes, kEnough, false).rest.size()) return false;
  return std::all_of(area.rest.begin(), area.rest.end(), [&](const WaitingNote& note) {
    return note.has_begun() || std::all_of(note.boxes.begin(), note.boxes.end(), [&](BoxId box) {
             return context_.style_of(box).footnote_policy == FootnotePolicy::Auto;
           });
  });
}

/// The room for content with which its notes have theirs; nullopt if they have it already. As many calls as possible
/// stay: those down to a line whose notes all fit, or all start and may continue. A line that cannot stay moves to the
/// next page with its calls.
/// Lines are tried from the lowest upwards.
std::optional<LayoutUnit> PageComposer::limit_for_notes(const Trial& trial) const {
  const CallLines calls(trial.anchors, met_);
  if (calls.empty()) return std::nullopt;
  const LayoutUnit used = trial.anchors.bottom;
  const auto area = [&](LayoutUnit line, LayoutUnit space) {
    return area_for(calls.notes_until(line), space, false);
  };
  const FootnoteArea all = area(calls.bottoms().front(), room() - used);
  if (all.rest.empty() || is_full(all, calls.notes_until(calls.bottoms().front()))) return std::nullopt;
  // Content must end above the lowest line, at least.
  // One unit less than used, so that something moves.
  LayoutUnit ceiling = used - least();
  for (const LayoutUnit line : calls.bottoms()) {
    if (line > ceiling && line < used) continue;  // moved together with the block of a line further down
    const FootnoteArea below = area(line, room() - line);
    // All notes of this line and above have room: content may come down to it.
    if (below.rest.empty()) return std::min(ceiling, room() - area(line, kEnough).height);
    if (below.begins_all() && may_break(calls.at(line))) {
      return line == used ? std::nullopt : std::optional(std::min(line, used - least()));
    }
    if (is_full(below, calls.notes_until(line))) return std::min(ceiling, room() - below.height);
    ceiling = std::min(ceiling, last_place_before(calls.at(line)));
  }
  // No line of this page can stay: only notes that wait from earlier pages count.
  const LayoutUnit carried = area(LayoutUnit::min(), kEnough).height;
  return std::min(ceiling, room() - carried);
}

/// The height at which content must end so that a line is not on the page; with `footnote-policy: block`, its whole
/// block.
LayoutUnit PageComposer::last_place_before(const std::vector<PageAnchor>& line) const {
  LayoutUnit place = line.front().line_bottom - least();
  for (const PageAnchor& anchor : line) {
    const bool block = context_.style_of(anchor.box).footnote_policy == FootnotePolicy::Block;
    if (block && anchor.block_top > LayoutUnit()) place = std::min(place, anchor.block_top);
  }
  return place;
}

/// Whether less space left only pieces of containers from what `whole` had: their content waits, so nothing would be
/// gained.
bool PageComposer::leads_nowhere(const Trial& trial, const Trial& whole) const {
  const auto is_unmoved = [&](const Trial& one) {
    // Without heights: these may grow although no content moves.
    return is_same_place(progress_->rest.get(), one.content.rest.get(), Heights::Ignored);
  };
  return progress_->rest != nullptr && is_unmoved(trial) && !is_unmoved(whole);
}

/// Whether something that should stay together is split only for its notes, although the page could hold it. It then
/// stays together, and its notes start on the next page, which is reported.
bool PageComposer::parts_for_notes(const Trial& trial, const Trial& whole) const {
  // Content that runs off the page was not broken for its notes.
  if (trial.anchors.bottom > std::max(room(), whole.anchors.bottom)) return true;
  if (trial.content.outcome != Outcome::Broken) return false;
  // A break that violates `avoid` which the whole page would not.
  if (trial.content.appeal <= BreakAppeal::ViolatesAvoid && trial.content.appeal < whole.content.appeal) return true;
  std::set<BoxId> before;  // on earlier pages, or on this one anyway
  add_parted(progress_->rest.get(), context_, before);
  add_parted(whole.content.rest.get(), context_, before);
  std::set<BoxId> parted;
  add_parted(trial.content.rest.get(), context_, parted);
  return std::any_of(parted.begin(), parted.end(), [&](BoxId box) { return !before.contains(box); });
}

/// Notes whose calls went to the next page leave their room to the content above, such as the rows of a table whose
/// foot is below the calls. `next` has given up room that `whole` has.
PageComposer::Trial PageComposer::take_room_of_gone_notes(Trial next, const Trial& whole) {
  if (next.anchors.notes.size() >= whole.anchors.notes.size()) return next;
  // Leaving white space for a whole block is intended.
  const auto takes_block = [&](const PageAnchor& anchor) {
    return context_.style_of(anchor.box).footnote_policy == FootnotePolicy::Block;
  };
  if (std::ranges::any_of(whole.anchors.notes, takes_block)) return next;
  LayoutUnit limit = whole.anchors.bottom - least();
  for (int round = 0; round < kMaxRounds && limit > next.limit; ++round) {
    Trial more = lay_out(limit, AtTop::No);
    if (!more.has_content() || leads_nowhere(more, whole)) break;
    if (!limit_for_notes(more))
      return parts_for_notes(more, whole) || more.anchors.bottom <= next.anchors.bottom ? next : more;
    limit = more.anchors.bottom - least();
  }
  return next;
}

/// Reduces the space for content until the notes that it calls fit.
PageComposer::Trial PageComposer::make_room_for_notes(Trial trial) {
  // Each round reduces the space, so the loop terminates.
  for (int round = 0; round < kMaxRounds && trial.has_content(); ++round) {
    const std::optional<LayoutUnit> limit = limit_for_notes(trial);
    if (!limit) return trial;
    Trial next = lay_out(*limit, AtTop::No);
    if (!next.has_content() || leads_nowhere(next, trial)) {
      // Without a line of text the notes would have no call. One is placed, unless floats or notes of earlier pages
      // fill the page.
      const bool alone = page_floats_.empty() && waiting_.notes.empty();
      if (alone) {
        Trial cut = lay_out(*limit, AtTop::Yes);
        return parts_for_notes(cut, trial) ? trial : cut;
      }
      next.content.fragment = nullptr;
      return next;
    }
    if (parts_for_notes(next, trial)) return trial;
    trial = take_room_of_gone_notes(std::move(next), trial);
  }
  return trial;
}

/// Queues the notes and floats that the content of this page calls, each once.
void PageComposer::queue_anchors(const PageAnchors& anchors) {
  // met_ is for the whole document: a call on a later copy of a row is not new.
  for (const PageAnchor& anchor : anchors.notes) {
    if (met_.insert(anchor.box).second) page_->notes.push_back(anchor.box);
  }
  for (const PageAnchor& anchor : anchors.floats) {
    if (met_.insert(anchor.box).second)
      (is_last(anchor.box) ? waiting_.last_floats : waiting_.floats).push_back({anchor.box, nullptr});
  }
}

/// Places the notes below the content, as far as there is room. Floats may call notes themselves.
void PageComposer::place_notes(LayoutUnit used) {
  page_floats_.place_head(page_->area.origin, page_->areas);
  // Only to look for calls in floats at the foot: they are placed for good in place_last_floats().
  const std::size_t head_count = page_->areas.size();
  page_floats_.place_foot(LayoutUnit(), LayoutUnit(), page_->areas);
  for (const ChildFragment& area : page_->areas) queue_anchors(find_page_anchors(*area.fragment, {}, context_));
  page_->areas.resize(head_count);
  const bool at_top = page_->content == nullptr && page_floats_.empty();
  FootnoteArea area = area_for(page_->notes, room() - used, at_top);
  // A note that is called here but starts on another page is reported.
  for (const WaitingNote& note : area.rest) {
    for (const BoxId box : note.boxes) {
      const bool called = std::find(page_->notes.begin(), page_->notes.end(), box) != page_->notes.end();
      if (called && !note.has_begun()) page_->displaced_notes.push_back(box);
    }
  }
  waiting_.notes = std::move(area.rest);
  notes_area_ = std::move(area);
  if (notes_area_.fragment != nullptr) defer_calls(*notes_area_.fragment);
}

/// Notes called by notes, or by floats of the last page, come after them on the next page.
void PageComposer::defer_calls(const Fragment& fragment) {
  const std::size_t told = page_->notes.size();
  queue_anchors(find_page_anchors(fragment, {}, context_));
  const std::vector<BoxId> called(page_->notes.begin() + static_cast<std::ptrdiff_t>(told), page_->notes.end());
  for (WaitingNote& note : group_notes(called, page_->style->footnote_area, page_->area.size.width, context_)) {
    waiting_.notes.push_back(std::move(note));
  }
}

/// Places floats that were put off to the last page at its very foot, below the notes. They stay together if they can;
/// if not all fit and other content is on the page, they all wait for the next one.
void PageComposer::place_last_floats(LayoutUnit used) {
  PageFloats last;
  if (may_end_here()) {
    const bool alone = page_->content == nullptr && page_floats_.empty() && notes_area_.fragment == nullptr;
    const LayoutUnit free = room() - used - notes_area_.height;
    std::size_t count = 0;
    for (WaitingFloat& waiting : waiting_.last_floats) {
      const LayoutUnit left = free - last.height();
      LaidOutFloat placed = layout_page_float(waiting, page_->area.size, left, FloatBreak::KeepWhole, context_);
      if (placed.fragment == nullptr && alone && last.empty()) {
        placed = layout_page_float(waiting, page_->area.size, left, FloatBreak::Allowed, context_);
        waiting.rest = placed.rest;
      }
      if (placed.fragment == nullptr) break;
      last.add(placed, true);
      if (placed.rest != nullptr) break;
      ++count;
    }
    if (count < waiting_.last_floats.size() && !alone) {
      last = {};
    } else {
      waiting_.last_floats.erase(waiting_.last_floats.begin(),
                                 waiting_.last_floats.begin() + static_cast<std::ptrdiff_t>(count));
    }
  }
  // From the foot upwards: floats of the last page, notes, floats at the foot.
  const Rect& area = page_->area;
  const LayoutUnit notes_end = area.bottom() - last.height();
  const LayoutUnit notes_begin = notes_end - notes_area_.height;
  page_floats_.place_foot(area.left(), notes_begin, page_->areas);
  if (notes_area_.fragment != nullptr) {
    page_->areas.push_back({Point{area.left(), notes_begin} + notes_area_.offset, notes_area_.fragment});
  }
  const std::size_t before_last = page_->areas.size();
  last.place_foot(area.left(), area.bottom(), page_->areas);
  for (std::size_t i = before_last; i < page_->areas.size(); ++i) defer_calls(*page_->areas[i].fragment);
}

}  // namespace gongwen::layout
