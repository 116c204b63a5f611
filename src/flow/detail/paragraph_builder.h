// ParagraphBuilder: makes paragraphs with the names of their styles, and places them: indents, gaps, borders of the
// boxes around.
#pragma once

#include "flow/detail/flow_state.h"

#include <cstddef>
#include <string>

namespace gongwen::flow {

class ParagraphBuilder : FlowPart {
 public:
  explicit ParagraphBuilder(FlowState& state) : FlowPart(state) {}

  /// Makes a paragraph from the style of a box, without content.
  Paragraph make_paragraph(boxes::BoxId id);
  /// Sets indents, gaps and borders of a paragraph from its place, and appends it.
  void place_paragraph(Paragraph paragraph, boxes::BoxId id, Scope& scope);
  void append(Block block, Scope& scope);
  /// Appends an empty paragraph that is hardly visible.
  void append_small(Scope& scope, Twips height);
  /// Returns the distance from the last block to `top`, as on the page if both are on one page, otherwise by the style.
  /// A null `place` means that the block is on no page.
  Twips gap_before(const BoxPlace* place, base::LayoutUnit top, Scope& scope) const;
  void leave_at(const BoxPlace* place, base::LayoutUnit bottom, Scope& scope) const;

  /// Gives the borders and the background of a box to the paragraphs in it until close_frame().
  void open_frame(boxes::BoxId id);
  void close_frame(boxes::BoxId id);
  static void take_frame(const Frame& frame, ParagraphLook& look);
  /// Whether an empty box shows borders or a background.
  bool is_rule(boxes::BoxId id) const;

 private:
  std::string role_of(boxes::BoxId id) const;
  void set_names(boxes::BoxId id, Paragraph& paragraph) const;
  bool is_vertical(boxes::BoxId id) const;
  Twips on_grid(Twips gap) const;
  void fit_short_line(const BoxPlace& place, const Scope& scope, ParagraphLook& look) const;
};

/// Moves anchored pictures of a paragraph, from number `first` on, from places on the page to places beside its text.
void move_anchors(Paragraph& paragraph, std::size_t first, base::LayoutUnit left, base::LayoutUnit top);

}  // namespace gongwen::flow
