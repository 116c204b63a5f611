// BoxTreeWriter: adds boxes to a tree, and inserts the anonymous boxes that CSS 2.2 requires: around inline content
// beside blocks (section 9.2.1.1), around blocks inside inline boxes, and around table parts without their parents
// (section 17.2.1).
#pragma once

#include "layout/boxes/box.h"

namespace gongwen::boxes {

class BoxTreeWriter {
 public:
  BoxTreeWriter(BoxTree& tree, style::StyleTree& styles) : tree_(tree), styles_(styles) {}

  /// Appends a box at the place below `parent` where its kind belongs; `parent` may be a table part or an inline box.
  /// Returns the box below which the content of the new one goes.
  BoxId append(BoxId parent, Box box);
  /// The current piece of `inline_box`, which a block inside may have split.
  BoxId current_piece(BoxId inline_box) const;

  /// Puts the first letter of a block container, with adjacent punctuation, into a separate box (css-pseudo-4 section
  /// 2.2). Has no effect if the container does not start with text.
  void cut_first_letter(BoxId container, style::StyleId style, dom::NodeId node);

  /// Whether a box that is out of flow by its style stays in its parent's flow anyway.
  bool stays_in_place(BoxFlow flow, BoxId parent) const;

  /// Call it after adding all boxes. It inserts anonymous blocks around inline content beside blocks, and removes white
  /// space between blocks.
  void finish(BoxId root);

  /// Whether a table part ends with inline content in an anonymous cell. Then a blank after it separates words rather
  /// than rows or cells (css-tables-3 section 3.2).
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
  std::unordered_map<std::uint32_t, BoxId> pieces_;  // latest piece of each inline box that was split
};

}  // namespace gongwen::boxes
