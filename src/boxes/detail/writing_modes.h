// Where flows of another writing mode begin (css-writing-modes-4 section 3.1). Layout sees horizontal flows only
// (style/writing_modes.h): each box gets a style that names its sides by the lines of the flow it is in. A box whose
// content has another writing mode than the flow around it keeps its own borders in that flow; its content goes into a
// box of the new flow, which a `Turned` box holds.
//   block aside            a block of the horizontal flow
//     turned               as large as the vertical flow
//       block (anonymous)  has the lines of it
#pragma once

#include "boxes/box.h"

namespace gongwen::boxes {

class WritingModeMapper {
 public:
  WritingModeMapper(BoxTree& tree, style::StyleTree& styles, const dom::Tree& dom)
      : tree_(tree), styles_(styles), dom_(dom) {}
  /// Maps the styles of all boxes, where any has another writing mode than horizontal.
  void run();

 private:
  style::WritingMode principal_mode() const;
  void visit(BoxId id, style::WritingMode flow);
  void visit_children(BoxId id, style::WritingMode flow);
  style::WritingMode own_mode(const Box& box, style::WritingMode flow) const;
  void combine(BoxId text, style::WritingMode flow);
  void split_text(BoxId text, std::size_t at);
  void put_across(BoxId text, style::WritingMode flow);
  void begin_flow(BoxId id, style::WritingMode flow, style::WritingMode own);
  style::ComputedStyle outer_style(const Box& outer, style::WritingMode flow, style::WritingMode own) const;
  style::ComputedStyle inner_style(const Box& outer) const;
  style::StyleId mapped(const Box& box, style::WritingMode flow);
  style::StyleId add(style::ComputedStyle style, style::StyleId physical);
  style::StyleId add_mapped(const style::ComputedStyle& style, style::WritingMode flow, style::StyleId physical);
  Box& box(BoxId id) { return tree_.boxes_[id.index()]; }

  BoxTree& tree_;
  style::StyleTree& styles_;
  const dom::Tree& dom_;
  std::unordered_map<std::uint64_t, style::StyleId> mapped_;  // by style, flow and kind of box
};

}  // namespace gongwen::boxes
