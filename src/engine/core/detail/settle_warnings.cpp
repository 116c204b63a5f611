#include "engine/core/detail/settle_warnings.h"

#include "engine/core/detail/confirmation_list.h"

namespace gongwen::engine {

void settle_warnings(const RenderOptions& options, const data::Document* document, Run& run) {
  if (options.confirmed && document != nullptr) options.confirmed->list().settle(*document, options.profile, run);
  if (options.strict) run.promote_open_warnings();
}

}  // namespace gongwen::engine
