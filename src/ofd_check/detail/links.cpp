#include "diagnostics/catalogue/ofd_check.h"
#include "ofd_check/detail/checker.h"

namespace gongwen::ofd_check {

namespace {

namespace messages = diagnostics::messages;

}  // namespace

void Checker::check_links() {
  if (!document_.kinds.empty() && document_.kinds.rbegin()->first > document_.max_unit_id) {
    reporter_.report(messages::OfdCheckMaxUnitId, document_.source, document_.max_unit_id_offset, document_.max_unit_id,
                     document_.kinds.rbegin()->first);
  }
  for (const Reference& reference : document_.references) {
    const auto found = document_.kinds.find(reference.target);
    const bool is_there = found != document_.kinds.end();
    if (is_there && (found->second == reference.kind || reference.kind == "*")) continue;
    reporter_.report(messages::OfdCheckUnresolvedReference, reference.source, reference.offset, reference.attribute,
                     reference.target, reference.path);
  }
}

/// Takes away objects that contain nothing that is left, until none is: what remains is in a circle or leads into one.
void Checker::check_cycles() {
  auto& contains = document_.contains;
  std::map<std::uint32_t, std::vector<std::uint32_t>> users;
  std::vector<std::uint32_t> free;
  std::map<std::uint32_t, std::size_t> open;
  for (const auto& [owner, targets] : contains) {
    for (const std::uint32_t target : targets) {
      if (!contains.contains(target)) continue;
      users[target].push_back(owner);
      ++open[owner];
    }
  }
  for (const auto& [owner, targets] : contains) {
    if (!open.contains(owner)) free.push_back(owner);
  }
  while (!free.empty()) {
    const std::uint32_t done = free.back();
    free.pop_back();
    for (const std::uint32_t user : users[done]) {
      if (--open[user] == 0) free.push_back(user);
    }
  }
  for (const auto& [owner, count] : open) {
    if (count != 0) reporter_.report(messages::OfdCheckCycle, document_.source, 0, owner);
  }
}

}  // namespace gongwen::ofd_check
