#include "programs/show/detail/reporter.h"

#include "diagnostics/catalogue/show.h"

#include <algorithm>

namespace gongwen::show {
namespace {

constexpr std::size_t kShownOfKind = 20;

}  // namespace

bool Reporter::is_full(diagnostics::DiagnosticId id) {
  auto known = std::find_if(counts_.begin(), counts_.end(), [&](const auto& one) { return one.first == id; });
  if (known == counts_.end()) known = counts_.insert(counts_.end(), {id, 0});
  return ++known->second > kShownOfKind;
}

void Reporter::finish() {
  for (const auto& [id, count] : counts_) {
    if (count <= kShownOfKind) continue;
    sink_.report(diagnostics::messages::ShowMore, diagnostics::Origin(), file_, count - kShownOfKind,
                 diagnostics::catalogue_entry(id).id);
  }
}

}  // namespace gongwen::show
