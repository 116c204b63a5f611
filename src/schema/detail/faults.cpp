#include "schema/detail/faults.h"

#include "base/ascii.h"
#include "base/nearest_name.h"
#include "base/utf8.h"
#include "data/value_text.h"

#include <algorithm>
#include <map>
#include <set>

namespace gongwen::schema {
namespace {

bool is_about_content(FaultKind kind) { return kind <= FaultKind::Pattern; }

/// The nodes of all faults lie in one document.
using NamePlace = std::pair<std::uint32_t, std::string_view>;

/// Letters as `A`, digits as `9`, Han as `汉`; signs as they are. All dashes are one.
std::u32string shape_of(std::string_view text) {
  std::u32string shape;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    if (c < 0x80 && base::is_ascii_digit(static_cast<char>(c))) {
      shape += U'9';
    } else if (c < 0x80 && base::is_ascii_alpha(static_cast<char>(c))) {
      shape += U'A';
    } else if (data::is_dash(c)) {
      shape += U'-';
    } else {
      shape += c >= 0x4E00 && c <= 0x9FFF ? U'\u6C49' : c;
    }
  }
  return shape;
}

std::size_t unlikeness_of(const Fault& fault) {
  if (!fault.format || !fault.at.is_string()) return 0;
  constexpr std::size_t kMaxBytes = 200;
  const std::u32string example = shape_of(describe_format(*fault.format).example);
  return base::edit_distance(shape_of(fault.at.string().substr(0, kMaxBytes)), example);
}

/// Puts the missing names of each object into the order of the schema; all else stays where it is.
void order_missing_names(std::vector<Fault>& faults) {
  std::map<std::uint32_t, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < faults.size(); ++i) {
    if (faults[i].kind == FaultKind::MissingName) places[faults[i].at.node()].push_back(i);
  }
  for (const auto& [node, indices] : places) {
    std::vector<Fault> ordered;
    for (const std::size_t index : indices) ordered.push_back(std::move(faults[index]));
    std::stable_sort(ordered.begin(), ordered.end(), [](const Fault& a, const Fault& b) { return a.rank < b.rank; });
    for (std::size_t i = 0; i < indices.size(); ++i) faults[indices[i]] = std::move(ordered[i]);
  }
}

/// The objects of which it is not known which form they have.
std::set<std::uint32_t> undecided_objects(const std::vector<Fault>& faults) {
  std::set<std::uint32_t> objects;
  for (const Fault& fault : faults) {
    if (!fault.decides) continue;
    const std::optional<data::Value> object = fault.kind == FaultKind::MissingName ? fault.at : fault.at.parent();
    if (object) objects.insert(object->node());
  }
  return objects;
}

/// A name that the schema knows, but not for the form that the object has.
bool is_of_other_form(const Fault& fault) {
  return fault.kind == FaultKind::UnknownName && fault.name == fault.at.key();
}

}  // namespace

Distance distance_of(const std::vector<Fault>& faults, const data::Value& value) {
  Distance distance;
  distance.faults = faults.size();
  for (const Fault& fault : faults) {
    distance.wrong_type |= fault.kind == FaultKind::Type && fault.at == value;
    distance.wrong_choices += fault.kind == FaultKind::Choice;
    if (fault.at == value) distance.unlikeness += unlikeness_of(fault);
  }
  return distance;
}

const Fault* find_allowed(const std::vector<Fault>& faults, const data::Value& place) {
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
  const std::set<std::uint32_t> undecided = undecided_objects(faults);
  std::set<std::uint32_t> said;
  std::erase_if(faults, [&](const Fault& fault) {
    if (is_of_other_form(fault)) return undecided.contains(fault.at.parent()->node());
    if (fault.kind == FaultKind::MissingName) return meant.contains({fault.at.node(), fault.name});
    if (!is_about_content(fault.kind)) return false;
    return fault.kind != first_kinds[fault.at.node()] || !said.insert(fault.at.node()).second;
  });
  order_missing_names(faults);
}

}  // namespace gongwen::schema
