#include "layout/pages/page_sequence.h"

#include "base/format.h"
#include "diagnostics/catalogue/layout.h"
#include "layout/core/box_metrics.h"
#include "layout/core/context.h"
#include "layout/core/detail/break_token.h"
#include "layout/core/detail/breaking.h"
#include "layout/core/detail/layout_box.h"
#include "layout/inline/detail/collect_inline.h"
#include "layout/inline/detail/line_metrics.h"
#include "layout/pages/detail/margin_content.h"
#include "layout/pages/detail/page_composer.h"
#include "layout/pages/detail/page_facts.h"
#include "layout/pages/detail/page_overflow.h"
#include "layout/pages/detail/positioned_boxes.h"
#include "layout/table/table_model.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace gongwen::layout {

// The loops over pages, from the inside out: PageSequence makes one page after the other until the content is used up;
// DocumentRounds repeats that until page references are stable; layout_document() chooses between rounds and a single
// run that hands pages to a sink. Before them: rows of long tables that can be given back, and numbers of lines.
// A page is made in this order: named page and side → blank page if the side does not match → size and
// margins → PageComposer::fill → limits. A ContentProgress is passed on to the next page: the token
// where content continues, and what waits (notes, floats).
namespace {

// FinishedRows: in a long table, boxes of rows that later pages do not need can be freed while pages are laid out. A
// list of 100,000 rows then needs the memory of a few pages.

/// Boxes with numbers from `first` to before `end`.
struct BoxRange {
  BoxId first;
  BoxId end;
};

class FinishedRows {
 public:
  /// Called when the next page starts at `rest`, between boxes, and the fragments of earlier pages have been dropped.
  /// Returns boxes that are not needed any more: rows of one group with everything in them. nullopt if the page does
  /// not start between rows of a table with fixed columns in plain blocks.
  std::optional<BoxRange> advance(const BreakToken& rest, LayoutContext& context);

