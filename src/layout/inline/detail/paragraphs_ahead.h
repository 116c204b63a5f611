// ParagraphsAhead: a second thread that shapes paragraphs, and parts them into lines, before layout comes to them. Both
// depend on the paragraph and a width alone, and are most of the work on text. What it makes is what layout would have
// made itself: a paragraph about which there is something to report, or that depends on anything but its boxes and
// styles, is left to layout.
#pragma once

#include "layout/inline/detail/line_stack.h"

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace gongwen::layout {

/// A paragraph that was made ahead of layout.
struct ParagraphAhead {
  /// Null where the lines are all that layout is going to ask for: shaped text goes where it was made.
  std::unique_ptr<InlineContent> content;
  /// Its lines, if the width could be foreseen.
  std::unique_ptr<LineStack> lines;
  LayoutUnit width;
};

class ParagraphsAhead : public DocumentFacts {
 public:
  ParagraphsAhead();
  ~ParagraphsAhead() override;

  /// Starts the thread, unless there is none to be had; for a further round again, for the paragraphs that depend on
  /// page references. `context` must outlive it, and its boxes, styles and origins change no more, but for styles that
  /// are added and boxes that are passed.
  void start_round(const LayoutContext& context);
  bool is_started() const { return maker_ != nullptr; }

  /// The paragraph of a block container, if it was made. It is the caller's from now on; it makes none of those
  /// before it any more.
  std::optional<ParagraphAhead> take(BoxId box, LayoutContext& context);
  /// Layout has set this box to lines of this width: those that are like it will have the same.
  void learn_width(BoxId box, LayoutUnit width, const LayoutContext& context);
  /// Layout asks how wide the content of this box is, and that of those that are like it.
  void learn_measured(BoxId box, const LayoutContext& context);
  /// Boxes before `end` are going away.
  void pass(BoxId end);
  /// Ends the thread, and forgets what was not taken.
  void end();

 private:
  struct Maker;
  struct Ready {
    BoxId box;
    ParagraphAhead paragraph;
  };
  /// What layout will ask for.
  struct Use {
    std::optional<LayoutUnit> width;  // of lines
    bool is_measured = false;
  };
  /// Most lines are as wide as others before them, by likeness.
  using Uses = std::map<std::uint64_t, Use>;
  /// As many as layout needs for some pages; a paragraph takes a few kilobytes.
  static constexpr std::size_t kMaxReady = 256;

  void work();
  BoxId next_paragraph();
  void add(BoxId box, ParagraphAhead paragraph);
  Use foreseen_use(BoxId box);
  void pass_fonts();
  void end_thread();
  void wait_for(BoxId box);
  std::optional<ParagraphAhead> take_ready(BoxId box);

  // Of layout
  std::map<BoxId, ParagraphAhead> left_;  // that it did not ask for in their turn
  std::vector<text::StackId> stacks_;     // by the thread's numbers

  // Of the thread
  std::unique_ptr<Maker> maker_;
  std::uint32_t next_ = 0;  // the box that it looks at next
  Uses known_uses_;
  std::uint32_t uses_read_ = 0;
  bool are_dependent_ = false;  // makes only paragraphs with page references

  // From the thread to layout, in ascending order of boxes: those from `taken_` to before `made_`.
  std::array<Ready, kMaxReady> ready_;
  std::atomic<std::size_t> made_ = 0;
  std::atomic<std::size_t> taken_ = 0;
  // Each says where it is before it looks at the place of the other: so they never work on the same box.
  std::atomic<std::uint32_t> current_ = BoxId::kNone;  // what the thread looks at
  std::atomic<std::uint32_t> passed_ = 0;              // it looks at no box before this one
  std::atomic<bool> is_waited_for_ = false;
  std::atomic<bool> ends_ = false;
  std::atomic<bool> is_silent_ = true;  // nothing had to be reported

  std::mutex mutex_;  // of what changes seldom
  Uses uses_;
  std::atomic<std::uint32_t> uses_learned_ = 0;
  std::vector<text::FontRequest> requests_;  // by the thread's number of a stack
  std::atomic<std::size_t> requests_made_ = 0;

  std::thread thread_;
};

/// Starts it where a core is spare and the document is long enough; at the start of each round.
void make_paragraphs_ahead(LayoutContext& context);

}  // namespace gongwen::layout
