// BoxTreeWriter: adds boxes to a tree, and puts the anonymous boxes in between that CSS 2.2 asks for: around inline
// content beside blocks (section 9.2.1.1), around blocks inside inline boxes, and around table parts that lack their
// parents (section 17.2.1).
#pragma once

#include "boxes/box.h"

namespace gongwen::boxes {

class BoxTreeWriter {
 public:
  BoxTreeWriter(BoxTree& tree, style::StyleTree& styles) : tree_(tree), styles_(styles) {}

  /// Appends a box where its kind belongs below `parent`, which may be a table part or an inline box. Returns the box;
  /// its own content goes below it.
  BoxId append(BoxId parent, Box box);
  /// The inline box that now stands for `inline_box`: a block that came in between may have cut it.
  BoxId current_piece(BoxId inline_box) const;

  /// Puts the first letter of a block container, with the punctuation around it, into a separate box (css-pseudo-4
  /// section 2.2). Nothing happens when the container does not start with text.
  void cut_first_letter(BoxId container, style::StyleId style, dom::NodeId node);

  /// Whether a box that the style takes out of flow stays in its parent's.
  bool stays_in_place(BoxFlow flow, BoxId parent) const;

  /// After all boxes are there: inline content beside blocks gets its anonymous blocks, white space between blocks
  /// goes.
  void finish(BoxId root);

  /// Whether the last thing in a part of a table is inline content in an anonymous cell: then a blank after it is
  /// between words, not between rows or cells (css-tables-3 section 3.2).
  bool ends_with_line(BoxId table_part) const;

  const Box& box(BoxId id) const { return tree_.box(id); }

 private:
  BoxId add(Box box, BoxId parent);
  BoxId insert_before(BoxId sibling, Box box);
  std::optional<BoxId> first_text(BoxId parent) const;
  BoxId proper_parent(BoxId parent, const Box& child);
  BoxId anonymous_parent(BoxId parent, BoxKind kind, style::Display display);
  void anonymous_grid(BoxId table);
  BoxId block_container_of(BoxId inline_box) const;
  BoxId split_inline(BoxId inline_box);
  void wrap_inline_runs(BoxId container);
  bool stands_in_run(BoxId child, bool in_flex) const;
  void remove_white_space(BoxId container, BoxId first, BoxId end);
  bool holds_out_of_flow(BoxId id) const;
  bool holds_float(BoxId id) const;
  void wrap_run(BoxId container, BoxId first, BoxId end);
  void remove_child(BoxId parent, BoxId child);
  bool is_white_space_run(BoxId first, BoxId end) const;

  BoxTree& tree_;
  style::StyleTree& styles_;
  std::unordered_map<std::uint32_t, BoxId> pieces_;  // latest piece of an inline box that was cut
};

}  // namespace gongwen::boxes