 private:
  // State between calls: the group of the last page, and the first of its rows that were not given back.
  BoxId group_;
  std::uint32_t row_ = 0;  // where a page started when this group was asked for last
  BoxId next_;             // the first box of the group that may be given back next; invalid: no row may
};

using boxes::BoxKind;

/// Whether the content of a box is laid out from its top to its end, and no box around it measures it again.
bool is_plain_block(BoxId box, const LayoutContext& context) {
  return context.box(box).kind == BoxKind::Block && boxes::is_in_flow(context.box(box)) && !is_multicol(box, context);
}

/// Whether the first row decides the widths of columns. All other tables measure every cell again if a later page is
/// wider or narrower.
bool has_fixed_columns(BoxId table, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(table);
  return style.table_layout == style::TableLayout::Fixed && style.width.is_length();
}

/// The token of the table at whose rows the next page starts, if only plain blocks are around it; null otherwise.
const BreakToken* table_at(const BreakToken& rest, const LayoutContext& context) {
  // Down through plain blocks that have one child to continue.
  const BreakToken* at = &rest;
  while (is_plain_block(at->box, context) && at->children.size() == 1) at = at->children.front().get();
  const bool is_table = std::holds_alternative<TableRest>(at->payload) && at->children.empty() &&
                        context.box(at->box).kind == BoxKind::Table && boxes::is_in_flow(context.box(at->box));
  return is_table && has_fixed_columns(at->box, context) ? at : nullptr;
}

/// The first row of a group that may be given back. Properties of the group as a whole (a break before it) are looked
/// up at its first row, and the borders of that row are also those of the row below.
std::uint32_t first_to_give_back(std::uint32_t row, const TableModel& model) {
  while (row > 0 && model.rows[row - 1].group == model.rows[row].group) --row;
  // Two chunks of the group stay: the first for the group, the second for the border between them.
  const std::uint32_t next = model.rows[row].chunk_end;
  return next < model.row_count() ? model.rows[next].chunk_end : next;
}

/// The first of the rows that spanning cells tie to this one.
std::uint32_t chunk_begin(std::uint32_t row, const TableModel& model) {
  const std::uint32_t end = model.rows[row].chunk_end;
  while (row > 0 && model.rows[row - 1].chunk_end == end) --row;
  return row;
}

/// Boxes are numbered in document order, except those that were inserted around others later (anonymous ones).
bool is_in_order(BoxId box, const LayoutContext& context) { return context.box(box).part == boxes::BoxPart::Element; }

std::optional<BoxRange> FinishedRows::advance(const BreakToken& rest, LayoutContext& context) {
  const BreakToken* const table = table_at(rest, context);
  if (table == nullptr) return std::nullopt;
  const TableModel& model = table_model(grid_of(table->box, context), context);
  const std::uint32_t row = table->rest<TableRest>().row;
  // A table with collapsed columns refers to its whole model; row 0 and the end give nothing back.
  if (model.whole != nullptr || row == 0 || row >= model.row_count()) return std::nullopt;
  const BoxId group = model.rows[row].group;
  // The first page of a group only notes where it starts: its first rows stay.
  if (group != group_) {
    group_ = group;
    row_ = row;
    // Rows of another group are not touched.
    const std::uint32_t first = first_to_give_back(row, model);
    next_ = first < model.row_count() && model.rows[first].group == group ? model.rows[first].row : BoxId();
    return std::nullopt;
  }
  if (!next_) return std::nullopt;
  // The border above the next row is shared with cells of the row before, which may start further up.
  const BoxId end = model.rows[chunk_begin(row_ - 1, model)].row;
  row_ = row;
  // Compared by number: an inserted box would break the order.
  const bool are_in_order = is_in_order(group, context) && is_in_order(next_, context) && is_in_order(end, context);
  if (!are_in_order || !(next_ < end)) return std::nullopt;
  return BoxRange{std::exchange(next_, end), end};
}

using dom::ElementName;

// Numbers beside lines.
constexpr double kNumberSize = 32.0 / 3;  // px: 8 pt
/// Distance from the text to its number.
constexpr LayoutUnit kNumberGap = LayoutUnit::from_px(14);

/// Lines with images only are not numbered.
bool holds_text(const Fragment& fragment) {
  if (fragment.kind == FragmentKind::Text) return true;
  return std::any_of(fragment.children.begin(), fragment.children.end(),
                     [](const ChildFragment& child) { return holds_text(*child.fragment); });
}

/// Finds the baselines of the lines that are numbered, page after page. With a title (`h1`), lines count from after it.
/// The h1 may be missing: then all lines count from the first.
class LineFinder {
 public:
  explicit LineFinder(const LayoutContext& context) : context_(context) {
    const dom::NodeId root = context.dom.root_element();
    for (dom::NodeId node = root; node && !waits_for_title_; node = context.dom.next_in_order(node, root)) {
      waits_for_title_ = context.dom.is_element(node, ElementName::H1);
    }
  }

  /// Baselines on one page from top to bottom; equal ones, such as those of two columns, count once.
  std::vector<LayoutUnit> find(const PageLayout& page) {
    baselines_.clear();
    if (page.content != nullptr) visit(*page.content, page.content_offset);
    // Columns side by side have lines at one height: one number.
    std::sort(baselines_.begin(), baselines_.end());
    baselines_.erase(std::unique(baselines_.begin(), baselines_.end()), baselines_.end());
    return baselines_;
  }

 private:
  void visit(const Fragment& fragment, Point position) {
    if (fragment.is_repeated) return;
    if (fragment.kind == FragmentKind::Line) {
      const bool counts = !waits_for_title_ && fragment.baseline && holds_text(fragment);
      if (counts) baselines_.push_back(position.y + *fragment.baseline);
      return;
    }
    if (fragment.kind != FragmentKind::Box || !is_running_text(fragment)) return;
    for (const ChildFragment& child : fragment.children) visit(*child.fragment, position + child.offset);
  }

