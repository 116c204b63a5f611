#include "layout/layout_box.h"

namespace gongwen::layout {

LayoutResult layout_box(const LayoutInput& input, LayoutContext& context) {
  return context.box(input.box).kind == boxes::BoxKind::Table ? layout_table(input, context)
                                                              : layout_block(input, context);
}

}  // namespace gongwen::layout
