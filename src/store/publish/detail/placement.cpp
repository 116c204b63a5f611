#include "store/publish/detail/placement.h"

#include "base/date.h"
#include "store/record.h"

namespace gongwen::publish {
namespace {

using data::Value;

std::set<std::string, std::less<>> names_in(const Value& record, std::string_view member) {
  std::set<std::string, std::less<>> names;
  for (const Value& name : store::list_member(record, member)) {
    if (name.is_string()) names.emplace(name.string());
  }
  return names;
}

}  // namespace

Placement::Placement(const Collection& from) : from_(from) {
  if (!from.periodical.issue) return;
  for (const Value& record : store::records_of(from.contents, *from.periodical.issue)) {
    Exceptions found{names_in(record, kLeaveOut), names_in(record, kWillNotAppear), names_in(record, kCarryOver)};
    if (found.left_out.empty() && found.settled.empty() && found.carried.empty()) continue;
    exceptions_[store::record_id(*from.periodical.issue, record)] = std::move(found);
  }
  if (exceptions_.empty()) return;
  const auto note_extra = [this](const std::string& period) {
    if (period.find('.') != std::string::npos) extra_.insert(period);
  };
  for (const Value& record : store::records_of(from.contents, *from.periodical.issue)) {
    note_extra(store::record_id(*from.periodical.issue, record));
  }
  const store::RecordType type = from.periodical.main_list().type;
  for (const Value& record : store::records_of(from.contents, type)) {
    if (const auto period = store::period_of(type, record, from.periodical.unit)) note_extra(*period);
  }
}

const Placement::Exceptions* Placement::exceptions_of(const std::string& period) const {
  const auto found = exceptions_.find(period);
  return found == exceptions_.end() ? nullptr : &found->second;
}

/// An extra issue of the same month comes before the next month.
std::string Placement::next_of(const std::string& period) const {
  const auto next = base::Period::parse(from_.periodical.unit, period);
  const std::string following = next ? next->next().text() : std::string();
  const auto extra = extra_.upper_bound(period);
  return extra != extra_.end() && *extra < following ? *extra : following;
}

std::vector<std::string> Placement::periods_through(store::RecordType type, const Value& record) const {
  std::vector<std::string> periods;
  std::optional<std::string> period = store::period_of(type, record, from_.periodical.unit);
  const std::string_view name = store::text_member(record, from_.periodical.main_list().by);
  // Each step leads to a later period, and a period without exceptions ends the way.
  while (period && !period->empty()) {
    periods.push_back(*period);
    const Exceptions* const here = type == from_.periodical.main_list().type ? exceptions_of(*period) : nullptr;
    if (here == nullptr || !here->carried.contains(name)) break;
    period = next_of(*period);
  }
  return periods;
}

std::optional<std::string> Placement::period_of(store::RecordType type, const Value& record) const {
  if (exceptions_.empty() || type != from_.periodical.main_list().type) {
    return store::period_of(type, record, from_.periodical.unit);
  }
  const std::vector<std::string> periods = periods_through(type, record);
  if (periods.empty()) return std::nullopt;
  const Exceptions* const here = exceptions_of(periods.back());
  const std::string_view name = store::text_member(record, from_.periodical.main_list().by);
  const bool is_left_out = here != nullptr && (here->left_out.contains(name) || here->settled.contains(name));
  return is_left_out ? std::nullopt : std::optional(periods.back());
}

bool Placement::is_left_open(const Value& record) const {
  if (exceptions_.empty()) return false;
  const std::vector<std::string> periods = periods_through(from_.periodical.main_list().type, record);
  const Exceptions* const here = periods.empty() ? nullptr : exceptions_of(periods.back());
  const std::string_view name = store::text_member(record, from_.periodical.main_list().by);
  return here != nullptr && here->left_out.contains(name) && !here->settled.contains(name);
}

}  // namespace gongwen::publish