  /// Whether the lines in a fragment are running text; see number_lines().
  /// Not counted: the title, tables, navigation, marginal notes, figures, feet, and the list of changes of a
  /// draft.
  bool is_running_text(const Fragment& fragment) {
    if (!fragment.box) return true;
    const boxes::Box& box = context_.box(fragment.box);
    if (box.kind != BoxKind::Block) return false;
    if (!box.node || context_.dom.node(box.node).kind != dom::NodeKind::Element) return true;
    switch (context_.dom.node(box.node).name) {
      case ElementName::H1: waits_for_title_ = false; return false;
      case ElementName::Nav:
      case ElementName::Aside:
      case ElementName::Figure:
      case ElementName::Footer: return false;
      default: break;
    }
    return context_.dom.attribute_value(box.node, dom::AttributeName::Class) != "gw-changes";
  }

  const LayoutContext& context_;
  bool waits_for_title_ = false;
  std::vector<LayoutUnit> baselines_;
};

/// The number beside a line: at the right of a right page, at the left of a left one. It is laid out like the content
/// of a margin box, in the font of the page.
MarginBoxFragment number_beside(std::size_t number, LayoutUnit baseline, const PageLayout& page,
                                RunningElements& running, LayoutContext& context) {
  style::ComputedStyle style = page.style->page;
  // A copy of the page's style; only what a number needs differs.
  style.font_size = base::FontSize::round_from_px(kNumberSize);
  style.font_weight = 400;
  style.color = {0x59, 0x59, 0x59};
  style.text_indent = {};
  style::ContentItem item;
  item.kind = style::ContentItem::Kind::Text;
  item.text = std::to_string(number);
  style.content.items = {item};
  const style::StyleId id = context.styles.add(style);
  const PageValues values;
  MarginContent content(style, id, values, running, context);
  const LayoutUnit width = content.sizes().max_content;
  MarginContent::Placed placed = content.layout(width);
  Fragment fragment;
  fragment.style = id;
  fragment.size = {width, placed.height};
  // The baseline of the number is that of the line.
  const LayoutUnit own =
      placed.children.empty() ? placed.height : placed.children.front().fragment->baseline.value_or(placed.height);
  fragment.children = std::move(placed.children);
  const bool at_right = page.context.side == style::PageSide::Right;
  const LayoutUnit x = at_right ? page.area.right() + kNumberGap : page.area.left() - kNumberGap - width;
  return {at_right ? css::MarginBox::RightTop : css::MarginBox::LeftTop,
          {x, baseline - own},
          context.fragments.add(std::move(fragment)),
          QuarterTurn::None};
}

}  // namespace

void number_lines(DocumentLayout& document, int step, LayoutContext& context) {
  RunningElements running(context);
  LineFinder finder(context);
  // Counted from 1 on each page: the step is 5 for 5, 10, 15 …
  const auto every = static_cast<std::size_t>(step);
  for (PageLayout& page : document.pages) {
    context.sink.go_on();
    const std::vector<LayoutUnit> lines = finder.find(page);
    for (std::size_t i = every; i <= lines.size(); i += every) {
      page.margin_boxes.push_back(number_beside(i, lines[i - 1], page, running, context));
    }
  }
}

