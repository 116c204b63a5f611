#include "layout/pages/detail/page_facts.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/layout.h"
#include "layout/core/box_transform.h"
#include "layout/pages/detail/page_overflow.h"

#include <algorithm>

namespace gongwen::layout {
// Three walks over finished pages: text that is cut off by overflow, anchors of notes and floats (during composing),
// and the facts of a page: targets, bookmarks, counters and named strings.
namespace {

/// Whether so much of a text is cut off that it cannot be read.
bool is_cut(const Fragment& text, Point position, const Rect& area) {
  const LayoutUnit tolerance = LayoutUnit::from_px(1);
  const LayoutUnit baseline = position.y + text.baseline.value_or(text.size.height);
  // Two thirds of the ascent: where the letters of most fonts end.
  const LayoutUnit top = baseline - text.baseline.value_or(LayoutUnit()) * 2 / 3;
  // One px more is invisible.
  return position.x < area.left() - tolerance || position.x + text.size.width > area.right() + tolerance ||
         baseline > area.bottom() + tolerance || top < area.top() - tolerance;
}

/// Blanks may be cut without a message.
bool has_no_ink(const TextRun& run) { return std::all_of(run.text.begin(), run.text.end(), base::is_gap_in_line); }

/// The first one is enough: a message for each character would not help.
const Fragment* find_cut_text(const Fragment& fragment, Point position, const Rect& area,
                              const LayoutContext& context) {
  // Text without glyphs cannot be cut.
  if (fragment.kind == FragmentKind::Text) {
    return fragment.run != nullptr && !has_no_ink(*fragment.run) && is_cut(fragment, position, area) ? &fragment
                                                                                                     : nullptr;
  }
  if (fragment.is_too_large) return nullptr;  // which has a message of its own
  // The children of scaled-down content have their original positions: the area is mapped into their plane.
  const auto smaller = fragment.shrunk_to != 100 ? box_transform(fragment, position, context) : std::nullopt;
  const Rect inner = smaller ? transformed_bounds(base::inverse_of(*smaller), area) : area;
  for (const ChildFragment& child : fragment.children) {
    if (const Fragment* const found = find_cut_text(*child.fragment, position + child.offset, inner, context))
      return found;
  }
  return nullptr;
}

/// The text that identifies a box whose text does not fit: the first value of the data, otherwise the first text.
const Fragment* telling_text(const Fragment& fragment, const LayoutContext& context) {
  if (fragment.kind == FragmentKind::Text)
    return fragment.run != nullptr && !has_no_ink(*fragment.run) ? &fragment : nullptr;
  const Fragment* first = nullptr;
  for (const ChildFragment& child : fragment.children) {
    const Fragment* const found = telling_text(*child.fragment, context);
    if (found == nullptr) continue;
    if (context.sink.origin(found->origin).data_place) return found;
    if (first == nullptr) first = found;
  }
  return first;
}

/// The first characters, which are enough to find the text.
std::string start_of(std::u32string_view text) {
  constexpr std::size_t kShown = 20;
  return base::to_utf8(text.substr(0, kShown)) + (text.size() > kShown ? "…" : "");
}

/// Adds all text of a fragment from one place of the source, over several lines.
void add_text_from(diagnostics::OriginId origin, const Fragment& fragment, std::u32string& text) {
  if (fragment.run != nullptr && fragment.origin == origin) text += fragment.run->text;
  for (const ChildFragment& child : fragment.children) add_text_from(origin, *child.fragment, text);
}

}  // namespace

void report_too_large_text(const Fragment& fragment, LayoutContext& context) {
  const Fragment* const text = telling_text(fragment, context);
  if (text == nullptr) return;
  std::u32string shown;
  add_text_from(text->origin, fragment, shown);
  context.sink.report(diagnostics::messages::LayoutTextTooLarge, text->origin, start_of(shown),
                      std::size_t{fragment.shrunk_to});
}

void report_clipped_text(const Fragment& fragment, Point position, const Rect& area, LayoutContext& context) {
  const Fragment* const text = find_cut_text(fragment, position, area, context);
  if (text == nullptr) return;
  context.sink.report(diagnostics::messages::LayoutTextClipped, text->origin, start_of(text->run->text));
}

namespace {

using boxes::BoxFlow;

/// Collects anchors and the lower end of a page's content. `place_` and `cut_` are those of the boxes around the
/// current fragment.
class AnchorWalk {
 public:
  explicit AnchorWalk(const LayoutContext& context) : context_(context) {}

