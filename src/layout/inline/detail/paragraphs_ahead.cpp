#include "layout/inline/detail/paragraphs_ahead.h"

#include "layout/inline/detail/collect_inline.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace gongwen::layout {
namespace {

using boxes::Box;
using boxes::BoxKind;

/// Those that layout did not ask for in their turn are forgotten beyond this number.
constexpr std::size_t kMaxLeft = 32;
/// A paragraph takes some ten microseconds: waiting is cheaper than sleeping, unless the other thread has no core.
constexpr int kSpins = 20'000;
/// Ancestors among which a cell is sought, and siblings that are counted.
constexpr int kMaxDepth = 3;
constexpr std::uint32_t kMaxCountedCells = 64;

/// What the inline children of a block container are, at any depth.
struct InlineChildren {
  bool are_plain = true;  // text, inline boxes, leaders, and places of boxes that are elsewhere
  bool have_references = false;
};

void look_at_children(BoxId parent, InlineChildren& found, const LayoutContext& context) {
  for (BoxId child = context.box(parent).first_child; child && found.are_plain;
       child = context.box(child).next_sibling) {
    const Box& box = context.box(child);
    if (box.ruby != boxes::RubyPart::None) found.are_plain = false;
    if (!boxes::is_in_flow(box)) continue;
    switch (box.kind) {
      case BoxKind::Text:
      case BoxKind::LineBreak:
      case BoxKind::WordBreak:
      case BoxKind::Leader: break;
      case BoxKind::Reference: found.have_references = true; break;
      case BoxKind::Inline: look_at_children(child, found, context); break;
      default: found.are_plain = false;
    }
  }
}

/// Boxes of equal likeness have lines of the same width, as a rule: paragraphs of one style; of cells, those of one
/// column.
std::uint64_t likeness(BoxId id, const LayoutContext& context) {
  std::uint32_t column = 0;
  BoxId around = id;
  for (int depth = 0; depth < kMaxDepth && around; ++depth, around = context.box(around).parent) {
    if (context.box(around).kind != BoxKind::Cell) continue;
    for (BoxId before = context.box(around).previous_sibling; before && column < kMaxCountedCells; ++column) {
      before = context.box(before).previous_sibling;
    }
    ++column;
    break;
  }
  return std::uint64_t{context.box(id).style.value} << 8 | column;
}

/// Whether lines depend on nothing but the paragraph and its width.
bool has_plain_lines(BoxId box, const LayoutContext& context) {
  return !context.box(box).has_floats_in_lines && !first_line_style(box, context) &&
         context.style_of(box).text_align.character == 0;
}

}  // namespace

/// A separate context, over the same boxes, and styles as they are when it starts.
struct ParagraphsAhead::Maker {
  explicit Maker(const LayoutContext& layout)
      : styles(layout.styles.present_styles()),
        fonts(layout.fonts.library(), layout.fonts.definitions()),
        context(layout.boxes, styles, layout.dom, fonts, sink) {
    fonts.set_stop_check(layout.sink.stop_check());
    sink.set_stop_check(layout.sink.stop_check());
    context.formatting_contexts = layout.formatting_contexts;
    context.keeps_paragraphs = false;
  }

  /// Nothing where layout has to do it.
  ParagraphAhead make(BoxId box, const Use& use) {
    ParagraphAhead made;
    made.content = shape_plain(box, context);
    if (made.content == nullptr || !use.width || !is_silent() || !has_plain_lines(box, context)) return made;
    made.width = *use.width;
    made.lines = std::make_unique<LineStack>(plain_line_stack(box, *made.content, made.width, context));
    if (!use.is_measured) made.content = nullptr;
    return made;
  }

  /// What was reported once is not reported again, and what was added has another number in layout.
  bool is_silent() const {
    return sink.report_count() == 0 && fonts.missing_faces().empty() && styles.size() == present_styles;
  }

  style::StyleTree styles;
  std::size_t present_styles = styles.size();
  text::FontContext fonts;
  diagnostics::DiagnosticSink sink;
  LayoutContext context;
};

ParagraphsAhead::ParagraphsAhead() = default;
ParagraphsAhead::~ParagraphsAhead() { end(); }

void ParagraphsAhead::start_round(const LayoutContext& context) {
  if (maker_ == nullptr) {
    maker_ = std::make_unique<Maker>(context);
  } else if (is_silent_) {
    end_thread();
    are_dependent_ = true;
    next_ = 0;
    passed_ = 0;
    maker_->context.references = context.references;
  } else {
    return;
  }
  try {
    thread_ = std::thread([this] { work(); });
  } catch (const std::system_error&) {
    is_silent_ = false;  // no thread to be had: layout does everything
  }
}

void ParagraphsAhead::end_thread() {
  if (thread_.joinable()) {
    ends_ = true;
    ++taken_;  // no more a full store
    taken_.notify_one();
    thread_.join();
  }
  for (Ready& ready : ready_) ready = {};
  left_.clear();
  made_ = taken_ = 0;
  ends_ = false;
}

void ParagraphsAhead::end() {
  end_thread();
  maker_ = nullptr;
  stacks_.clear();
  requests_.clear();
  requests_made_ = 0;
  next_ = 0;
  passed_ = 0;
  are_dependent_ = false;
  is_silent_ = true;
}

// The thread