namespace {

namespace messages = diagnostics::messages;
using style::PageSide;

/// The token of the box at which the next page starts: the deepest one.
const BreakToken& deepest(const BreakToken& token) {
  const BreakToken* at = &token;
  // A box that is done and whose overflow continues has no children left.
  while (true) {
    if (!at->children.empty()) {
      at = at->children.front().get();
    } else if (at->box_done && !at->overflowing.empty()) {
      at = at->overflowing.front().get();
    } else {
      return *at;
    }
  }
}

/// Whether the content of page margins may contain cross-references.
bool margins_have_references(const std::vector<PageLayout>& pages, const boxes::BoxTree& boxes) {
  if (boxes.has_flow(boxes::BoxFlow::Running)) return true;
  const auto refers = [](const style::ContentItem& item) {
    return item.kind == style::ContentItem::Kind::TargetCounter ||
           item.kind == style::ContentItem::Kind::TargetCounters || item.kind == style::ContentItem::Kind::TargetText;
  };
  const style::PageStyle* seen = nullptr;
  for (const PageLayout& page : pages) {
    // Consecutive pages often have the same style.
    if (page.style == seen) continue;
    seen = page.style;
    for (const auto& box : page.style->margin_boxes) {
      if (box && std::any_of(box->content.items.begin(), box->content.items.end(), refers)) return true;
    }
  }
  return false;
}

bool is_page_total(const style::ContentItem& item) {
  return item.kind == style::ContentItem::Kind::Counter && item.name == "pages";
}

/// Whether page margins state the number of pages; running elements may.
bool margins_state_total(const std::vector<PageLayout>& pages, const boxes::BoxTree& boxes) {
  if (boxes.has_flow(boxes::BoxFlow::Running)) return true;
  return std::any_of(pages.begin(), pages.end(), [](const PageLayout& page) {
    return std::any_of(page.style->margin_boxes.begin(), page.style->margin_boxes.end(), [](const auto& box) {
      return box && std::any_of(box->content.items.begin(), box->content.items.end(), is_page_total);
    });
  });
}

/// Whether running text states the number of pages.
bool content_states_total(const boxes::BoxTree& boxes) {
  // Once per document, over all boxes.
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const boxes::Box& box = boxes.box(BoxId(i));
    if (box.kind == boxes::BoxKind::Reference && is_page_total(boxes.content_item(box))) return true;
  }
  return false;
}

/// Whether a break is between boxes: layout that continues there needs nothing from earlier pages. Continued lines of a
/// paragraph, items and cells are taken from caches, whose fragments must still exist.
bool is_between_boxes(const BreakToken& token) {
  if (token.where == BreakToken::Where::Before) return true;
  if (!token.floats.empty() || !token.overflowing.empty()) return false;
  if (std::holds_alternative<TableRest>(token.payload)) return token.children.empty();
  return std::holds_alternative<std::monostate>(token.payload) && !token.children.empty() &&
         std::all_of(token.children.begin(), token.children.end(),
                     [](const BreakTokenPtr& child) { return is_between_boxes(*child); });
}

/// Whether a page is final when the next one starts: no references to pages, no positioned boxes, no notes or floats
/// that move content between pages.
bool finishes_pages_in_order(const boxes::BoxTree& boxes) {
  // Positioned boxes are placed when all pages are known.
  return !has_page_references(boxes) && !boxes.has_positioned() && !boxes.has_writing_modes() &&
         !boxes.has_flow(boxes::BoxFlow::Running) && !boxes.has_flow(boxes::BoxFlow::Footnote) &&
         !boxes.has_flow(boxes::BoxFlow::PageFloat);
}

/// Finishes pages one by one: counters and facts for the margins are taken, the sink gets the page, and its content is
/// released.
class FinishedPages {
 public:
  FinishedPages(DocumentLayout& document, LayoutContext& context, PageSink& sink)
      : counter_(document.around, context), facts_(document, context), context_(context), sink_(sink) {}

  void finish(PageLayout& page) {
    counter_.count(page);
    values_.push_back(facts_.collect(page));
    sink_.take(page);
    // The page keeps its size and margins, for the margin boxes that are filled at the end.
    page.content = nullptr;
    page.areas.clear();
  }

  /// Called when the next page starts at `rest` and the fragments of earlier pages are dropped.
  void forget_rows(const BreakToken& rest) {
    const std::optional<BoxRange> boxes = rows_.advance(rest, context_);
    if (!boxes) return;
    sink_.give_back(boxes->first, boxes->end);
  }

  /// The values for the margins of each page; call after the last page.
  std::vector<PageValues> values() {
    facts_.finish();
    return std::move(values_);
  }

 private:
  PageCounter counter_;
  PageFacts facts_;
  FinishedRows rows_;
  LayoutContext& context_;
  PageSink& sink_;
  std::vector<PageValues> values_;
};

