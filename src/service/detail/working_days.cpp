#include "service/detail/working_days.h"

#include "base/json.h"
#include "diagnostics/diagnostic.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"

#include <optional>

namespace gongwen::service {
namespace {

/// What a calendar says of a day; nullopt: nothing.
std::optional<bool> works_by(const base::JsonView& calendar, const std::string& day) {
  constexpr std::size_t kYearDigits = 4;
  const auto years = calendar.find("years");
  const auto year = years && years->is_object() ? years->find(day.substr(0, kYearDigits)) : std::nullopt;
  if (!year || !year->is_object()) return std::nullopt;
  const auto on = year->find("on");
  for (std::size_t i = 0; on && i < on->size(); ++i) {
    if (on->at(i).text() == day) return true;
  }
  const auto off = year->find("off");
  for (std::size_t i = 0; off && i < off->size(); ++i) {
    const base::JsonView span = off->at(i);
    // Dates in this form are in the order of their letters.
    if (span.size() == 2 && span.at(0).text() <= day && day <= span.at(1).text()) return false;
  }
  return std::nullopt;
}

}  // namespace

bool is_working_day(const std::vector<std::string>& folders, const base::Date& day) {
  const std::string text = base::iso_text(day);
  for (const std::string& folder : folders) {
    for (const std::string& name : resources::names_in(folder)) {
      if (!name.ends_with(".json")) continue;
      diagnostics::DiagnosticSink unheard;
      const auto bytes = resources::read_bytes(folder + '/' + name, {}, unheard);
      const auto calendar = bytes ? base::parse_json(*bytes) : std::nullopt;
      if (!calendar || !calendar->view().is_object()) continue;
      if (const auto works = works_by(calendar->view(), text)) return *works;
    }
  }
  // 1970-01-01 was a Thursday.
  constexpr std::int64_t kThursday = 3;
  constexpr std::int64_t kSaturday = 5;
  return ((base::days_since_1970(day) + kThursday) % 7 + 7) % 7 < kSaturday;
}

}  // namespace gongwen::service