  void visit(const Fragment& fragment, LayoutUnit top) {
    if (fragment.kind == FragmentKind::Text)
      return note_bottom(fragment, top);  // most fragments are texts, which have no children
    const Place outer = place_;
    const bool outer_repeats = repeats_;
    // A repeated foot takes up space like any row, but its notes and floats are on the page of the first one.
    repeats_ = repeats_ || fragment.is_repeated;
    enter(fragment, top);
    const LayoutUnit outer_cut = cut_;
    // Hidden overflow takes up no space below its box.
    if (fragment.shrunk_to != 100 || overflow_cut(fragment, context_).down)
      cut_ = std::min(cut_, top + fragment.size.height);
    for (const ChildFragment& child : fragment.children) visit(*child.fragment, top + child.offset.y);
    place_ = outer;
    cut_ = outer_cut;
    repeats_ = outer_repeats;
  }

  PageAnchors take() { return std::move(found_); }

 private:
  struct Place {
    std::optional<LayoutUnit> line_bottom;  // of the outermost line
    LayoutUnit block_top;
  };

  /// A box that continues fills the page in any case, so only its content counts.
  void note_bottom(const Fragment& fragment, LayoutUnit top) {
    if (!fragment.is_continued_after)
      found_.bottom = std::max(found_.bottom, std::min(top + fragment.size.height, cut_));
  }

  /// The line that an anchor is in, and the top of its block, decide where content can end above it.
  void enter(const Fragment& fragment, LayoutUnit top) {
    note_bottom(fragment, top);
    switch (fragment.kind) {
      case FragmentKind::Box:
        // Blocks inside of lines do not count: content can end only between lines.
        if (!place_.line_bottom) place_.block_top = top;
        break;
      case FragmentKind::Line:
        if (!place_.line_bottom) place_.line_bottom = std::min(top + fragment.size.height, cut_);
        break;
      case FragmentKind::Anchor: note(fragment, top); break;
      case FragmentKind::InlineBox:
      case FragmentKind::Text:
      case FragmentKind::Leader: break;
    }
  }

  /// Anchors outside of lines have their own place.
  void note(const Fragment& fragment, LayoutUnit top) {
    if (repeats_) return;
    const PageAnchor anchor{fragment.box, place_.line_bottom.value_or(top), place_.block_top};
    const BoxFlow flow = context_.box(fragment.box).flow;
    if (flow == BoxFlow::Footnote) found_.notes.push_back(anchor);
    if (flow == BoxFlow::PageFloat) found_.floats.push_back(anchor);
  }