/// Maximum number of consecutive pages without progress; a later page may be larger and hold the content.
constexpr int kMaxIdlePages = 3;

/// Makes the pages of one round. The state between pages is the token of the content, the waiting floats and notes (in
/// the composer), and the name of the page that comes next.
class PageSequence {
 public:
  PageSequence(style::PageStyles& page_styles, LayoutContext& context, const PageLimits& limits,
               const PagesAround& around)
      : page_styles_(page_styles), context_(context), limits_(limits), around_(around) {}

  void enlarge_pages(double factor) { enlargement_ = factor; }

  /// Runs one round. With `finished`, pages are handed over one by one and returned without their content.
  std::vector<PageLayout> run(FinishedPages* finished = nullptr) {
    finished_ = finished;
    pages_.clear();
    idle_pages_ = 0;
    bare_pages_ = 0;
    stalls_ = 0;
    PageComposer composer(context_);
    const BoxId root = context_.boxes.root();
    if (!root) return std::move(pages_);
    ContentProgress progress;
    name_ = page_name(root);
    PageDemand demand = break_before(root, {}, context_).demand;
    while (true) {
      // A cancelled run may stop at each page.
      context_.sink.go_on_now();
      if (!add_blank_page(demand)) return std::move(pages_);
      std::optional<PageLayout> page = make_page(false);
      if (!page) return std::move(pages_);
      fill(*page, progress, composer);
      add_page(*std::move(page));
      if (progress.done && !composer.has_waiting()) return std::move(pages_);
      if (finished_ != nullptr) drop_fragments(progress);
      // The box at which the next page starts decides its name.
      const BoxId next = progress.rest == nullptr ? root : deepest(*progress.rest).box;
      demand = PageDemand::Any;
      if (progress.rest != nullptr) {
        name_ = page_name(next);
        demand = progress.rest->demand;
        // Only a float for the last page is left (版记): it decides the name of its page.
      } else if (const BoxId last = composer.waits_alone(progress)) {
        name_ = page_name(last);
        demand = break_before(last, {}, context_).demand;
      }
      // Limits against documents that would never end or exhaust memory. Each is reported at the box that was next.
      if (bare_pages_ >= limits_.max_bare_pages) {
        context_.sink.report(messages::LayoutEmptyPages, context_.box(next).origin, limits_.max_bare_pages);
        return std::move(pages_);
      }
      if (context_.fragments.bytes() > limits_.max_bytes) {
        context_.sink.report(messages::LayoutOutOfMemory, context_.box(next).origin, limits_.max_bytes);
        return std::move(pages_);
      }
      if (pages_.size() >= limits_.max_pages) {
        context_.sink.report(messages::LayoutTooManyPages, context_.box(next).origin, limits_.max_pages);
        return std::move(pages_);
      }
    }
  }

  /// How often the last round had to place the whole rest on one page, because pages made no progress.
  std::size_t stalls() const { return stalls_; }

 private:
  std::int32_t next_number() const { return around_.before + static_cast<std::int32_t>(pages_.size()) + 1; }
  PageSide next_side() const { return next_number() % 2 == 1 ? PageSide::Right : PageSide::Left; }

  /// The named page at which a box starts; without a name, the one that earlier parts of the file continue.
  std::string_view page_name(BoxId box) const {
    const std::string_view name = start_page_name(box, context_);
    return name.empty() ? std::string_view(around_.page_name) : name;
  }

  /// The number of the next page among consecutive pages with its name (`:nth(2 of name)`).
  std::int32_t next_in_group() const {
    // While the document has no pages yet, the group of the previous part continues.
    const std::string_view before = pages_.empty() ? around_.page_name : pages_.back().context.name;
    const std::int32_t number = pages_.empty() ? around_.group_number : pages_.back().context.group_number;
    return before == name_ ? number + 1 : 1;
  }