void ParagraphsAhead::work() {
  while (!ends_) {
    const BoxId box = next_paragraph();
    if (!box) break;
    ParagraphAhead made;
    try {
      made = maker_->make(box, foreseen_use(box));
      is_silent_ = maker_->is_silent();
    } catch (...) {
      is_silent_ = false;  // stopped, or out of memory: layout meets the same, and says so
    }
    if (!is_silent_) break;
    pass_fonts();
    if (made.content != nullptr || made.lines != nullptr) add(box, std::move(made));
    // Layout is as fast: it makes the next one itself, so that neither waits for the other.
    if (is_waited_for_.exchange(false)) next_paragraph();
  }
  current_ = BoxId::kNone;
  current_.notify_one();
}

/// The next one that layout has not come to yet; nothing after the last one. The thread has it until it asks for
/// another one.
BoxId ParagraphsAhead::next_paragraph() {
  const LayoutContext& context = maker_->context;
  for (const std::size_t size = context.boxes.size(); !ends_;) {
    next_ = std::max(next_, passed_.load());
    if (next_ >= size) break;
    current_ = next_;
    current_.notify_one();
    if (passed_ > next_) continue;
    const BoxId box(next_++);
    if (!context.box(box).has_inline_children) continue;
    InlineChildren children;
    look_at_children(box, children, context);
    // All others are remembered from the first round.
    if (children.are_plain && (children.have_references || !are_dependent_)) return box;
  }
  return {};
}

ParagraphsAhead::Use ParagraphsAhead::foreseen_use(BoxId box) {
  if (uses_read_ != uses_learned_) {
    const std::lock_guard lock(mutex_);
    known_uses_ = uses_;
    uses_read_ = uses_learned_;
  }
  const auto found = known_uses_.find(likeness(box, maker_->context));
  return found == known_uses_.end() ? Use() : found->second;
}

/// The requests for stacks that were resolved for the paragraph, so that layout finds its own by them.
void ParagraphsAhead::pass_fonts() {
  const std::size_t count = maker_->fonts.stack_count();
  if (requests_made_ == count) return;
  const std::lock_guard lock(mutex_);
  while (requests_.size() < count) requests_.push_back(maker_->fonts.request(text::StackId(requests_.size())));
  requests_made_ = count;
}

void ParagraphsAhead::add(BoxId box, ParagraphAhead paragraph) {
  const std::size_t place = made_;
  for (std::size_t taken = taken_; place - taken >= kMaxReady; taken = taken_) {
    if (ends_) return;
    taken_.wait(taken);
  }
  if (ends_) return;
  ready_[place % kMaxReady] = {box, std::move(paragraph)};
  made_ = place + 1;
}

// Layout

/// Until the thread works on another box.
void ParagraphsAhead::wait_for(BoxId box) {
  is_waited_for_ = true;
  for (int spin = 0; current_ == box.value; ++spin) {
    if (spin >= kSpins) current_.wait(box.value);
  }
}

/// Those before it are put aside; layout may come back to them.
std::optional<ParagraphAhead> ParagraphsAhead::take_ready(BoxId box) {
  std::optional<ParagraphAhead> found;
  const std::size_t made = made_;
  std::size_t taken = taken_;
  while (!found && taken < made && !(box < ready_[taken % kMaxReady].box)) {
    Ready& ready = ready_[taken++ % kMaxReady];
    if (ready.box == box) {
      found = std::move(ready.paragraph);
    } else {
      left_.emplace(ready.box, std::move(ready.paragraph));
      if (left_.size() > kMaxLeft) left_.erase(left_.begin());
    }
    ready = {};
  }
  const bool was_full = made - taken_ >= kMaxReady;
  taken_ = taken;
  if (was_full) taken_.notify_one();
  return found;
}

std::optional<ParagraphAhead> ParagraphsAhead::take(BoxId box, LayoutContext& context) {
  if (passed_ <= box.value) passed_ = box.value + 1;
  std::optional<ParagraphAhead> taken = take_ready(box);  // makes room, too, for which the thread may wait
  if (!taken) {
    if (current_ == box.value) wait_for(box);
    taken = take_ready(box);
  }
  if (!taken) {
    const auto left = left_.find(box);
    if (left == left_.end()) return std::nullopt;
    taken = std::move(left->second);
    left_.erase(left);
  }
  if (taken->content == nullptr) return taken;
  if (stacks_.size() < requests_made_) {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = stacks_.size(); i < requests_.size(); ++i)
      stacks_.push_back(context.fonts.resolve(requests_[i]));
  }
  for (text::TextStyle& style : taken->content->paragraph.styles) style.fonts = stacks_[style.fonts.index()];
  return taken;
}

void ParagraphsAhead::learn_width(BoxId box, LayoutUnit width, const LayoutContext& context) {
  if (!is_started()) return;
  const std::uint64_t key = likeness(box, context);
  const std::lock_guard lock(mutex_);
  Use& use = uses_[key];
  if (use.width == width) return;
  use.width = width;
  ++uses_learned_;
}

void ParagraphsAhead::learn_measured(BoxId box, const LayoutContext& context) {
  if (!is_started()) return;
  const std::uint64_t key = likeness(box, context);
  const std::lock_guard lock(mutex_);
  Use& use = uses_[key];
  if (std::exchange(use.is_measured, true)) return;
  ++uses_learned_;
}

void ParagraphsAhead::pass(BoxId end) {
  if (!is_started() || end.value == 0) return;
  if (passed_ < end.value) passed_ = end.value;
  take_ready(BoxId(end.value - 1));  // makes room, for which the thread may wait
  for (std::uint32_t at = current_; at < end.value; at = current_) wait_for(BoxId(at));
}

void make_paragraphs_ahead(LayoutContext& context) {
  if (context.spare_core == base::SpareCore::No || context.boxes.size() < context.worth_a_thread) return;
  context.cache<ParagraphsAhead>().start_round(context);
}

}  // namespace gongwen::layout
