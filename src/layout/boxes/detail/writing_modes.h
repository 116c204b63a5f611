// Finds where flows with another writing mode start (css-writing-modes-4 section 3.1). Layout only handles horizontal
// flows (style/writing_modes.h), so each box gets a style that names its sides by the lines of the flow around it. A
// box whose content has another writing mode keeps its own borders in the outer flow; its content goes into a box of
// the new flow, inside a `Turned` box.
//   block aside            a block of the horizontal flow
//     turned               as large as the vertical flow
//       block (anonymous)  has the lines of it
#pragma once

#include "layout/boxes/box.h"

namespace gongwen::boxes {

class WritingModeMapper {
 public:
  WritingModeMapper(BoxTree& tree, style::StyleTree& styles, const dom::Tree& dom)
      : tree_(tree), styles_(styles), dom_(dom) {}
  /// Maps the styles of all boxes; does nothing if all writing modes are horizontal.
  void run();

 private:
  /// The styles of a box that contains another flow, of its Turned box, and of the box inside that.
  struct FlowStyles {
    style::StyleId outer;
    style::StyleId turned;
    style::StyleId inner;
  };

  style::WritingMode principal_mode() const;
  void visit(BoxId id, style::WritingMode flow);
  void visit_children(BoxId id, style::WritingMode flow);
  style::WritingMode own_mode(const Box& box, style::WritingMode flow) const;
  void combine(BoxId text, style::WritingMode flow);
  enum class Side : bool { Before, After };
  BoxId text_beside(BoxId text, Side side) const;
  bool is_cut_off(BoxId text) const;
  void take_pieces(BoxId text);
  void split_text(BoxId text, std::size_t at);
  void put_across(BoxId text, style::WritingMode flow);
  void start_flow(BoxId id, style::WritingMode flow, style::WritingMode own);
  FlowStyles styles_across(style::StyleId text, style::WritingMode flow, bool is_single);
  FlowStyles flow_styles(const Box& outer, style::WritingMode flow, style::WritingMode own);
  style::ComputedStyle outer_style(const Box& outer, style::WritingMode flow, style::WritingMode own) const;
  style::ComputedStyle inner_style(const Box& outer) const;
  style::StyleId mapped(const Box& box, style::WritingMode flow);
  void map_on_first_lines(const Box& box, style::WritingMode flow, style::StyleId mapped_style);
  style::StyleId add(style::ComputedStyle style, style::StyleId physical);
  style::StyleId add_mapped(const style::ComputedStyle& style, style::WritingMode flow, style::StyleId physical);
  Box& box(BoxId id) { return tree_.boxes_[id.index()]; }

  BoxTree& tree_;
  style::StyleTree& styles_;
  const dom::Tree& dom_;
  std::unordered_map<std::uint64_t, style::StyleId> mapped_;  // by style, flow and kind of box
  std::unordered_map<std::uint64_t, FlowStyles> flows_;       // by style, flow and kind of box, and the flow around
  std::unordered_map<std::uint64_t, FlowStyles> across_;      // by style and flow
  std::unordered_map<style::StyleId, std::vector<style::OnFirstLine>> on_first_lines_;  // by the original style
};

}  // namespace gongwen::boxes
