#include "engine/core/settle_warnings.h"

#include "engine/core/detail/confirmation_list.h"

namespace gongwen::engine {

void settle_warnings(const RenderOptions& options, const data::Document* document, Run& run,
                     const std::string& record) {
  if (options.confirmed && document != nullptr) {
    options.confirmed->list().settle({*document, record}, options.profile, run);
  }
  if (options.strict) run.promote_open_warnings();
}

}  // namespace gongwen::engine