  /// Fills a page and records whether it made progress. After several idle pages the rest is placed on one page, and
  /// overflow is reported: layout must end for every input.
  void fill(PageLayout& page, ContentProgress& progress, PageComposer& composer) {
    const BreakTokenPtr before = progress.rest;
    const bool was_done = progress.done;
    const WaitingAreas waiting = composer.waiting();
    // After kMaxIdlePages pages without progress everything left goes onto one page.
    composer.fill(page, progress, idle_pages_ < kMaxIdlePages ? PageEnd::Breaks : PageEnd::Overflows);
    page.ends_part = progress.rest != nullptr && progress.rest->forced == Forced::Page;
    const bool is_unmoved = was_done == progress.done && waiting.is_same_as(composer.waiting());
    const bool is_idle = is_unmoved && is_same_place(before.get(), progress.rest.get());
    // Heights of boxes grow even if nothing is placed; such pages are limited by another count.
    const bool is_bare = is_unmoved && is_same_place(before.get(), progress.rest.get(), Heights::Ignored);
    bare_pages_ = is_bare ? bare_pages_ + 1 : 0;
    idle_pages_ = is_idle ? idle_pages_ + 1 : 0;
    if (idle_pages_ == kMaxIdlePages) ++stalls_;
  }

  /// Drops the fragments of finished pages once there are many of them and the next page needs none.
  void drop_fragments(const ContentProgress& progress) {
    if (context_.fragments.size() <= limits_.max_kept_fragments) return;
    if (progress.rest == nullptr || !is_between_boxes(*progress.rest)) return;
    context_.drop_fragments();
    finished_->forget_rows(*progress.rest);
  }

  /// Adds a blank page if the next one must be on the other side of the sheet. Returns false if there is no room for
  /// pages at all.
  bool add_blank_page(PageDemand demand) {
    // Right pages have odd numbers.
    const bool matches = demand == PageDemand::Any || (demand == PageDemand::Left) == (next_side() == PageSide::Left);
    if (matches) return true;
    std::optional<PageLayout> page = make_page(true);
    if (!page) return false;
    add_page(*std::move(page));
    return true;
  }

  void add_page(PageLayout page) {
    if (finished_ != nullptr) finished_->finish(page);
    pages_.push_back(std::move(page));
  }

  /// A page with its size, margins and area, without content. nullopt if margins leave no area, which is reported.
  std::optional<PageLayout> make_page(bool blank) {
    PageLayout page;
    // The style depends on name, side, blankness and the number in the group.
    page.context = {std::string(name_), next_number(), next_side(), blank, next_in_group()};
    page.style = &page_styles_.resolve(page.context);
    const style::ComputedStyle& style = page.style->page;
    page.size = {style.page_size.width, style.page_size.height};
    page.margins = margin_widths(style, page.size.width);
    // Percentages of upper and lower margins refer to the page's height (css-page-3 §4.1).
    page.margins.top = style.margin_top.value.resolve(page.size.height);
    page.margins.bottom = style.margin_bottom.value.resolve(page.size.height);
    if (enlargement_ != 1) enlarge(page);
    running_room_.grow(page, context_);
    const Edges edges = page.margins + border_widths(style) + padding_widths(style, page.size.width);
    page.area = {{edges.left, edges.top}, {page.size.width - edges.horizontal(), page.size.height - edges.vertical()}};
    if (page.area.size.width <= LayoutUnit() || page.area.size.height <= LayoutUnit()) {
      context_.sink.report(messages::LayoutNoPageArea, context_.box(context_.boxes.root()).origin);
      return std::nullopt;
    }
    return page;
  }

  /// Paper and margins grow alike, so the page keeps its proportions when it is reduced again.
  void enlarge(PageLayout& page) const {
    const auto larger = [this](LayoutUnit length) {
      return LayoutUnit::multiplied(length, enlargement_);
    };
    page.enlargement = enlargement_;
    page.size = {larger(page.size.width), larger(page.size.height)};
    page.margins = {larger(page.margins.top), larger(page.margins.right), larger(page.margins.bottom),
                    larger(page.margins.left)};
  }

