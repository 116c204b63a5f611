// FlowBuilder: walks the boxes in document order, and lets the builder for each kind of content write it.
#pragma once

#include "flow/detail/flow_state.h"
#include "flow/detail/inline_builder.h"
#include "flow/detail/item_builder.h"
#include "flow/detail/paragraph_builder.h"
#include "flow/detail/section_builder.h"
#include "flow/detail/table_builder.h"

#include <optional>

namespace gongwen::flow {

class FlowBuilder final : FlowPart, BlockWriter {
 public:
  /// The state must outlive the builder.
  explicit FlowBuilder(FlowState& state);

  Document build();

 private:
  void add_block(boxes::BoxId id, Scope& scope) override;
  void add_children(boxes::BoxId id, Scope& scope) override;
  void add_container(boxes::BoxId id, Scope& scope);
  void add_out_of_flow(boxes::BoxId id, Scope& scope);
  bool has_columns(boxes::BoxId id) const;
  void add_columns(boxes::BoxId id, Scope& scope);
  void add_empty_item(boxes::BoxId id, Scope& scope);
  void add_outside(boxes::BoxId id, Scope& scope);
  void add_table(boxes::BoxId id, Scope& scope);
  bool has_only_lines(boxes::BoxId id) const;
  void add_paragraph(boxes::BoxId id, Scope& scope);
  void add_picture_paragraph(boxes::BoxId id, Scope& scope);
  void add_formula_paragraph(boxes::BoxId id, Scope& scope);
  void add_rule(boxes::BoxId id, Scope& scope);
  std::optional<FramePlace> place_on_sheet(boxes::BoxId id) const;
  bool is_moved_far(boxes::BoxId id) const;
  base::LayoutUnit box_border_top(boxes::BoxId id) const;
  base::LayoutUnit box_border_bottom(boxes::BoxId id) const;

  ParagraphBuilder paragraphs_;
  InlineBuilder inlines_;
  SectionBuilder sections_;
  TableBuilder tables_;
  ItemBuilder items_;
  bool is_in_columns_ = false;
};

}  // namespace gongwen::flow
