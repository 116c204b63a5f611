#include "base/json.h"
#include "store/read_records.h"
#include "store/record_text.h"

#include <array>

namespace gongwen::store {
namespace {

/// What an issue has beside its lists.
constexpr std::array<std::string_view, 8> kIssueMembers{"year",   "issue",      "total_issue", "committee",
                                                        "issuer", "issue_date", "sections",    "charts"};

class BulletinRecords {
 public:
  BulletinRecords(const data::Value& bulletin, const StoreContents& contents)
      : bulletin_(bulletin), contents_(contents), period_(text_member(bulletin, "period")) {}

  std::vector<Change> make() {
    for (const data::Value& event : list_member(bulletin_, "events")) add_event(event);
    for (const data::Value& project : list_member(bulletin_, "projects")) add_project(project);
    for (const data::Value& ballot : list_member(bulletin_, "ballots")) add_ballot(ballot);
    add_issue();
    return std::move(changes_);
  }

 private:
  void add(RecordType type, std::string id, std::string json) {
    changes_.push_back({{type, std::move(id)}, std::move(json)});
  }

  void add_event(const data::Value& event) {
    base::Json object = json_of(event);
    if (event_period(event) != period_) object.set("period", period_);
    add(RecordType::Event, period_ + "/" + std::string(text_member(event, "id")), object.text());
  }

  void add_ballot(const data::Value& ballot) {
    base::Json object = base::Json::object();
    object.set("period", period_);
    put_members(object, ballot);
    add(RecordType::Ballot, period_ + "/" + std::string(text_member(ballot, "reference")), object.text());
  }

  void add_project(const data::Value& project) {
    const std::string plan(text_member(project, "plan_number"));
    const std::optional<data::Value> known = find_record(contents_, RecordType::Project, plan);
    base::Json month = base::Json::object();
    month.set("period", period_);
    base::Json record = base::Json::object();
    if (known) {
      put_members(record, *known);
      for (const std::string_view name : {"title", "scope"}) {
        if (text_member(*known, name) != text_member(project, name)) month.set(name, text_member(project, name));
      }
    } else {
      put_members(record, project);
      record.remove("progress");
    }
    if (const std::string_view progress = text_member(project, "progress"); !progress.empty()) {
      month.set("progress", progress);
    }
    put_month(known, std::move(month), record);
    add(RecordType::Project, plan, record.text());
  }

  /// Replaces what the record says of this month.
  void put_month(const std::optional<data::Value>& known, base::Json month, base::Json& record) const {
    base::Json months = base::Json::list();
    if (known) {
      for (const data::Value& other : list_member(*known, "months")) {
        if (text_member(other, "period") != period_) months.add(base::Json::written(compact_json(other)));
      }
    }
    if (month.size() > 1) months.add(std::move(month));
    record.remove("months");
    if (months.size() > 0) record.set("months", std::move(months));
  }

  void add_issue() {
    base::Json issue = base::Json::object();
    issue.set("period", period_);
    for (const std::string_view name : kIssueMembers) {
      if (const auto member = bulletin_.find(name)) issue.set(name, base::Json::written(compact_json(*member)));
    }
    const auto earlier = bulletin_.find("earlier_ballots");
    if (earlier || bulletin_.find("charts"))
      issue.set("earlier_ballots", base::Json::written(earlier ? compact_json(*earlier) : "[]"));
    put_order(issue, "events", "id");
    put_order(issue, "projects", "plan_number");
    put_order(issue, "ballots", "reference");
    add(RecordType::Issue, period_, issue.text());
  }

  void put_order(base::Json& issue, std::string_view list, std::string_view member) const {
    base::Json order = base::Json::list();
    for (const data::Value& item : list_member(bulletin_, list)) {
      if (const auto value = item.find(member)) order.add(base::Json::written(compact_json(*value)));
    }
    if (order.size() > 0) issue.set(list, std::move(order));
  }

  const data::Value& bulletin_;
  const StoreContents& contents_;
  std::string period_;
  std::vector<Change> changes_;
};

}  // namespace

std::vector<Change> records_of_bulletin(const data::Value& bulletin, const StoreContents& contents) {
  return BulletinRecords(bulletin, contents).make();
}

}  // namespace gongwen::store