  style::PageStyles& page_styles_;
  LayoutContext& context_;
  const PageLimits& limits_;
  const PagesAround& around_;
  std::vector<PageLayout> pages_;
  FinishedPages* finished_ = nullptr;
  std::string_view name_;
  int idle_pages_ = 0;
  std::size_t bare_pages_ = 0;  // consecutive pages on which only the height of a box continues
  std::size_t stalls_ = 0;
  double enlargement_ = 1;
  RunningRoom running_room_;
};

/// Fills the boxes in the margins of all pages with the values that PageFacts found on each.
void fill_margins(DocumentLayout& document, std::vector<PageValues> values, LayoutContext& context) {
  MarginBoxes margin_boxes(context);
  for (std::size_t i = 0; i < document.pages.size(); ++i) {
    values[i].page = &document.pages[i];
    // The total includes pages of other parts of the file.
    values[i].page_count = page_total(document);
    document.pages[i].margin_boxes.clear();
    margin_boxes.fill(document.pages[i], values[i]);
  }
}

/// Collects the facts of all pages and fills the margins; may be repeated, as after a change of the number of pages.
void fill_margins(DocumentLayout& document, LayoutContext& context) {
  // Both are collected anew with each call.
  document.anchors.clear();
  document.bookmarks.clear();
  PageFacts facts(document, context);
  std::vector<PageValues> values;
  for (const PageLayout& page : document.pages) values.push_back(facts.collect(page));
  facts.finish();
  fill_margins(document, std::move(values), context);
}

void count_pages(DocumentLayout& document, const LayoutContext& context) {
  PageCounter counter(document.around, context);
  for (PageLayout& page : document.pages) counter.count(page);
}

/// Rounds over all pages, until the cross-references in the content agree with the resulting pages.
class DocumentRounds {
 public:
  DocumentRounds(DocumentLayout& document, style::PageStyles& page_styles, LayoutContext& context,
                 const PageLimits& limits)
      : document_(document),
        context_(context),
        limits_(limits),
        has_references_(has_page_references(context.boxes)),
        sequence_(page_styles, context, limits, document.around) {
    // Rounds lay out the same paragraphs again.
    context.keeps_paragraphs = has_references_;
  }

  /// A single round, in which each page is finished before the next starts.
  void run_once(PageSink& sink) {
    context_.begin_round();
    FinishedPages finished(document_, context_, sink);
    document_.pages = sequence_.run(&finished);
    document_.stalls = sequence_.stalls();
    document_.is_taken = true;
    std::vector<PageValues> values = finished.values();
    if (margins_have_references(document_.pages, context_.boxes))
      context_.references = references_to_anchors(document_);
    fill_margins(document_, std::move(values), context_);
  }

  /// Rounds end when references are stable, after an error, or at the limit, which is reported.
  void run() {
    const diagnostics::ErrorWatch watch(context_.sink);
    // Usually two rounds: in the first, references to pages are unknown and shown as 0.
    for (int round = 1;; ++round) {
      context_.begin_round();
      document_.pages = sequence_.run();
      place_positioned_boxes(document_.pages, context_);
      count_pages(document_, context_);
      if (!has_references_) break;
      PageReferences found = collect_references(document_, context_);
      // The content was laid out with the references that result from it.
      if (found == context_.references || watch.saw_errors()) break;
      if (round == limits_.max_rounds) {
        context_.sink.report(messages::LayoutPagesNotStable, context_.box(context_.boxes.root()).origin, round);
        break;
      }
      context_.references = std::move(found);
    }
    document_.stalls = sequence_.stalls();
  }

