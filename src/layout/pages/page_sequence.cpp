#include "layout/pages/page_sequence.h"

#include "base/format.h"
#include "diagnostics/catalogue/layout.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/breaking.h"
#include "layout/core/detail/layout_box.h"
#include "layout/inline/detail/collect_inline.h"
#include "layout/inline/detail/line_metrics.h"
#include "layout/pages/detail/finished_rows.h"
#include "layout/pages/detail/margin_content.h"
#include "layout/pages/detail/page_composer.h"
#include "layout/pages/detail/page_facts.h"
#include "layout/pages/detail/page_overflow.h"
#include "layout/pages/detail/positioned_boxes.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

namespace messages = diagnostics::messages;
using style::PageSide;

/// The box at which the next page starts: the deepest that the token names.
const BreakToken& deepest(const BreakToken& token) {
  const BreakToken* at = &token;
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

/// Whether the margins of pages may show cross-references.
bool margins_have_references(const std::vector<PageLayout>& pages, const boxes::BoxTree& boxes) {
  if (boxes.has_flow(boxes::BoxFlow::Running)) return true;
  const auto refers = [](const style::ContentItem& item) {
    return item.kind == style::ContentItem::Kind::TargetCounter ||
           item.kind == style::ContentItem::Kind::TargetCounters || item.kind == style::ContentItem::Kind::TargetText;
  };
  const style::PageStyle* seen = nullptr;
  for (const PageLayout& page : pages) {
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

/// Whether the margins of pages state how many pages there are; running elements may.
bool margins_state_total(const std::vector<PageLayout>& pages, const boxes::BoxTree& boxes) {
  if (boxes.has_flow(boxes::BoxFlow::Running)) return true;
  return std::any_of(pages.begin(), pages.end(), [](const PageLayout& page) {
    return std::any_of(page.style->margin_boxes.begin(), page.style->margin_boxes.end(), [](const auto& box) {
      return box && std::any_of(box->content.items.begin(), box->content.items.end(), is_page_total);
    });
  });
}

/// Whether running text does.
bool content_states_total(const boxes::BoxTree& boxes) {
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const boxes::Box& box = boxes.box(BoxId(i));
    if (box.kind == boxes::BoxKind::Reference && is_page_total(boxes.content_item(box))) return true;
  }
  return false;
}

/// Whether a break lies between boxes: layout that continues there needs nothing from earlier pages. Lines of a
/// paragraph, items and cells that continue are taken from what is remembered of them.
bool is_between_boxes(const BreakToken& token) {
  if (token.where == BreakToken::Where::Before) return true;
  if (!token.floats.empty() || !token.overflowing.empty()) return false;
  if (std::holds_alternative<TableRest>(token.payload)) return token.children.empty();
  return std::holds_alternative<std::monostate>(token.payload) && !token.children.empty() &&
         std::all_of(token.children.begin(), token.children.end(),
                     [](const BreakTokenPtr& child) { return is_between_boxes(*child); });
}

/// Whether what is on a page stays as it is once the next one starts.
bool finishes_pages_in_order(const boxes::BoxTree& boxes) {
  return !has_page_references(boxes) && !boxes.has_positioned() && !boxes.has_writing_modes() &&
         !boxes.has_flow(boxes::BoxFlow::Running) && !boxes.has_flow(boxes::BoxFlow::Footnote) &&
         !boxes.has_flow(boxes::BoxFlow::PageFloat);
}

/// Pages that are finished one by one.
class FinishedPages {
 public:
  FinishedPages(DocumentLayout& document, LayoutContext& context, PageSink& sink)
      : counter_(document.around, context), facts_(document, context), context_(context), sink_(sink) {}

  void finish(PageLayout& page) {
    counter_.count(page);
    values_.push_back(facts_.collect(page));
    sink_.take(page);
    page.content = nullptr;
    page.areas.clear();
  }

  /// The next page starts at `rest`, and the fragments of these are forgotten.
  void forget_rows(const BreakToken& rest) {
    const std::optional<BoxRange> boxes = rows_.advance(rest, context_);
    if (!boxes) return;
    sink_.give_back(boxes->first, boxes->end);
  }

  /// What the margins may ask of the pages; after the last one.
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

/// Pages one after the other that bring the document no further; the next may be larger.
constexpr int kMaxIdlePages = 3;

class PageSequence {
 public:
  PageSequence(style::PageStyles& page_styles, LayoutContext& context, const PageLimits& limits,
               const PagesAround& around)
      : page_styles_(page_styles), context_(context), limits_(limits), around_(around) {}

  void enlarge_pages(double factor) { enlargement_ = factor; }

  /// One round over all pages; those that are `finished` one by one are left without their content.
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
      context_.sink.go_on_now();
      if (!add_blank_page(demand)) return std::move(pages_);
      std::optional<PageLayout> page = make_page(false);
      if (!page) return std::move(pages_);
      fill(*page, progress, composer);
      add_page(*std::move(page));
      if (progress.done && !composer.has_waiting()) return std::move(pages_);
      if (finished_ != nullptr) drop_fragments(progress);
      const BoxId next = progress.rest == nullptr ? root : deepest(*progress.rest).box;
      demand = PageDemand::Any;
      if (progress.rest != nullptr) {
        name_ = page_name(next);
        demand = progress.rest->demand;
      } else if (const BoxId last = composer.waits_alone(progress)) {
        name_ = page_name(last);
        demand = break_before(last, {}, context_).demand;
      }
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

  /// How often the last round had to end pages that led nowhere.
  std::size_t stalls() const { return stalls_; }

 private:
  std::int32_t next_number() const { return around_.before + static_cast<std::int32_t>(pages_.size()) + 1; }
  PageSide next_side() const { return next_number() % 2 == 1 ? PageSide::Right : PageSide::Left; }

  /// The named page at which a box starts.
  std::string_view page_name(BoxId box) const {
    const std::string_view name = start_page_name(box, context_);
    return name.empty() ? std::string_view(around_.page_name) : name;
  }

  /// The place of the next page among those of its name in a row.
  std::int32_t next_in_group() const {
    const std::string_view before = pages_.empty() ? around_.page_name : pages_.back().context.name;
    const std::int32_t number = pages_.empty() ? around_.group_number : pages_.back().context.group_number;
    return before == name_ ? number + 1 : 1;
  }

  /// No page after page may bring the document no further: the rest is then on one, and what sticks out is
  /// reported.
  void fill(PageLayout& page, ContentProgress& progress, PageComposer& composer) {
    const BreakTokenPtr before = progress.rest;
    const bool was_done = progress.done;
    const WaitingAreas waiting = composer.waiting();
    composer.fill(page, progress, idle_pages_ < kMaxIdlePages ? PageEnd::Breaks : PageEnd::Overflows);
    page.ends_part = progress.rest != nullptr && progress.rest->forced == Forced::Page;
    const bool is_unmoved = was_done == progress.done && waiting.is_same_as(composer.waiting());
    const bool is_idle = is_unmoved && is_same_place(before.get(), progress.rest.get());
    const bool is_bare = is_unmoved && is_same_place(before.get(), progress.rest.get(), Heights::Ignored);
    bare_pages_ = is_bare ? bare_pages_ + 1 : 0;
    idle_pages_ = is_idle ? idle_pages_ + 1 : 0;
    if (idle_pages_ == kMaxIdlePages) ++stalls_;
  }

  /// Those of finished pages, once there are enough of them and the next page needs none.
  void drop_fragments(const ContentProgress& progress) {
    if (context_.fragments.size() <= limits_.max_kept_fragments) return;
    if (progress.rest == nullptr || !is_between_boxes(*progress.rest)) return;
    context_.drop_fragments();
    finished_->forget_rows(*progress.rest);
  }

  /// A page without content, where the next one must be on the other side of the sheet.
  bool add_blank_page(PageDemand demand) {
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

  std::optional<PageLayout> make_page(bool blank) {
    PageLayout page;
    page.context = {std::string(name_), next_number(), next_side(), blank, next_in_group()};
    page.style = &page_styles_.resolve(page.context);
    const style::ComputedStyle& style = page.style->page;
    page.size = {style.page_size.width, style.page_size.height};
    page.margins = margin_widths(style, page.size.width);
    // Percentages of upper and lower margins refer to the page's height (css-page-3 §4.1).
    page.margins.top = style.margin_top.value.resolve(page.size.height);
    page.margins.bottom = style.margin_bottom.value.resolve(page.size.height);
    if (enlargement_ != 1) enlarge(page);
    const Edges edges = page.margins + border_widths(style) + padding_widths(style, page.size.width);
    page.area = {{edges.left, edges.top}, {page.size.width - edges.horizontal(), page.size.height - edges.vertical()}};
    if (page.area.size.width <= LayoutUnit() || page.area.size.height <= LayoutUnit()) {
      context_.sink.report(messages::LayoutNoPageArea, context_.box(context_.boxes.root()).origin);
      return std::nullopt;
    }
    return page;
  }

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
  std::size_t bare_pages_ = 0;  // one after the other on which nothing but a box's own height continues
  std::size_t stalls_ = 0;
  double enlargement_ = 1;
};

void fill_margins(DocumentLayout& document, std::vector<PageValues> values, LayoutContext& context) {
  MarginBoxes margin_boxes(context);
  for (std::size_t i = 0; i < document.pages.size(); ++i) {
    values[i].page = &document.pages[i];
    values[i].page_count = page_total(document);
    document.pages[i].margin_boxes.clear();
    margin_boxes.fill(document.pages[i], values[i]);
  }
}

/// With this done once more, everything but the content of the pages is as new.
void fill_margins(DocumentLayout& document, LayoutContext& context) {
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

/// Rounds over all pages, until the cross-references in the content are what the pages make of them.
class DocumentRounds {
 public:
  DocumentRounds(DocumentLayout& document, style::PageStyles& page_styles, LayoutContext& context,
                 const PageLimits& limits)
      : document_(document),
        context_(context),
        limits_(limits),
        has_references_(has_page_references(context.boxes)),
        sequence_(page_styles, context, limits, document.around) {
    context.keeps_paragraphs = has_references_;
  }

  /// One round, in which each page is finished before the next starts.
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

  void run() {
    const diagnostics::ErrorWatch watch(context_.sink);
    for (int round = 1;; ++round) {
      context_.begin_round();
      document_.pages = sequence_.run();
      place_positioned_boxes(document_.pages, context_);
      count_pages(document_, context_);
      if (!has_references_) break;
      PageReferences found = collect_references(document_, context_);
      if (found == context_.references || watch.saw_errors()) break;
      if (round == limits_.max_rounds) {
        context_.sink.report(messages::LayoutPagesNotStable, context_.box(context_.boxes.root()).origin, round);
        break;
      }
      context_.references = std::move(found);
    }
    document_.stalls = sequence_.stalls();
  }

  /// Once more with larger pages, if the content is too wide for these.
  void reduce() {
    const auto has_marks = [](const PageLayout& page) {
      return page.style->page.marks.any() || page.style->page.bleed;
    };
    if (std::any_of(document_.pages.begin(), document_.pages.end(), has_marks)) return;
    document_.too_wide = find_wide_content(document_.pages, context_);
    const std::optional<WideContent> wide = widest_of(document_.too_wide);
    if (!wide) return;
    const double enlargement = std::min(wide->widths, kMaxEnlargement);
    sequence_.enlarge_pages(enlargement);
    run();
    // What takes its width from the page, such as twice of it, grows with it.
    const std::optional<WideContent> still = widest_of(find_wide_content(document_.pages, context_));
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
  /// Of what leaves the sheet: what stays on it is not worth that all pages are reduced.
  static std::optional<WideContent> widest_of(const std::vector<WideContent>& all) {
    std::optional<WideContent> widest;
    for (const WideContent& wide : all) {
      if (wide.leaves_sheet && (!widest || wide.widths > widest->widths)) widest = wide;
    }
    return widest;
  }

  /// To 80 %: what is still wider is not worth it that all else is hard to read.
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
  context.formatting_contexts = &formatting_contexts();
  DocumentLayout document;
  document.around = around;
  document.fit = fit;
  DocumentRounds rounds(document, page_styles, context, limits);
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
  const PageLayout& last = document.pages.back();
  around.page_name = last.context.name;
  around.group_number = last.context.group_number;
  around.counters = last.counters;
  return around;
}

bool set_pages_after(DocumentLayout& document, std::int32_t pages, style::PageStyles& page_styles,
                     LayoutContext& context) {
  document.around.after = pages;
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
