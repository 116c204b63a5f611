// The figures of a year: a chart of its months, the same as a table and as CSV, how long decisions took, and the fields
// with the most errors.
#include "service/detail/office_pages.h"
#include "service/detail/submission_list.h"
#include "service/detail/year_figures.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

constexpr int kYearsToChoose = 10;

// The order of the columns, in the table, the chart and the file.
std::array<std::int64_t, 5> figures_of(const inbox::MonthFigures& month) {
  return {month.submitted, month.returned, month.accepted, month.rejected, month.withdrawn};
}

}  // namespace

/// GET /office/statistics.
void OfficePages::statistics(const VisitPtr& visit) {
  with_kinds(visit, [this, visit](const KindTable& kinds) {
    const int this_year = local_year(options_.clock());
    // Years beyond four digits count as 9999, which has no forms.
    const auto typed = static_cast<int>(std::min<std::size_t>(number_of_digits(visit->asked("year")), 9'999));
    const int year = typed == 0 ? this_year : typed;
    const std::string kind = visit->asked("kind");
    const std::array<inbox::Seconds, kMonths + 1> starts = starts_of_months(year);
    inbox::Statistics statistics(inbox_);
    const auto figures = statistics.of_year(kind, starts);
    const auto known = inbox::Submissions(inbox_).kinds();
    if (!figures || !known) return send_fault(visit, figures ? known.error() : figures.error());
    // The file has the months only, without the fields.
    if (visit->asked("as") == "csv") return send_statistics(visit, year, *figures);
    const auto fields = faulty_fields(inbox_, kind, starts);
    if (!fields) return send_fault(visit, fields.error());
    base::Json kind_choices = base::Json::list();
    add_choice(kind_choices, "", visit->words(texts::OfficeFilterAll), kind);
    for (const std::string& one : *known) add_choice(kind_choices, one, kinds.title_of(one), kind);
    base::Json years = base::Json::list();
    for (int one = this_year; one > this_year - kYearsToChoose; --one)
      add_choice(years, std::to_string(one), std::to_string(one), std::to_string(year));
    Context context = base::Json::object();
    context.set("kinds", std::move(kind_choices)).set("years", std::move(years));
    base::Json months = base::Json::list();
    // 1 at least, since the chart divides by it.
    std::int64_t most = 1;
    for (std::size_t i = 0; i < kMonths; ++i) {
      const auto cells = figures_of(figures->months[i]);
      // The chart has bars for submitted and accepted forms; `most` is the longest one.
      most = std::max({most, cells[0], cells[2]});
      base::Json row = base::Json::object();
      base::Json numbers = base::Json::list();
      for (const std::int64_t number : cells) numbers.add(number);
      months.add(std::move(
          row.set("label", texts::OfficeMonth.in(visit->language, i + 1)).set("numbers", std::move(numbers))));
    }
    base::Json totals = base::Json::list();
    for (const std::int64_t number : figures_of(figures->total())) totals.add(number);
    context.set("months", std::move(months)).set("totals", std::move(totals)).set("most", most);
    base::Json heads = base::Json::list();
    for (const std::string& head : statistics_heads(visit)) heads.add(head);
    context.set("heads", std::move(heads));
    base::Json faulty = base::Json::list();
    for (const auto& [label, count] : *fields)
      faulty.add(std::move(base::Json::object().set("label", label).set("count", count)));
    context.set("faulty", std::move(faulty));
    const auto days = [](double number) {
      return fmt::format("{:.1f}", number);
    };
    context.set("days", figures->median_days
                            ? texts::OfficeDaysToDecide.in(visit->language, days(*figures->median_days),
                                                           days(*figures->ninth_tenth_days))
                            : std::string());
    std::vector<http::FormField> query{{"year", std::to_string(year)}, {"as", "csv"}};
    if (!kind.empty()) query.push_back({"kind", kind});
    context.set("csv", "/office/statistics?" + http::write_form(query));
    base::Json words = base::Json::object();
    words.set("kind", visit->words(texts::OfficeFilterKind)).set("year", visit->words(texts::OfficeYear));
    words.set("show", visit->words(texts::OfficeFilterButton)).set("month", visit->words(texts::OfficeMonthHead));
    words.set("total", visit->words(texts::OfficeTotal)).set("csv", visit->words(texts::OfficeListCsv));
    words.set("chart", texts::OfficeStatisticsChart.in(visit->language, std::to_string(year)));
    words.set("faulty", visit->words(texts::OfficeFaultyFields)).set("field", visit->words(texts::OfficeField));
    words.set("forms", visit->words(texts::OfficeForms));
    context.set("w", std::move(words));
    send_office(visit, 200, "statistics", visit->words(texts::OfficeStatistics), std::move(context));
  });
}

std::vector<std::string> OfficePages::statistics_heads(const VisitPtr& visit) {
  return {visit->words(texts::OfficeHandedIn), visit->words(texts::ServiceStateReturned),
          visit->words(texts::ServiceStateAccepted), visit->words(texts::ServiceStateRejected),
          visit->words(texts::ServiceStateWithdrawn)};
}

void OfficePages::send_statistics(const VisitPtr& visit, int year, const inbox::YearFigures& figures) {
  std::vector<std::vector<std::string>> rows{{visit->words(texts::OfficeMonthHead)}};
  for (std::string& head : statistics_heads(visit)) rows.front().push_back(std::move(head));
  for (std::size_t i = 0; i < kMonths; ++i) {
    // `2026-03`: spreadsheet programs sort it as text.
    std::vector<std::string>& row = rows.emplace_back();
    row.push_back(fmt::format("{:04}-{:02}", year, i + 1));
    for (const std::int64_t number : figures_of(figures.months[i])) row.push_back(std::to_string(number));
  }
  send_file(visit, "text/csv; charset=utf-8", fmt::format("statistics-{}.csv", year), csv_file(rows), true);
}

}  // namespace gongwen::service