  /// Lays out again on larger pages if content is too wide, to be painted smaller (`PageFit::Reduce`).
  void reduce() {
    const auto has_marks = [](const PageLayout& page) {
      return page.style->page.marks.any() || page.style->page.bleed;
    };
    // Sheets for a printing press have a fixed size.
    if (std::any_of(document_.pages.begin(), document_.pages.end(), has_marks)) return;
    document_.too_wide = find_wide_content(document_.pages, context_);
    const std::optional<WideContent> wide = widest_of(document_.too_wide);
    if (!wide) return;
    const double enlargement = std::min(wide->widths, kMaxEnlargement);
    sequence_.enlarge_pages(enlargement);
    run();
    // Content whose width depends on the page (200 % of it) grows with the page: reducing would not help, so the pages
    // stay as they are.
    const std::optional<WideContent> still = widest_of(find_wide_content(document_.pages, context_));
    // 1.02: rounding of wide content.
    if (still && still->widths > std::max(1.02, wide->widths / enlargement * 1.02)) {
      sequence_.enlarge_pages(1);
      run();
      return;
    }
    document_.is_reduced = true;
    context_.sink.report(messages::LayoutReduced, wide->origin, fmt::format("{:.0f}", 100 / enlargement),
                         fmt::format("{:.1f}", wide->beyond.to_mm()), wide->page);
  }

  bool has_references() const { return has_references_; }

 private:
  /// The widest content that leaves the sheet. All pages are not reduced for content that only reaches into the
  /// margin.
  static std::optional<WideContent> widest_of(const std::vector<WideContent>& all) {
    std::optional<WideContent> widest;
    for (const WideContent& wide : all) {
      if (wide.leaves_sheet && (!widest || wide.widths > widest->widths)) widest = wide;
    }
    return widest;
  }

  /// Pages are reduced to at least 80 % of their size: for content that needs more, everything else would become hard
  /// to read.
  static constexpr double kMaxEnlargement = 1.25;

  DocumentLayout& document_;
  LayoutContext& context_;
  const PageLimits& limits_;
  const bool has_references_;
  PageSequence sequence_;
};

}  // namespace

DocumentLayout layout_document(style::PageStyles& page_styles, LayoutContext& context, const PageLimits& limits,
                               const PagesAround& around, PageFit fit, PageSink* sink) {
  // Set here, so that core does not depend on the algorithms.
  context.formatting_contexts = &formatting_contexts();
  DocumentLayout document;
  document.around = around;
  document.fit = fit;
  DocumentRounds rounds(document, page_styles, context, limits);
  // A sink gets pages in order and once; everything else needs the whole document.
  if (sink != nullptr && fit == PageFit::Keep && finishes_pages_in_order(context.boxes)) {
    rounds.run_once(*sink);
  } else {
    rounds.run();
    if (fit == PageFit::Reduce) rounds.reduce();
    if (!rounds.has_references() && margins_have_references(document.pages, context.boxes)) {
      context.references = collect_references(document, context);
    }
    fill_margins(document, context);
  }
  report_fallback_faces(context);
  report_missing_faces(context);
  return document;
}

PagesAround pages_before_next(const DocumentLayout& document) {
  PagesAround around;
  around.before = document.around.before + static_cast<std::int32_t>(document.pages.size());
  around.strings = document.last_strings;
  if (document.pages.empty()) return around;
  // The values that the next part of a file continues: name and number of the last page, counters, strings.
  const PageLayout& last = document.pages.back();
  around.page_name = last.context.name;
  around.group_number = last.context.group_number;
  around.counters = last.counters;
  return around;
}

/// Called after another part of the file has been laid out. Only texts that show the total have to change.
bool set_pages_after(DocumentLayout& document, std::int32_t pages, style::PageStyles& page_styles,
                     LayoutContext& context) {
  document.around.after = pages;
  // Texts in the flow may get longer, so pages have to be made again.
  if (content_states_total(context.boxes)) {
    context.references.page_count = page_total(document);
    const PagesAround around = document.around;
    document = layout_document(page_styles, context, {}, around, document.fit);
    return true;
  }
  if (!margins_state_total(document.pages, context.boxes)) return false;
  fill_margins(document, context);
  return true;
}

}  // namespace gongwen::layout