  const LayoutContext& context_;
  PageAnchors found_;
  LayoutUnit cut_ = LayoutUnit::max();  // a box hides its overflow below this height, where it takes up no space
  bool repeats_ = false;                // inside a head, foot or label that comes again
  Place place_;
};

}  // namespace

bool PageAnchors::has_float(BoxId box) const {
  return std::any_of(floats.begin(), floats.end(), [&](const PageAnchor& anchor) { return anchor.box == box; });
}

PageAnchors find_page_anchors(const Fragment& root, LayoutUnit top, const LayoutContext& context) {
  AnchorWalk walk(context);
  walk.visit(root, top);
  return walk.take();
}

namespace {

using boxes::Box;
using boxes::BoxPart;
using style::ContentItem;

/// Calls `visit(fragment, position)` for every fragment below a root, parents first. Positions count from the corner of
/// the page.
template <typename Visit>
void visit_fragments(const Fragment& fragment, Point position, const Visit& visit) {
  visit(fragment, position);
  for (const ChildFragment& child : fragment.children) visit_fragments(*child.fragment, position + child.offset, visit);
}

template <typename Visit>
void visit_page(const PageLayout& page, const Visit& visit) {
  for_each_root(page, [&](const Fragment& root, Point position) { visit_fragments(root, position, visit); });
}

bool is_image(const Fragment& fragment, const LayoutContext& context) {
  return fragment.kind == FragmentKind::Box && fragment.box &&
         context.box(fragment.box).kind == boxes::BoxKind::Replaced;
}

/// Whether a fragment marks the place of a running element.
bool is_running_element(const Fragment& fragment, const LayoutContext& context) {
  return fragment.kind == FragmentKind::Anchor && context.box(fragment.box).flow == boxes::BoxFlow::Running;
}

/// Whether an element starts at a fragment: its first one, not a repetition, and for tables the wrapper.
bool begins_element(const Fragment& fragment, const LayoutContext& context) {
  if (is_running_element(fragment, context)) return true;
  if (!fragment.box || fragment.is_repeated || fragment.is_continued_before) return false;
  if (fragment.kind != FragmentKind::Box && fragment.kind != FragmentKind::InlineBox) return false;
  const Box& box = context.box(fragment.box);
  return box.part == BoxPart::Element && box.kind != boxes::BoxKind::TableGrid;
}

std::string_view id_of(const Fragment& fragment, const LayoutContext& context) {
  return context.dom.attribute_value(context.box(fragment.box).node, dom::AttributeName::Id);
}

/// Whether a fragment is text made by `counter(page)`.
bool shows_own_page(const Fragment& fragment, const LayoutContext& context) {
  if (fragment.kind != FragmentKind::Text || !fragment.box || fragment.is_repeated) return false;
  const Box& box = context.box(fragment.box);
  if (box.kind != boxes::BoxKind::Reference) return false;
  const ContentItem& item = context.boxes.content_item(box);
  return item.kind == ContentItem::Kind::Counter && item.name == "page";
}

/// Numbers the notes of a page, from the value to which its style resets `footnote`.
void number_notes(const PageLayout& page, std::int32_t& number, PageReferences& references) {
  // A page style may restart the numbers of notes.
  for (const style::CounterReset& reset : page.style->page.counter_reset) {
    if (reset.name == "footnote") number = reset.start.value_or(0);
  }
  for (const BoxId note : page.notes) references.note_numbers[note] = ++number;
}

/// Counts one page (css-lists-3 §4): resets, then increments, then sets. `page` counts by itself, unless the style
/// resets or increments it. With `number_runs_on`, the number of the file is not set again.
void count_page(const style::ComputedStyle& style, bool number_runs_on,
                std::map<std::string, std::int32_t, std::less<>>& counters) {
  bool counts_itself = true;
  for (const style::CounterReset& reset : style.counter_reset) {
    // The number of the page continues that of the file.
    if (number_runs_on && reset.name == "page") continue;
    counters[reset.name] = reset.start.value_or(0);
    counts_itself = counts_itself && reset.name != "page";
  }
  for (const style::CounterOperation& operation : style.counter_increment) {
    std::int32_t& value = counters[operation.name];
    // A sum beyond the range is ignored.
    const std::int64_t sum = std::int64_t{value} + operation.value;
    if (sum >= INT32_MIN && sum <= INT32_MAX) value = static_cast<std::int32_t>(sum);
    counts_itself = counts_itself && operation.name != "page";
  }
  if (counts_itself) ++counters["page"];
  for (const style::CounterOperation& operation : style.counter_set) {
    if (!number_runs_on || operation.name != "page") counters[operation.name] = operation.value;
  }
}

/// Notes an assignment of a page to a named string; the first and the last on a page are kept (css-gcpm-3 §1.1.2).
void assign(PageStrings& values, const std::string& name, const StringValue& set, bool anything_seen) {
  PageString& value = values[name];
  // Whether anything is above the assignment decides what `first-except` and `start` show.
  if (!value.set_on_page) {
    value.first = set;
    value.set_at_start = !anything_seen;
    if (value.set_at_start) value.start = set;
  }
  value.set_on_page = true;
  value.last = set;
}

/// The values with which a page starts: the last ones of the page before.
PageStrings carried_over(const PageStrings& before) {
  PageStrings values;
  for (const auto& [name, value] : before) values[name] = {value.last, value.last, value.last, false, false};
  return values;
}

}  // namespace

std::int32_t page_total(const DocumentLayout& document) {
  return document.around.before + static_cast<std::int32_t>(document.pages.size()) + document.around.after;
}

/// As far as anchors are known: for documents whose pages have already been handed over.
PageReferences references_to_anchors(const DocumentLayout& document) {
  PageReferences references;
  references.page_count = page_total(document);
  for (const auto& [id, anchor] : document.anchors) {
    if (anchor.page < document.pages.size())
      references.page_of_target.emplace(id, document.pages[anchor.page].number());
  }
  return references;
}

/// Everything that texts may refer to: pages of targets, of own page numbers, and numbers of notes counted by page.
PageReferences collect_references(const DocumentLayout& document, const LayoutContext& context) {
  PageReferences references;
  references.page_count = page_total(document);
  std::int32_t note_number = 0;
  for (const PageLayout& page : document.pages) {
    // Numbers by page exist only after composing.
    if (context.styles.counts_footnotes_by_page()) number_notes(page, note_number, references);
    visit_page(page, [&](const Fragment& fragment, Point) {
      if (shows_own_page(fragment, context)) references.page_of_counter.emplace(fragment.box, page.number());
      if (!begins_element(fragment, context)) return;
      const std::string_view id = id_of(fragment, context);
      if (!id.empty()) references.page_of_target.emplace(id, page.number());
    });
  }
  return references;
}

/// Counters start with those of earlier parts of the file.
PageCounter::PageCounter(const PagesAround& around, const LayoutContext& context)
    : number_runs_on_(around.number_runs_on), counters_(around.counters), context_(context) {
  counters_.try_emplace("page", 0);
}

/// Elements that start on the page may set its number; the last one counts.
void PageCounter::count(PageLayout& page) {
  count_page(page.style->page, number_runs_on_, counters_);
  // Most documents do not count by elements; the walk is skipped for them.
  if (context_.boxes.counts_pages()) {
    visit_page(page, [&](const Fragment& fragment, Point) {
      if (!begins_element(fragment, context_)) return;
      const auto* const counting = context_.boxes.page_counting(context_.box(fragment.box).node);
      if (counting == nullptr || (number_runs_on_ && counting->value)) return;
      counters_["page"] = counting->value.value_or(counters_["page"]) + counting->increment;
    });
  }
  page.counters = counters_;
}

StringValue select_value(const PageStrings& strings, const ContentItem& item) {
  // A string that was never set is empty.
  const auto found = strings.find(item.name);
  if (found == strings.end()) return {};
  const PageString& value = found->second;
  switch (item.selection) {
    case ContentItem::Selection::Start: return value.start;
    case ContentItem::Selection::Last: return value.last;
    case ContentItem::Selection::FirstExcept: return value.set_on_page ? StringValue() : value.start;
    default: break;
  }
  return value.first;
}

/// Page counters first, then counters of elements, as they are on this page.
std::string PageValues::counter_text(const ContentItem& item, const style::CounterStyles& styles) const {
  // The total is not a counter of the page style.
  if (item.name == "pages") return styles.format(page_count, item.counter_style);
  const auto found = page->counters.find(item.name);
  if (found != page->counters.end()) return styles.format(found->second, item.counter_style);
  // A counter that does not exist is 0.
  const auto counted = counts.find(item.name);
  if (counted == counts.end() || counted->second.shown.empty()) return styles.format(0, item.counter_style);
  const std::vector<std::int32_t>& values = counted->second.shown;
  if (item.kind != ContentItem::Kind::Counters) return styles.format(values.back(), item.counter_style);
  std::string joined;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) joined += item.text;
    joined += styles.format(values[i], item.counter_style);
  }
  return joined;
}

