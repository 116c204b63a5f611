#include "publish/detail/collect_month.h"

#include "base/calendar.h"
#include "base/json.h"
#include "store/record_text.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace gongwen::publish {
namespace {

using base::Json;
using data::Value;
using store::compact_json;
using store::json_of;
using store::list_member;
using store::put_members;
using store::RecordType;
using store::StoreContents;
using store::text_member;

/// Events whose template words a project's progress (progress.html of the bundle).
constexpr std::array<std::string_view, 7> kTelling{"ns_draft_review",   "ns_public_comment", "ns_submission_review",
                                                   "ns_committee_vote", "ns_submitted",      "ns_extended",
                                                   "ns_terminated"};
constexpr std::size_t kMaxEarlierMonths = 11;

bool is_telling(const Value& event) {
  return std::find(kTelling.begin(), kTelling.end(), text_member(event, "type")) != kTelling.end();
}

std::string last_date(const Value& event) {
  const std::vector<Value> dates = list_member(event, "dates");
  return dates.empty() || !dates.back().is_string() ? std::string() : std::string(dates.back().string());
}

std::vector<std::string> texts_of(const std::optional<Value>& object, std::string_view list) {
  std::vector<std::string> texts;
  if (!object) return texts;
  for (const Value& item : list_member(*object, list)) {
    if (item.is_string()) texts.emplace_back(item.string());
  }
  return texts;
}

/// Sorts records: those that `order` names first, in its order, the others by what `rest` answers.
template <typename Name, typename Rest>
void sort_records(std::vector<Value>& records, const std::vector<std::string>& order, Name name, Rest rest) {
  const auto place = [&](const Value& record) {
    return std::find(order.begin(), order.end(), name(record)) - order.begin();
  };
  std::stable_sort(records.begin(), records.end(), [&](const Value& a, const Value& b) {
    return std::pair(place(a), rest(a)) < std::pair(place(b), rest(b));
  });
}

class MonthCollector {
 public:
  MonthCollector(const StoreContents& contents, const std::string& period)
      : contents_(contents), period_(period), issue_(store::find_record(contents, RecordType::Issue, period)) {
    for (const Value& event : store::records_of(contents, RecordType::Event)) {
      if (store::event_period(event) == period) events_.push_back(event);
    }
    order_events();
  }

  CollectedMonth collect(const IssueNumbers& numbers) {
    places_[""] = store::describe_key({RecordType::Issue, period_});
    Json bulletin = Json::object();
    bulletin.set("year", numbers.year);
    bulletin.set("issue", numbers.issue);
    if (numbers.total) bulletin.set("total_issue", *numbers.total);
    bulletin.set("period", period_);
    put_of_issue(bulletin, "committee");
    put_of_issue(bulletin, "issuer");
    bulletin.set("issue_date", numbers.date);
    put_of_issue(bulletin, "sections");
    put_of_issue(bulletin, "charts");
    if (Json list = earlier_ballots(); list.size() > 0) bulletin.set("earlier_ballots", std::move(list));
    bulletin.set("events", list_of(RecordType::Event, events_, "period"));
    if (Json list = projects(); list.size() > 0) bulletin.set("projects", std::move(list));
    if (Json list = list_of(RecordType::Ballot, ballots(period_), "period"); list.size() > 0) {
      bulletin.set("ballots", std::move(list));
    }
    return {store::pretty_record(bulletin.text()), std::move(places_)};
  }

  const std::vector<Value>& events() const { return events_; }

  /// Plan numbers that events name without a title, in their order.
  std::vector<std::string> mentioned_plans() const {
    std::vector<std::string> plans;
    for (const Value& event : events_) {
      for (const Value& standard : list_member(event, "standards")) {
        const std::string plan(text_member(standard, "plan_number"));
        const bool bare = !plan.empty() && text_member(standard, "title").empty();
        if (bare && std::find(plans.begin(), plans.end(), plan) == plans.end()) plans.push_back(plan);
      }
    }
    return plans;
  }

 private:
  static std::pair<std::string, std::string> day_of(const Value& event) {
    const std::vector<Value> dates = list_member(event, "dates");
    const bool dated = !dates.empty() && dates.front().is_string();
    return {std::string(dated ? dates.front().string() : "9999"), std::string(text_member(event, "id"))};
  }

  /// Those that the record of the issue does not name come after it was made: each goes before the first one that is
  /// later than itself.
  void order_events() {
    const std::vector<std::string> order = texts_of(issue_, "events");
    const auto place = [&order](const Value& event) {
      return std::find(order.begin(), order.end(), text_member(event, "id"));
    };
    std::vector<Value> ordered;
    std::vector<Value> others;
    for (const Value& event : events_) (place(event) == order.end() ? others : ordered).push_back(event);
    std::stable_sort(ordered.begin(), ordered.end(),
                     [&](const Value& a, const Value& b) { return place(a) < place(b); });
    std::stable_sort(others.begin(), others.end(),
                     [](const Value& a, const Value& b) { return day_of(a) < day_of(b); });
    for (const Value& event : others) {
      const auto later = std::find_if(ordered.begin(), ordered.end(),
                                      [&](const Value& one) { return day_of(one).first > day_of(event).first; });
      ordered.insert(later, event);
    }
    events_ = std::move(ordered);
  }

  void place(std::string_view list, std::size_t index, RecordType type, const std::string& id) {
    places_["/" + std::string(list) + "/" + std::to_string(index)] = store::describe_key({type, id});
  }

