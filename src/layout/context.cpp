#include "layout/context.h"

namespace gongwen::layout {

void LayoutContext::begin_round() {
  fragments = FragmentPool();
  std::erase_if(inline_contents, [](const auto& entry) {
    return entry.second->depends_on_pages || !entry.second->objects.empty();
  });
  intrinsic_sizes.clear();
}

}  // namespace gongwen::layout
