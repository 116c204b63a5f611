// LineBuilder: turns the units of one line into fragments. It finds horizontal positions by alignment, justification
// and leaders, vertical ones by baselines, and wraps inline boxes around their content.
#pragma once

#include "layout/inline/detail/inline_layout.h"
#include "layout/inline/detail/line_metrics.h"
#include "text/line_breaker.h"

namespace gongwen::layout {

/// Built for one line and thrown away. `content` is the shaped paragraph, `line` the units of this line
/// as the breaker chose them, `space` its width, indent and cut. Returns a fragment of
/// FragmentKind::Line, owned by the context. Two passes are needed only if boxes align to the top or
/// bottom of the line.
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
    BoxId annotation;       // annotation of a ruby base
    Extent annotations;     // how far those inside reach over and under its text
    std::vector<ChildFragment> children;
    std::vector<std::uint32_t> first_units;  // of the children; filled only if text runs in two directions
    bool begins_here = true;
  };

  /// The sides at which a part of an inline box has margin, border and padding.
  struct Ends {
    bool left = false;
    bool right = false;
  };

  /// An inline box on a line whose text is placed by bidi levels. It may be split into several parts there.
  struct LineBox {
    BoxId id;
    std::uint32_t parent = 0;  // among the boxes of the line; 0 is the root
    std::uint32_t first_unit = 0;
    std::uint32_t last_unit = 0;  // that of its closing edge, if it ends here
    bool begins_here = false;
    bool ends_here = false;
    bool has_content = false;
    std::uint32_t parts = 0;
    std::uint32_t placed = 0;
  };

  /// Something that is placed by itself: a unit, or an inline box without content.
  struct LineLeaf {
    std::uint32_t unit = 0;
    std::uint32_t box = 0;
    text::BidiLevel level = 0;
    bool is_empty_box = false;
  };

  /// A set of boxes aligned with each other by baselines (CSS 2.2 section 10.8.1): the root inline box with most of the
  /// line, or a box with `vertical-align: top` or `bottom` with its content.
  struct Subtree {
    Extent extent;
    bool at_bottom = false;
    LayoutUnit shift;  // of its baseline below the line's
  };

  /// The properties that all runs of a leader share.
  struct LeaderShape {
    BoxId box;
    Extent extent;
    LayoutUnit baseline;  // from the ascent of its font
  };

  void place_units();
  void place_in_order(std::uint32_t end);

  // By bidi levels (UAX #9, rules L1 and L2)
  void place_by_levels(std::uint32_t end);
  void collect_leaves(std::uint32_t end);
  void enter_line_box(BoxId box, std::uint32_t unit, bool begins_here);
  void leave_line_box(std::uint32_t unit, bool ends_here);
  void add_leaf(std::uint32_t unit, bool is_empty_box, text::BidiLevel level);
  void reset_trailing_levels();
  void order_leaves();
  void measure_tabs(std::uint32_t end);
  /// The first pass counts the parts of each box, the second one places them.
  enum class LeafPass : bool { Count, Place };
  void find_chain(std::uint32_t box, std::vector<std::uint32_t>& chain) const;
  void place_leaves(LeafPass pass);
  void place_visual();
  text::TextLength measure_visual();
  void open_part(LineBox& box);
  void close_part(const LineBox& box);
  /// The style of a box on this line.
  const style::ComputedStyle& style_on_line(BoxId box) const;
  Ends ends_of(const LineBox& box) const;
  text::TextLength edge_width(const LineBox& box, bool at_left) const;
  bool is_rtl_line() const;
  bool is_first_in_line(std::uint32_t unit) const;
  void sort_children(OpenBox& box) const;
  // Subtrees are numbered in the order of the units.
  std::size_t begin_subtree(const style::ComputedStyle& style);

  // Horizontal
  void measure_stretch();
  /// The space at this unit besides its own width: gaps that grow or shrink.
  text::UnitAdjustment adjustment_of(std::uint32_t index) const;
  text::TextLength start_position() const;
  text::TextLength stretch_after(std::uint32_t index);

  // Pieces
  void open_box(BoxId box, bool begins_here);
  void close_box(bool ends_here);
  void push_box(BoxId box, bool begins_here, bool has_left, text::TextLength added);
  void pop_box(bool ends, Ends sides);
  void add_child(Point offset, const Fragment* fragment, std::uint32_t unit);
  void place_unit(std::uint32_t index);
  void place_text(const text::LineUnit& unit, std::uint32_t index);
  void place_object(const text::LineUnit& unit);
  void place_anchor(const text::LineUnit& unit);
  void place_annotation(const OpenBox& base, text::TextLength right);
  void place_leader(const text::LineUnit& unit);
  void add_leader_part(const LeaderShape& shape, std::shared_ptr<const TextRun> run, text::TextLength left,
                       text::TextLength width);
  void place_mark(const InlineContent& mark);
  void flush_run();
  bool follows_run(std::uint32_t index) const;
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
  text::TextLength line_left_;   // start of the content of the line
  std::uint32_t gap_begin_ = 0;  // gaps after these units may be widened
  std::uint32_t gap_end_ = 0;
  text::TextLength stretch_each_;
  std::int64_t stretch_left_ = 0;  // 1/65536 px that did not divide evenly
  LineFit fit_ = LineFit::Natural;
  text::JustifyGaps gaps_ = text::JustifyGaps::Auto;
  std::vector<text::UnitAdjustment> adjustments_;  // from squeezing, or gaps that grow first; mostly empty
  std::uint32_t first_text_ = 0;
  text::TextLength leader_each_;
  std::vector<Subtree> subtrees_;  // that of the root first
  std::size_t subtrees_begun_ = 0;
  std::optional<Extent> anchored_in_;  // height of the line at the first box out of flow
  bool is_aligned_ = false;            // the positions of the subtrees are known
  Extent extent_;                      // of the line, around its baseline

  // The run that is being collected: text of one box and one face.
  std::unique_ptr<TextRun> run_;
  BoxId run_box_;
  std::uint16_t run_entry_ = 0;
  base::FontSize run_size_;
  std::int32_t run_em_ = 1000;
  text::TextLength run_left_;
  std::uint32_t run_first_ = 0;  // the first unit in reading order
  std::uint32_t run_last_ = 0;   // the unit that was placed last

  // For text that runs in two directions.
  std::uint32_t unit_ = 0;    // the unit that is being placed
  bool is_rtl_unit_ = false;  // whether it runs from right to left
  std::vector<LineBox> line_boxes_;
  std::vector<std::uint32_t> open_line_boxes_;
  std::vector<LineLeaf> leaves_;
  std::unordered_map<std::uint32_t, text::TextLength> tabs_;
};

}  // namespace gongwen::layout
