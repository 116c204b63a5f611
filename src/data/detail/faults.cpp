#include "data/detail/faults.h"

#include <algorithm>
#include <map>
#include <set>

namespace gongwen::data {
namespace {

bool is_about_content(FaultKind kind) { return kind <= FaultKind::Pattern; }

/// The nodes of all faults lie in one document.
using NamePlace = std::pair<std::uint32_t, std::string_view>;

}  // namespace

Distance distance_of(const std::vector<Fault>& faults, const Value& value) {
  Distance distance;
  distance.faults = faults.size();
  for (const Fault& fault : faults) {
    distance.wrong_type |= fault.kind == FaultKind::Type && fault.at == value;
    distance.wrong_choices += fault.kind == FaultKind::Choice;
  }
  return distance;
}

const Fault* find_allowed(const std::vector<Fault>& faults, const Value& place) {
  const auto found = std::find_if(faults.begin(), faults.end(), [&](const Fault& fault) {
    return (fault.kind == FaultKind::Type || fault.kind == FaultKind::Choice) && fault.at == place;
  });
  return found == faults.end() ? nullptr : &*found;
}

void prune_faults(std::vector<Fault>& faults) {
  std::map<std::uint32_t, FaultKind> first_kinds;
  std::set<NamePlace> meant;
  for (const Fault& fault : faults) {
    if (is_about_content(fault.kind)) {
      const auto [entry, fresh] = first_kinds.try_emplace(fault.at.node(), fault.kind);
      if (!fresh) entry->second = std::min(entry->second, fault.kind);
    } else if (fault.kind == FaultKind::UnknownName && !fault.name.empty()) {
      meant.emplace(fault.at.parent()->node(), fault.name);
    }
  }
  std::set<std::uint32_t> said;
  std::erase_if(faults, [&](const Fault& fault) {
    if (fault.kind == FaultKind::MissingName) return meant.contains({fault.at.node(), fault.name});
    if (!is_about_content(fault.kind)) return false;
    return fault.kind != first_kinds[fault.at.node()] || !said.insert(fault.at.node()).second;
  });
}

}  // namespace gongwen::data
