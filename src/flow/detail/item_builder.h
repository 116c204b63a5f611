// ItemBuilder: writes items of flexible boxes and grids: items below each other as blocks, items beside each other as a
// line with tab stops or as an invisible table.
#pragma once

#include "flow/detail/flow_state.h"
#include "flow/detail/inline_builder.h"
#include "flow/detail/paragraph_builder.h"
#include "flow/detail/section_builder.h"
#include "flow/detail/table_builder.h"

#include <vector>

namespace gongwen::flow {

class ItemBuilder : FlowPart {
 public:
  ItemBuilder(FlowState& state, ParagraphBuilder& paragraphs, InlineBuilder& inlines, SectionBuilder& sections,
              TableBuilder& tables, BlockWriter& blocks)
      : FlowPart(state),
        paragraphs_(paragraphs),
        inlines_(inlines),
        sections_(sections),
        tables_(tables),
        blocks_(blocks) {}

  void add_items(boxes::BoxId id, Scope& scope);
  /// Whether an item is one line of text.
  bool is_single_line(boxes::BoxId id) const;
  bool has_line(boxes::BoxId id) const { return box(id).has_inline_children || is_control(id); }

 private:
  bool is_single_formula(boxes::BoxId id) const;
  bool has_line_break(boxes::BoxId id) const;
  void add_item_paragraph(const std::vector<boxes::BoxId>& items, boxes::BoxId container, Scope& scope);
  void add_pictures_over_row(std::vector<AnchoredPicture> pictures, base::LayoutUnit top, Scope& scope);
  bool add_item_line(const std::vector<boxes::BoxId>& items, boxes::BoxId container, Scope& scope);

  ParagraphBuilder& paragraphs_;
  InlineBuilder& inlines_;
  SectionBuilder& sections_;
  TableBuilder& tables_;
  BlockWriter& blocks_;
};

}  // namespace gongwen::flow