  Json list_of(RecordType type, const std::vector<Value>& records, std::string_view without) {
    Json list = Json::list();
    for (std::size_t i = 0; i < records.size(); ++i) {
      Json object = json_of(records[i]);
      object.remove(without);
      list.add(std::move(object));
      place(store::record_type_info(type).plural, i, type, store::record_id(type, records[i]));
    }
    return list;
  }

  void put_of_issue(Json& bulletin, std::string_view name) const {
    const std::optional<Value> member = issue_ ? issue_->find(name) : std::nullopt;
    if (member) bulletin.set(name, Json::written(compact_json(*member)));
  }

  std::vector<Value> ballots(const std::string& period) const {
    std::vector<Value> found;
    for (const Value& ballot : store::records_of(contents_, RecordType::Ballot)) {
      if (text_member(ballot, "period") == period) found.push_back(ballot);
    }
    std::vector<std::string> order = texts_of(issue_, "ballots");
    for (const Value& event : events_) {
      const std::vector<std::string> named = texts_of(event, "references");
      order.insert(order.end(), named.begin(), named.end());
    }
    const auto reference = [](const Value& ballot) {
      return std::string(text_member(ballot, "reference"));
    };
    sort_records(found, order, reference, reference);
    return found;
  }

  /// What the record of the issue says; for a chart of ballots without it, what the store knows.
  Json earlier_ballots() const {
    if (issue_ && issue_->find("earlier_ballots")) return json_of(*issue_->find("earlier_ballots"));
    const std::vector<std::string> charts = texts_of(issue_, "charts");
    if (std::find(charts.begin(), charts.end(), "ballots-by-month") == charts.end()) return Json::list();
    std::map<std::string, std::size_t> counts;
    for (const Value& ballot : store::records_of(contents_, RecordType::Ballot)) {
      if (text_member(ballot, "period") < period_) ++counts[std::string(text_member(ballot, "period"))];
    }
    while (counts.size() > kMaxEarlierMonths) counts.erase(counts.begin());
    Json list = Json::list();
    for (const auto& [month, count] : counts) {
      Json entry = Json::object();
      entry.set("month", month);
      entry.set("count", count);
      list.add(std::move(entry));
    }
    return list;
  }

  Json projects() {
    std::vector<std::string> plans = texts_of(issue_, "projects");
    const auto add = [&plans](const std::string& plan) {
      if (std::find(plans.begin(), plans.end(), plan) == plans.end()) plans.push_back(plan);
    };
    for (const std::string& plan : mentioned_plans()) add(plan);
    for (const Value& project : store::records_of(contents_, RecordType::Project)) {
      const std::string plan(text_member(project, "plan_number"));
      if (!plan.empty() && latest_stage(project)) add(plan);
    }
    Json list = Json::list();
    std::size_t rows = 0;
    for (const std::string& plan : plans) {
      const std::optional<Value> project = store::find_record(contents_, RecordType::Project, plan);
      if (!project) continue;
      list.add(row_of(*project, plan));
      place("projects", rows++, RecordType::Project, plan);
    }
    return list;
  }

  /// The last entry of the stage history in the month.
  std::optional<Value> latest_stage(const Value& project) const {
    std::optional<Value> latest;
    for (const Value& stage : list_member(project, "stages")) {
      const std::string_view date = text_member(stage, "date");
      if (!date.starts_with(period_)) continue;
      if (!latest || date >= text_member(*latest, "date")) latest = stage;
    }
    return latest;
  }

  /// The last day on which an event of the month told of the project; nothing when none did.
  std::optional<std::string> told_on(const std::string& plan) const {
    std::optional<std::string> day;
    for (const Value& event : events_) {
      if (!is_telling(event)) continue;
      for (const Value& standard : list_member(event, "standards")) {
        if (text_member(standard, "plan_number") == plan) day = std::max(day.value_or(""), last_date(event));
      }
    }
    return day;
  }

  Json row_of(const Value& project, const std::string& plan) const {
    Json row = Json::object();
    row.set("plan_number", plan);
    row.set("title", text_member(project, "title"));
    row.set("scope", text_member(project, "scope"));
    const std::optional<Value> stage = latest_stage(project);
    const std::optional<std::string> told = told_on(plan);
    // Where an event tells as late as the history does, the template words it.
    if (stage && (!told || text_member(*stage, "date") > *told)) row.set("progress", progress_text(*stage));
    for (const Value& month : list_member(project, "months")) {
      if (text_member(month, "period") != period_) continue;
      put_members(row, month);
      row.remove("period");
    }
    return row;
  }

  const StoreContents& contents_;
  std::string period_;
  std::optional<Value> issue_;
  std::vector<Value> events_;
  data::RecordPlaces places_;
};

}  // namespace

CollectedMonth collect_month(const StoreContents& contents, const std::string& period, const IssueNumbers& numbers) {
  return MonthCollector(contents, period).collect(numbers);
}

std::vector<std::string> months_with_events(const StoreContents& contents) {
  std::set<std::string> months;
  for (const Value& event : store::records_of(contents, RecordType::Event)) {
    if (const auto period = store::event_period(event)) months.insert(*period);
  }
  return {months.begin(), months.end()};
}

OpenPoints find_open_points(const StoreContents& contents, const std::string& period) {
  OpenPoints points;
  for (const auto& [key, record] : contents) {
    if (key.type == RecordType::Event && !store::event_period(record)) points.undated_events.push_back(key.id);
    if (key.type == RecordType::Project && text_member(record, "plan_number").empty()) {
      points.unnumbered_projects.push_back(key.id);
    }
  }
  for (const std::string& plan : MonthCollector(contents, period).mentioned_plans()) {
    if (!store::find_record(contents, RecordType::Project, plan)) points.unknown_plans.push_back(plan);
  }
  return points;
}

}  // namespace gongwen::publish