std::string PageValues::string_text(const style::ContentItem& item) const { return select_value(strings, item).text; }

PageFacts::PageFacts(DocumentLayout& document, LayoutContext& context)
    : document_(document), context_(context), overflow_(context) {
  for (const auto& [name, text] : document_.around.strings) {
    const StringValue value{text, {}, {}};
    strings_[name] = {value, value, value, false, false};
  }
}

/// Facts of one page. Must be called for all pages in order: values carry over from page to page.
PageValues PageFacts::collect(const PageLayout& page) {
  // Each page starts with the values of the page before.
  strings_ = carried_over(strings_);
  elements_ = carried_over(elements_);
  for (auto& [name, value] : counts_) value = {value.last, value.last, false};
  anything_seen_ = false;
  // Overflow needs the page's own areas.
  overflow_.begin_page(page, number_of_page());
  for_each_root(page, [&](const Fragment& root, Point position) { walk(root, position); });
  report_displaced_notes(page);
  ++page_index_;
  PageValues values;
  values.strings = strings_;
  values.elements = elements_;
  values.counts = counts_;
  return values;
}

/// After the last page.
void PageFacts::finish() {
  overflow_.report();
  document_.last_strings.clear();
  for (const auto& [name, value] : strings_) document_.last_strings[name] = value.last.text;
}

/// The number of the page in the whole file, from 1.
std::size_t PageFacts::number_of_page() const {
  return static_cast<std::size_t>(document_.around.before) + page_index_ + 1;
}

