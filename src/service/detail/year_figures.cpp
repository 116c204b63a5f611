#include "service/detail/year_figures.h"

#include "base/date.h"
#include "base/json_members.h"

#include <algorithm>
#include <map>
#include <set>

namespace gongwen::service {
namespace {

/// Number of forms whose reports are read, the latest first.
constexpr std::size_t kReports = 2'000;

struct ReportedField {
  std::string severity;
  // The label in the applicants' form; messages that are not about a field have none.
  std::string label;

  friend void json_members(auto& of, base::MembersOf<ReportedField> auto& said) {
    of("severity", said.severity)("label", said.label);
  }
};

struct ReportedFields {
  std::vector<ReportedField> diagnostics;

  friend void json_members(auto& of, base::MembersOf<ReportedFields> auto& report) {
    of("diagnostics", report.diagnostics);
  }
};

FieldCounts counts_of(const std::vector<std::string>& reports) {
  constexpr std::size_t kShown = 10;
  std::map<std::string, std::int64_t> counts;
  // A field with several errors in one form counts once.
  for (const std::string& report : reports) {
    std::set<std::string> labels;
    for (const ReportedField& said : base::from_json<ReportedFields>(report).value_or(ReportedFields()).diagnostics) {
      if (said.severity == "error" && !said.label.empty()) labels.insert(said.label);
    }
    for (const std::string& label : labels) ++counts[label];
  }
  // Counts are of first versions, since later corrections do not show what people find hard.
  FieldCounts fields(counts.begin(), counts.end());
  // They come from a map, so fields with the same count are in the order of their titles.
  std::stable_sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  fields.resize(std::min(fields.size(), kShown));
  return fields;
}

}  // namespace

YearStarts starts_of_months(int year) {
  // The thirteenth is January of the next year: i / 12 is 1 there, i % 12 is 0.
  YearStarts starts{};
  for (std::size_t i = 0; i <= kMonths; ++i) {
    const base::Date day{std::chrono::year{year} + std::chrono::years{i / kMonths},
                         std::chrono::month{static_cast<unsigned>(i % kMonths) + 1}, std::chrono::day{1}};
    // Midnight in Beijing is 16:00 UTC of the day before (China has had no summer time since 1992).
    starts[i] = base::days_since_1970(day) * base::kSecondsPerDay - base::kChinaTime;
  }
  return starts;
}

inbox::Result<FieldCounts> faulty_fields(inbox::Inbox& inbox, const std::string& kind, const YearStarts& starts) {
  if (kind.empty()) return FieldCounts();
  const auto reports = inbox::Statistics(inbox).reports(kind, starts.front(), starts.back(), kReports);
  if (!reports) return base::Failure{reports.error()};
  return counts_of(*reports);
}

}  // namespace gongwen::service
