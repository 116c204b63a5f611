// The table of layout algorithms by kind of box. This file alone includes all of them, so that they need not know each
// other.
#include "layout/block/detail/block_layout.h"
#include "layout/core/detail/layout_box.h"
#include "layout/core/replaced_size.h"
#include "layout/flex/detail/flex_layout.h"
#include "layout/formula/detail/formula_layout.h"
#include "layout/grid/detail/grid_layout.h"
#include "layout/table/detail/column_sums.h"
#include "layout/table/detail/table_trials.h"
#include "layout/table/detail/table_widths.h"
#include "layout/vertical/detail/turned_layout.h"

namespace gongwen::layout {

const FormattingContexts& formatting_contexts() {
  static const FormattingContexts all = [] {
    // Kinds not in the table are laid out as blocks.
    FormattingContexts contexts({layout_block, block_content_sizes, nullptr});
    contexts.add(boxes::BoxKind::Table, {layout_table, nullptr, table_intrinsic_sizes});
    contexts.add(boxes::BoxKind::Flex, {layout_flex, flex_content_sizes, nullptr});
    contexts.add(boxes::BoxKind::Grid, {layout_grid, grid_content_sizes, nullptr});
    contexts.add(boxes::BoxKind::Replaced, {layout_replaced, block_content_sizes, replaced_intrinsic_sizes});
    contexts.add(boxes::BoxKind::Formula, {layout_formula, formula_content_sizes, nullptr});
    contexts.add(boxes::BoxKind::Turned, {layout_turned, turned_content_sizes, nullptr});
    contexts.sum_text = sum_text_of_whole;
    return contexts;
  }();
  return all;
}

}  // namespace gongwen::layout
