#include "store/publish/detail/records_check.h"

#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/publish.h"
#include "diagnostics/catalogue/texts/publish.h"
#include "engine/render/expand_document.h"
#include "resources/deflate.h"
#include "store/publish/detail/corrections.h"
#include "store/publish/detail/placement.h"
#include "store/publish/detail/withdraw.h"
#include "store/record_text.h"

#include <algorithm>
#include <map>
#include <set>

namespace gongwen::publish {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using Source = store::PublishedMember::Source;

std::optional<int> IssueNumbering::stated(const std::string& period, Source source) const {
  const store::Periodical& periodical = from_.periodical;
  const auto record = periodical.issue ? store::find_record(from_.contents, *periodical.issue, period) : std::nullopt;
  const auto member = record ? record->find(periodical.member_of(source)) : std::nullopt;
  if (!member || member->type() != data::ValueType::Integer) return std::nullopt;
  return static_cast<int>(member->integer());
}

bool IssueNumbering::states_number(const std::string& period) const {
  return (options_.issue && period == options_.period) || stated(period, Source::Number).has_value();
}

const ArchivedIssue* IssueNumbering::following(const std::string& period, int year) const {
  for (const auto& [name, issue] : archive_.issues()) {
    if (name > period && is_of_series(issue, year)) return &issue;
  }
  return nullptr;
}

int IssueNumbering::preceding_number(const std::string& period, int year) const {
  int last = 0;
  for (const auto& [name, issue] : archive_.issues()) {
    if (name < period && is_of_series(issue, year)) last = std::max(last, issue.numbers.issue);
  }
  return last;
}

IssueNumbers IssueNumbering::of(const std::string& period) const {
  const store::Periodical& periodical = from_.periodical;
  const ArchivedIssue* const former = archive_.find(period);
  IssueNumbers numbers;
  numbers.year = stated(period, Source::Year)
                     .value_or(former ? former->numbers.year : base::Period::parse(periodical.unit, period)->year());
  int next = archive_.next_issue(numbers.year);
  // A skipped period, whose number was skipped as well.
  if (const ArchivedIssue* const later = following(period, numbers.year)) {
    const int before = preceding_number(period, numbers.year);
    if (later->numbers.issue == before + 2) next = before + 1;
  }
  numbers.issue = stated(period, Source::Number).value_or(former ? former->numbers.issue : next);
  numbers.total = former ? former->numbers.total : archive_.next_total();
  if (const auto total = stated(period, Source::Total)) numbers.total = total;
  numbers.date = former ? former->numbers.date : base::date_in_china(options_.now);
  const auto record = periodical.issue ? store::find_record(from_.contents, *periodical.issue, period) : std::nullopt;
  const std::string_view date =
      record ? store::text_member(*record, periodical.member_of(Source::Date)) : std::string_view();
  if (!date.empty()) numbers.date = date;
  if (options_.issue && period == options_.period) numbers.issue = *options_.issue;
  return numbers;
}

/// The first earlier period with records but without an issue that would take a number of the series.
std::string IssueNumbering::earlier_without_issue(const std::string& period) const {
  const store::Periodical& periodical = from_.periodical;
  const bool counts_all =
      !periodical.numbered_by_year || (archive_.next_total() && !stated(period, Source::Total).has_value());
  const int year = base::Period::parse(periodical.unit, period)->year();
  for (const std::string& other : periods_with_records(from_)) {
    if (other >= period) break;
    const bool is_counted = counts_all || base::Period::parse(periodical.unit, other)->year() == year;
    // Periods before the first issue of the site were not published here.
    const bool has_begun = archive_.issues().empty() || !counts_all || other > archive_.issues().begin()->first;
    if (is_counted && has_begun && archive_.find(other) == nullptr) return other;
  }
  return {};
}

void IssueNumbering::check(const std::string& period, const IssueNumbers& numbers,
                           diagnostics::DiagnosticSink& sink) const {
  if (const ArchivedIssue* const other = archive_.find_number(numbers.year, numbers.issue, period)) {
    sink.report(messages::PublishNumberTaken, Origin{}, numbers.issue, numbers.year, other->period);
  }
  if (archive_.find(period) != nullptr) return;
  const int next = archive_.next_issue(numbers.year);
  // The first issue on a site may continue a year that started elsewhere, but its number cannot exceed the number of
  // periods.
  const int most = next > 1 || !from_.periodical.numbered_by_year
                       ? next
                       : base::Period::parse(from_.periodical.unit, period)->number();
  if ((next > 1 || from_.periodical.numbered_by_year) && numbers.issue > most) {
    sink.report(messages::PublishNumberJump, Origin{}, numbers.year, next - 1, numbers.issue);
  }
  if (states_number(period)) return;
  if (const std::string earlier = earlier_without_issue(period); !earlier.empty()) {
    sink.report(messages::PublishEarlierMissing, Origin{}, earlier, period, numbers.issue, numbers.year);
    return;
  }
  const ArchivedIssue* const later = following(period, numbers.year);
  if (later != nullptr && later->numbers.issue < numbers.issue) {
    sink.report(messages::PublishNumberOrder, Origin{}, period, numbers.issue, later->period, later->numbers.issue);
  }
}

namespace {

using data::Value;

std::string joined(const std::vector<std::string>& texts) { return fmt::format("{}", fmt::join(texts, ", ")); }

/// The periods to which a record of a list belongs.
std::set<std::string> periods_of(const store::PublishedList& list, const Value& record, const Placement& placement,
                                 base::PeriodUnit unit) {
  std::set<std::string> periods;
  if (list.of_period) {
    if (const auto period = placement.period_of(list.type, record)) periods.insert(*period);
  }
  for (const Value& entry : store::list_member(record, list.entries)) {
    const auto period = base::Period::of_date(unit, store::text_member(entry, "date"));
    if (list.with_entries && period) periods.insert(period->text());
  }
  return periods;
}

}  // namespace

namespace {

/// The periods of records of the main list that were removed by commands.
std::set<std::string> periods_of_removed(const Collection& from, store::Store& store,
                                         diagnostics::DiagnosticSink& sink) {
  std::set<std::string> periods;
  const store::RecordType type = from.periodical.main_list().type;
  const auto history = type.info().key_unit == from.periodical.unit
                           ? store.history(sink)
                           : base::Expected<std::vector<store::HistoryEntry>>(base::kReported);
  if (!history) return periods;
  for (const store::HistoryEntry& entry : *history) {
    if (entry.action == "remove" && entry.key.type == type)
      periods.insert(entry.key.id.substr(0, entry.key.id.find('/')));
  }
  return periods;
}

bool needs_no_records(const ArchivedIssue& issue, const LedgerSite* known) {
  const SeenChange seen = seen_change(known, issue);
  return is_withdrawn(issue) || (seen.is_left && seen.facts == kNoRecords);
}

}  // namespace

bool has_published_records(const Collection& from, store::Store& store, const Archive& archive,
                           const StoreAndSite& names, diagnostics::DiagnosticSink& sink) {
  if (archive.issues().empty()) return true;
  const std::vector<std::string> periods = periods_with_records(from);
  const std::set<std::string> removed = periods_of_removed(from, store, sink);
  if (periods.empty() && removed.empty()) {
    sink.report(messages::PublishEmptyStore, Origin{}, names.store, names.site, archive.issues().size());
    return false;
  }
  // Issues before the first record were made from another store.
  std::vector<std::string> missing;
  for (const auto& [period, issue] : archive.issues()) {
    if (std::binary_search(periods.begin(), periods.end(), period) || needs_no_records(issue, names.known)) continue;
    if (removed.contains(period)) {
      const store::RecordTitle& list = from.periodical.main_list().type.info().list_title;
      sink.report(messages::PublishFactsGone, Origin{}, period, list.chinese, list.english);
      if (names.gone != nullptr) names.gone->push_back(period);
    } else if (!periods.empty() && period > periods.front()) {
      missing.push_back(period);
    }
  }
  if (!missing.empty()) sink.report(messages::PublishRecordsMissing, Origin{}, joined(missing));
  return true;
}

bool is_near_last_change(store::Store& store, const Ledger& ledger, const Archive& archive, const RunTime& time,
                         diagnostics::DiagnosticSink& sink) {
  constexpr std::int64_t kMonth = 31;
  constexpr std::int64_t kMostDays = 100;
  const auto history = store.history(sink);
  if (!history) return false;
  std::string last = std::max(archive.last_published(), ledger.last_published());
  for (const store::HistoryEntry& entry : *history) last = std::max(last, entry.time);
  const auto moment = base::parse_moment(last);
  const auto period = base::Period::of_date(time.unit, base::date_in_china(time.now));
  if (!moment || !period) return true;
  const std::int64_t length =
      base::days_since_1970(period->next().first_day()) - base::days_since_1970(period->first_day());
  const std::int64_t days = (time.now - *moment) / base::kSecondsPerDay;
  if (days <= kMostDays + (length > kMonth ? length : 0)) return true;
  sink.report(messages::PublishClockAhead, Origin{}, base::format_moment(time.now), days, last);
  return false;
}

bool is_due(const store::Periodical& periodical, const std::string& period, int due_day, base::Moment now) {
  const base::Date first = base::Period::parse(periodical.unit, period)->next().first_day();
  const base::Date due = base::date_of_days(base::days_since_1970(first) + due_day - 1);
  return base::iso_text(due) <= base::date_in_china(now);
}

Expand expand_in(engine::KindRun& steps, const Limits& limits) {
  return [&steps, &limits](const std::string& name, const base::Json& context) -> std::optional<std::string> {
    engine::Run& run = steps.run();
    const store::Workspace here{run.sources(), run.documents(), run.sink()};
    const auto data = store::read_record_text("<" + name + ">", context.text(), here);
    return data ? engine::expand_text(steps.kind(), name, *data, limits, run) : std::nullopt;
  };
}

namespace {

/// Whether the record belonged to the period before the record of an issue left it out or carried it over.
bool passes_through(const Placement& placement, const store::PublishedList& list, const Value& record,
                    const std::string& period) {
  const std::vector<std::string> periods = placement.periods_through(list.type, record);
  return std::find(periods.begin(), periods.end(), period) != periods.end();
}

/// Reports names of records to leave out or to carry over that the issue would not have anyway.
void report_unknown_exceptions(const Collection& from, const Placement& placement, const Value& issue,
                               const std::string& period, diagnostics::DiagnosticSink& sink) {
  const store::PublishedList& list = from.periodical.main_list();
  const std::vector<Value> records = store::records_of(from.contents, list.type);
  for (const std::string_view member : {kLeaveOut, kWillNotAppear, kCarryOver}) {
    for (const Value& name : store::list_member(issue, member)) {
      if (!name.is_string()) continue;
      const bool is_known = std::any_of(records.begin(), records.end(), [&](const Value& record) {
        return store::text_member(record, list.by) == name.string() && passes_through(placement, list, record, period);
      });
      if (is_known) continue;
      sink.report(messages::PublishUnknownListed, name.origin(), period, name.string(),
                  list.type.info().list_title.chinese, list.type.info().list_title.english);
    }
  }
}

}  // namespace

void report_unknown_listed(const Collection& from, const std::string& period, diagnostics::DiagnosticSink& sink) {
  const store::Periodical& periodical = from.periodical;
  const auto issue = periodical.issue ? store::find_record(from.contents, *periodical.issue, period) : std::nullopt;
  if (!issue) return;
  const Placement placement(from);
  report_unknown_exceptions(from, placement, *issue, period, sink);
  for (const store::PublishedList& list : periodical.lists) {
    const std::vector<Value> listed = store::list_member(*issue, list.member);
    // Names in other lists may refer to items from elsewhere.
    if (listed.empty() || !list.of_period) continue;
    std::set<std::string, std::less<>> known;
    for (const Value& record : store::records_of(from.contents, list.type)) {
      // If the bundle says so, listed records are included regardless of their period; others must belong to it.
      // Records that are left out or carried over may keep their place in the order.
      const bool is_of_issue = list.listed || passes_through(placement, list, record, period) ||
                               periods_of(list, record, placement, periodical.unit).contains(period);
      if (is_of_issue) known.emplace(store::text_member(record, list.by));
    }
    for (const Value& name : listed) {
      if (!name.is_string() || known.contains(name.string())) continue;
      sink.report(messages::PublishUnknownListed, name.origin(), period, name.string(),
                  list.type.info().list_title.chinese, list.type.info().list_title.english);
    }
  }
}

namespace {

/// The member of the record of an issue that states why its period has none.
constexpr std::string_view kNoIssue = "no_issue";

/// Periods between others, and up to the one before `present`, that have neither records nor an issue. A longer gap is
/// no gap: the periodical paused.
std::vector<std::string> find_missing_periods(const Collection& from, const Archive& archive,
                                              const std::string& present) {
  constexpr std::size_t kLongest = 12;
  const store::Periodical& periodical = from.periodical;
  std::set<std::string> known;
  const auto add = [&](const std::string& period) {
    known.insert(period.substr(0, period.find('.')));
  };
  for (const std::string& period : periods_with_records(from)) add(period);
  for (const auto& [period, issue] : archive.issues()) add(period);
  if (known.empty()) return {};
  std::set<std::string> explained;
  if (periodical.issue) {
    for (const Value& record : store::records_of(from.contents, *periodical.issue)) {
      if (!store::text_member(record, kNoIssue).empty()) explained.insert(store::record_id(*periodical.issue, record));
    }
  }
  std::vector<std::string> missing;
  std::vector<std::string> gap;
  auto period = base::Period::parse(periodical.unit, *known.begin());
  // The last period that is over may still be collected.
  for (; period && period->next().text() < present; period = period->next()) {
    const std::string text = period->text();
    if (known.contains(text)) {
      if (gap.size() <= kLongest) missing.insert(missing.end(), gap.begin(), gap.end());
      gap.clear();
    } else if (!explained.contains(text)) {
      gap.push_back(text);
    }
  }
  if (gap.size() <= kLongest) missing.insert(missing.end(), gap.begin(), gap.end());
  return missing;
}

}  // namespace

std::vector<OpenPoint> find_never_published(const Collection& from, const Archive& archive, const std::string& today) {
  using What = store::OpenPointRule::What;
  const store::Periodical& periodical = from.periodical;
  const std::string present = base::Period::of_date(periodical.unit, today)->text();
  std::vector<OpenPoint> points;
  for (OpenPoint& point : find_open_points(from, present)) {
    const auto rule = std::find_if(periodical.open.begin(), periodical.open.end(),
                                   [&](const store::OpenPointRule& one) { return one.id == point.id; });
    // Records that the current issue refers to may still be added before it is published.
    const bool is_lasting = rule != periodical.open.end() && rule->what != What::Unknown;
    if (is_lasting && !point.keys.empty()) points.push_back(std::move(point));
  }
  const Placement placement(from);
  OpenPoint left_out{
      "left_out", std::string(texts::PublishLeftOut.chinese), std::string(texts::PublishLeftOut.english), {}};
  const store::RecordType main = periodical.main_list().type;
  for (const Value& record : store::records_of(from.contents, main)) {
    if (placement.is_left_open(record)) {
      left_out.keys.push_back(store::describe_key({main, store::record_id(main, record)}));
    }
  }
  if (!left_out.keys.empty()) points.push_back(std::move(left_out));
  const std::vector<std::string> with_issue = periods_with_records(from);
  OpenPoint orphans{"without_issue",
                    std::string(texts::PublishWithoutIssue.chinese),
                    std::string(texts::PublishWithoutIssue.english),
                    {}};
  for (const store::PublishedList& list : periodical.lists) {
    for (const Value& record : store::records_of(from.contents, list.type)) {
      for (const std::string& period : periods_of(list, record, placement, periodical.unit)) {
        const bool has_issue =
            archive.find(period) != nullptr || std::binary_search(with_issue.begin(), with_issue.end(), period);
        if (period >= present || has_issue) continue;
        const std::string key = store::describe_key({list.type, store::record_id(list.type, record)});
        orphans.keys.push_back(key.find(period) == std::string::npos ? key + " (" + period + ")" : key);
      }
    }
  }
  if (!orphans.keys.empty()) points.push_back(std::move(orphans));
  OpenPoint missing{"missing_periods", std::string(texts::PublishMissingPeriods.chinese),
                    std::string(texts::PublishMissingPeriods.english), find_missing_periods(from, archive, present)};
  if (!missing.keys.empty()) points.push_back(std::move(missing));
  return points;
}

void report_renamed(const Collection& from, const Ledger& ledger, engine::KindRun& steps, const Limits& limits,
                    diagnostics::DiagnosticSink& sink) {
  if (ledger.sites().empty() || !steps.usable()) return;
  constexpr std::size_t kMostRenamed = 12;  // named in a message
  const LedgerSite& site = ledger.sites().back();
  std::map<std::string, const LedgerEdition*> latest;
  for (const LedgerEdition& edition : site.editions) latest[edition.period] = &edition;
  std::map<std::string, std::vector<std::string>> kept;  // the periods whose issues keep a value
  for (const auto& [period, edition] : latest) {
    if (is_withdrawn(site, *edition)) continue;
    engine::Run& run = steps.run();
    const auto data =
        store::read_record_text("former data.json", edition->data, {run.sources(), run.documents(), run.sink()});
    if (!data) continue;
    const KeptValues values(*data, entries_of(&site, period, edition->edition));
    const CollectedIssue issue = collect_issue(from, period, edition->numbers, expand_in(steps, limits), &values);
    for (const std::string& name : issue.kept) kept[name].push_back(period);
  }
  std::vector<std::string> names;
  for (const auto& [name, periods] : kept) {
    if (names.size() == kMostRenamed) {
      names.push_back(fmt::format("… ({})", kept.size()));
      break;
    }
    names.push_back(periods.size() == 1 ? fmt::format("{} ({})", name, periods.front())
                                        : fmt::format("{} ({} … {})", name, periods.front(), periods.back()));
  }
  if (!names.empty()) sink.report(messages::PublishRenamed, Origin{}, fmt::format("{}", fmt::join(names, ", ")));
}

void report_other_bytes(const LedgerEdition& before, const std::vector<SiteFile>& files,
                        diagnostics::DiagnosticSink& sink) {
  const auto read = base::parse_json(before.files);
  std::map<std::string, std::string, std::less<>> sums;
  for (const SiteFile& file : files) sums[file.path] = fmt::format("{:08x}", resources::crc32(file.bytes));
  std::vector<std::string> other;
  for (std::size_t i = 0; read && i < read->size(); ++i) {
    const base::JsonView file = read->view().at(i);
    const auto found = sums.find(file.text_of("name"));
    if (found == sums.end() || found->second != file.text_of("crc32")) other.push_back(file.text_of("name"));
  }
  if (!other.empty()) {
    sink.report(messages::PublishOtherBytes, Origin{}, before.period, before.edition, joined(other));
  }
}

}  // namespace gongwen::publish
