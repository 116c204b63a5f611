#include "publish/detail/records_check.h"

#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/publish.h"
#include "diagnostics/catalogue/texts/publish.h"
#include "engine/render/expand_document.h"
#include "resources/deflate.h"
#include "store/record_text.h"

#include <algorithm>
#include <map>
#include <set>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;
using data::Value;
using diagnostics::Origin;

std::string joined(const std::vector<std::string>& texts) { return fmt::format("{}", fmt::join(texts, ", ")); }

/// The periods that a record of a list belongs to.
std::set<std::string> periods_of(const store::PublishedList& list, const Value& record, base::PeriodUnit unit) {
  std::set<std::string> periods;
  if (list.of_period) {
    if (const auto period = store::period_of(list.type, record, unit)) periods.insert(*period);
  }
  for (const Value& entry : store::list_member(record, list.entries)) {
    const auto period = base::Period::of_date(unit, store::text_member(entry, "date"));
    if (list.with_entries && period) periods.insert(period->text());
  }
  return periods;
}

}  // namespace

bool has_published_records(const Collection& from, const Archive& archive, const StoreAndSite& names,
                           diagnostics::DiagnosticSink& sink) {
  if (archive.issues().empty()) return true;
  const std::vector<std::string> periods = periods_with_records(from);
  if (periods.empty()) {
    sink.report(messages::PublishEmptyStore, Origin{}, names.store, names.site, archive.issues().size());
    return false;
  }
  // Issues before the first record were made of another store.
  std::vector<std::string> missing;
  for (const auto& [period, issue] : archive.issues()) {
    const bool is_there = std::binary_search(periods.begin(), periods.end(), period);
    if (period > periods.front() && !is_there) missing.push_back(period);
  }
  if (!missing.empty()) sink.report(messages::PublishRecordsMissing, Origin{}, joined(missing));
  return true;
}

bool is_near_last_change(store::Store& store, const Ledger& ledger, const Archive& archive, const RunTime& time,
                         diagnostics::DiagnosticSink& sink) {
  constexpr std::int64_t kDay = 86'400;
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
  const std::int64_t days = (time.now - *moment) / kDay;
  if (days <= kMostDays + (length > kMonth ? length : 0)) return true;
  sink.report(messages::PublishClockAhead, Origin{}, base::format_moment(time.now), days, last);
  return false;
}

Expand expand_in(engine::KindRun& steps, const Limits& limits) {
  return [&steps, &limits](const std::string& name, const base::Json& context) -> std::optional<std::string> {
    engine::Run& run = steps.run();
    const store::Workspace here{run.sources(), run.documents(), run.sink()};
    const auto data = store::read_record_text("<" + name + ">", context.text(), here);
    return data ? engine::expand_text(steps.kind(), name, *data, limits, run) : std::nullopt;
  };
}

void report_unknown_listed(const Collection& from, const std::string& period, diagnostics::DiagnosticSink& sink) {
  const store::Periodical& periodical = from.periodical;
  const auto issue = periodical.issue ? store::find_record(from.contents, *periodical.issue, period) : std::nullopt;
  if (!issue) return;
  for (const store::PublishedList& list : periodical.lists) {
    const std::vector<Value> listed = store::list_member(*issue, list.member);
    // Of other lists the names may be those of items that come from elsewhere.
    if (listed.empty() || !list.of_period) continue;
    std::set<std::string, std::less<>> known;
    for (const Value& record : store::records_of(from.contents, list.type)) {
      // Those that are listed are taken whatever their period is where the bundle says so; others have to be of it.
      const bool is_of_issue = list.listed || periods_of(list, record, periodical.unit).contains(period);
      if (is_of_issue) known.emplace(store::text_member(record, list.by));
    }
    for (const Value& name : listed) {
      if (!name.is_string() || known.contains(name.string())) continue;
      sink.report(messages::PublishUnknownListed, name.origin(), period, name.string(),
                  list.type.info().list_title.chinese, list.type.info().list_title.english);
    }
  }
}

std::vector<OpenPoint> find_never_published(const Collection& from, const Archive& archive, const std::string& today) {
  using What = store::OpenPointRule::What;
  const store::Periodical& periodical = from.periodical;
  const std::string present = base::Period::of_date(periodical.unit, today)->text();
  std::vector<OpenPoint> points;
  for (OpenPoint& point : find_open_points(from, present)) {
    const auto rule = std::find_if(periodical.open.begin(), periodical.open.end(),
                                   [&](const store::OpenPointRule& one) { return one.id == point.id; });
    // What the present issue names and the store does not have yet may still come before it is published.
    const bool is_lasting = rule != periodical.open.end() && rule->what != What::Unknown;
    if (is_lasting && !point.keys.empty()) points.push_back(std::move(point));
  }
  const std::vector<std::string> with_issue = periods_with_records(from);
  OpenPoint orphans{"without_issue",
                    std::string(texts::PublishWithoutIssue.chinese),
                    std::string(texts::PublishWithoutIssue.english),
                    {}};
  for (const store::PublishedList& list : periodical.lists) {
    for (const Value& record : store::records_of(from.contents, list.type)) {
      for (const std::string& period : periods_of(list, record, periodical.unit)) {
        const bool has_issue =
            archive.find(period) != nullptr || std::binary_search(with_issue.begin(), with_issue.end(), period);
        if (period >= present || has_issue) continue;
        const std::string key = store::describe_key({list.type, store::record_id(list.type, record)});
        orphans.keys.push_back(key.find(period) == std::string::npos ? key + " (" + period + ")" : key);
      }
    }
  }
  if (!orphans.keys.empty()) points.push_back(std::move(orphans));
  return points;
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
