#include "ofd_check/detail/reporter.h"

#include "diagnostics/catalogue/ofd_check.h"

namespace gongwen::ofd_check {

void Reporter::finish(diagnostics::SourceId package) {
  for (const auto& [id, count] : counts_) {
    if (count <= kMostShown) continue;
    sink_.report(diagnostics::messages::OfdCheckMore, {{package, 0, 0}, {}}, count - kMostShown, id);
  }
}

}  // namespace gongwen::ofd_check