/// Most fragments are text, for which only overflow matters.
void PageFacts::walk(const Fragment& fragment, Point position) {
  if (fragment.kind == FragmentKind::Text) {
    anything_seen_ = true;
    overflow_.see_text(fragment, position);
    return;
  }
  // Clipping is the same for everything inside of the fragment.
  const ShownPart part = shown_part(fragment, position, context_);
  visit(fragment, position, part);
  overflow_.enter(fragment, position, part);
  for (const ChildFragment& child : fragment.children) walk(*child.fragment, position + child.offset);
  overflow_.leave();
}

/// Collects the facts from a fragment other than text.
void PageFacts::visit(const Fragment& fragment, Point position, const ShownPart& part) {
  if (begins_element(fragment, context_)) visit_element(fragment, position);
  if (fragment.is_too_large) report_too_large_text(fragment, context_);
  report_clipped(fragment, position, part);
  if (is_running_element(fragment, context_)) {
    const std::string& name = context_.style_of(fragment.box).position.running_name;
    assign(elements_, name, {{}, fragment.origin, fragment.box}, anything_seen_);
  }
  if (is_image(fragment, context_)) anything_seen_ = true;
}

void PageFacts::report_clipped(const Fragment& fragment, Point position, const ShownPart& part) {
  if (part.content) report_clipped_text(fragment, position, *part.content, context_);
  // A `clip` that leaves nothing hides on purpose.
  const bool clips = part.clip && !part.clip->size.width.is_zero() && !part.clip->size.height.is_zero();
  if (clips) report_clipped_text(fragment, position, *part.clip, context_);
}

/// An element that starts here: target, link, counters, bookmark, named strings.
void PageFacts::visit_element(const Fragment& fragment, Point position) {
  const dom::NodeId node = context_.box(fragment.box).node;
  const Anchor anchor{page_index_, position};
  // The first element with an id is the target.
  const std::string_view id = id_of(fragment, context_);
  if (!id.empty()) document_.anchors.emplace(id, anchor);
  check_link(node, fragment);
  count(node);
  if (const std::string* label = context_.boxes.bookmark_label(node)) {
    const std::int32_t level = context_.style_of(fragment.box).bookmark_level;
    const bool open = context_.style_of(fragment.box).bookmark_state == style::BookmarkState::Open;
    document_.bookmarks.push_back({level, *label, open, anchor, node});
  }
  const auto* const assignments = context_.boxes.string_assignments(node);
  if (assignments == nullptr) return;
  for (const boxes::BoxTree::Assignment& assignment : *assignments) {
    assign(strings_, assignment.name, {assignment.value, assignment.origin, {}}, anything_seen_);
  }
}

/// Records the counters of an element. If a counter is only reset here, the page shows the value after the next
/// increment, if there is one.
void PageFacts::count(dom::NodeId node) {
  const std::vector<boxes::BoxTree::Count>* const counts = context_.boxes.counts_of(node);
  if (counts == nullptr) return;
  for (const boxes::BoxTree::Count& count : *counts) {
    PageCount& value = counts_[count.name];
    value.last = count.values;
    if (value.counts_on_page) continue;
    value.shown = count.values;
    value.counts_on_page = !count.is_only_reset;
  }
}

/// Checks that a link into the document leads to an existing element. `#top` and `#` lead to the top of the first page.
void PageFacts::check_link(dom::NodeId node, const Fragment& fragment) {
  const std::string_view address = context_.dom.attribute_value(node, dom::AttributeName::Href);
  if (boxes::is_top_of_document(address)) document_.anchors.emplace(address.substr(1), Anchor{});
  if (!context_.boxes.is_dead_link(address)) return;
  const diagnostics::Origin origin = context_.sink.origin(fragment.origin);
  // A dead link in a value with structure does not prevent the document, since its text is there.
  const bool is_of_value = static_cast<bool>(origin.data_place);
  const auto severity = is_of_value ? diagnostics::Severity::Warning : diagnostics::Severity::Error;
  context_.sink.report_as(severity, diagnostics::messages::LayoutUnknownTarget, origin, address);
}

void PageFacts::report_displaced_notes(const PageLayout& page) {
  for (const BoxId note : page.displaced_notes) {
    context_.sink.report(diagnostics::messages::LayoutFootnoteApart, context_.box(note).origin, number_of_page());
  }
}

}  // namespace gongwen::layout
