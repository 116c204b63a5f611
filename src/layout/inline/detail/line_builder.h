// LineBuilder: one line from units to fragments: horizontal places with alignment, justification and leaders; vertical
// places by baselines; inline boxes around what they hold.
#pragma once

#include "layout/inline/detail/inline_layout.h"
#include "layout/inline/detail/line_metrics.h"
#include "text/justification.h"

namespace gongwen::layout {

class LineBuilder {
 public:
  LineBuilder(const InlineContent& content, const text::LineRange& line, const LineContainer& container,
              const LineSpace& space, LayoutContext& context);
  const Fragment* build();

 private:
  /// An inline box that is open, or the root inline box at the bottom of the stack.
  struct OpenBox {
    BoxId box;
    const style::ComputedStyle* style = nullptr;
    text::StackId fonts;
    LayoutUnit shift;  // of its baseline below the line's
    std::size_t subtree = 0;
    text::TextLength left;  // border edge
    BoxId annotation;       // of a ruby base
    std::vector<ChildFragment> children;
    bool begins_here = true;
  };

  /// What is aligned by baselines among itself (CSS 2.2 section 10.8.1): the root inline box with most of the line, and
  /// each box with `vertical-align: top` or `bottom` with what is in it.
  struct Subtree {
    Extent extent;
    bool at_bottom = false;
    LayoutUnit shift;  // of its baseline below the line's
  };

  void place_units();
  std::size_t begin_subtree(const style::ComputedStyle& style);

  // Horizontal
  void measure_stretch();
  /// What stands at this unit's place besides its own width: gaps that grow or give.
  text::UnitAdjustment adjustment_of(std::uint32_t index) const;
  text::TextLength start_position() const;
  text::TextLength stretch_after(std::uint32_t index);

  // Pieces
  void open_box(BoxId box, bool begins_here);
  void close_box(bool ends_here);
  void place_unit(std::uint32_t index);
  void place_text(const text::LineUnit& unit, std::uint32_t index);
  void place_object(const text::LineUnit& unit);
  void place_anchor(const text::LineUnit& unit);
  void place_annotation(const OpenBox& base, text::TextLength right);
  void place_leader(const text::LineUnit& unit);
  void place_mark(const InlineContent& mark);
  void flush_run();
  void include_extent(const OpenBox& open, const Extent& extent);
  void include_fallback_extent(const text::LineUnit& unit, const OpenBox& open);

  // Vertical
  void align_subtrees();
  const Fragment* finish_line();
  void enclose_first_line(std::vector<ChildFragment>& children);

  const InlineContent& content_;
  const text::ShapedParagraph& paragraph_;
  const text::LineRange& line_;
  LineContainer container_;
  const LineSpace& space_;
  LayoutContext& context_;
  const style::ComputedStyle& style_;  // of the container

  std::vector<OpenBox> open_;
  text::TextLength pen_;
  std::uint32_t gap_begin_ = 0;  // gaps behind these units may be widened
  std::uint32_t gap_end_ = 0;
  text::TextLength stretch_each_;
  std::int64_t stretch_left_ = 0;  // 1/65536 px that did not divide evenly
  LineFit fit_ = LineFit::Natural;
  text::JustifyGaps gaps_ = text::JustifyGaps::Auto;
  std::vector<text::UnitAdjustment> adjustments_;  // of squeezing, or of what grows before all gaps do; mostly none
  std::uint32_t first_text_ = 0;
  text::TextLength leader_each_;
  std::vector<Subtree> subtrees_;  // the root's first
  std::size_t subtrees_begun_ = 0;
  bool is_aligned_ = false;  // the subtrees' places are known
  Extent extent_;            // of the line, around its baseline

  // The run that is being gathered: text of one box, one face.
  std::unique_ptr<TextRun> run_;
  BoxId run_box_;
  std::uint16_t run_entry_ = 0;
  base::FontSize run_size_;
  text::TextLength run_left_;
};

}  // namespace gongwen::layout
