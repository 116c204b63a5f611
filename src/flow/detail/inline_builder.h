// InlineBuilder: writes the content of lines, with white space collapsed as in layout, so that both show the same
// characters.
#pragma once

#include "flow/detail/flow_state.h"
#include "flow/detail/list_builder.h"
#include "flow/detail/paragraph_builder.h"

#include <string>
#include <vector>

namespace gongwen::flow {

/// The position of a tab stop that is at the right edge of its column, whose width is not known yet.
inline constexpr Twips kAtRightEdge = -1;

/// The formula of a math element.
Formula formula_of(const layout::LayoutContext& context, dom::NodeId math);

class InlineBuilder : FlowPart {
 public:
  InlineBuilder(FlowState& state, ParagraphBuilder& paragraphs, BlockWriter& blocks)
      : FlowPart(state), paragraphs_(paragraphs), blocks_(blocks), lists_(state) {}

  /// Appends the content of a box with inline children.
  void add_inline_content(boxes::BoxId container, Paragraph& paragraph);
  /// Returns the content of a box in the margin.
  std::vector<Inline> head_content(const style::ComputedStyle& style, const style::PageContext& context);
  /// Anchors pictures of an absolutely positioned box to a paragraph. Returns false if the box has anything but
  /// pictures.
  bool add_anchored(boxes::BoxId id, Paragraph& paragraph);

 private:
  struct InlinePiece;
  class InlineCollector;

  void add_marker(boxes::BoxId marker, boxes::BoxId container, Paragraph& paragraph, InlineCollector& collector);
  /// Writes the note of a call, and returns its number.
  std::size_t add_note(boxes::BoxId note, const std::string& mark);

  ParagraphBuilder& paragraphs_;
  BlockWriter& blocks_;
  ListBuilder lists_;
  NoteMark note_;  // of the note that is being written
  bool is_note_marked_ = false;
};

/// The change of a paragraph that was added or removed as a whole.
Change common_change(const Paragraph& paragraph);

}  // namespace gongwen::flow
