// TableBuilder: writes tables with their widths on the page, and frames around blocks as tables of one cell.
#pragma once

#include "flow/detail/flow_state.h"
#include "flow/detail/inline_builder.h"
#include "flow/detail/paragraph_builder.h"
#include "flow/detail/section_builder.h"
#include "layout/table/table_model.h"

#include <cstdint>
#include <vector>

namespace gongwen::flow {

class TableBuilder : FlowPart {
 public:
  TableBuilder(FlowState& state, ParagraphBuilder& paragraphs, InlineBuilder& inlines, SectionBuilder& sections,
               BlockWriter& blocks)
      : FlowPart(state), paragraphs_(paragraphs), inlines_(inlines), sections_(sections), blocks_(blocks) {}

  /// Reports: flow/too-many-columns.
  void add_grid(boxes::BoxId grid, Scope& scope);
  /// Whether a box of blocks has a border at both sides, so that it is a table of one cell.
  bool is_boxed(boxes::BoxId id) const;
  bool add_boxed(boxes::BoxId id, Scope& scope);
  void add_gap_before_table(const BoxPlace* place, Scope& scope);
  void finish_cell(Cell& cell);

 private:
  void report_parts(const layout::TableModel& model, bool has_several);
  bool is_repeated_foot(const layout::TableModel& model, std::uint32_t row) const;
  bool is_kept_whole(const layout::TableModel& model, std::uint32_t row) const;
  void add_cells(const layout::TableModel& model, std::uint32_t row, const std::vector<base::LayoutUnit>& edges,
                 Row& out);

  ParagraphBuilder& paragraphs_;
  InlineBuilder& inlines_;
  SectionBuilder& sections_;
  BlockWriter& blocks_;
};

}  // namespace gongwen::flow
