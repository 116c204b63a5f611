#include "store/json_object.h"
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
  void add(Sort sort, std::string id, std::string json) {
    changes_.push_back({{sort, std::move(id)}, std::move(json)});
  }

  void add_event(const data::Value& event) {
    JsonObject object(event);
    if (event_period(event) != period_) object.put_text("period", period_);
    add(Sort::Event, period_ + "/" + std::string(text_member(event, "id")), object.json());
  }

  void add_ballot(const data::Value& ballot) {
    JsonObject object;
    object.put_text("period", period_);
    object.put_members(ballot);
    add(Sort::Ballot, period_ + "/" + std::string(text_member(ballot, "reference")), object.json());
  }

  void add_project(const data::Value& project) {
    const std::string plan(text_member(project, "plan_number"));
    const std::optional<data::Value> known = find_record(contents_, Sort::Project, plan);
    JsonObject month;
    month.put_text("period", period_);
    JsonObject record;
    if (known) {
      record.put_members(*known);
      for (const std::string_view name : {"title", "scope"}) {
        if (text_member(*known, name) != text_member(project, name)) month.put_text(name, text_member(project, name));
      }
    } else {
      record.put_members(project);
      record.remove("progress");
    }
    if (const std::string_view progress = text_member(project, "progress"); !progress.empty()) {
      month.put_text("progress", progress);
    }
    put_month(known, month, record);
    add(Sort::Project, plan, record.json());
  }

  /// Replaces what the record says of this month.
  void put_month(const std::optional<data::Value>& known, const JsonObject& month, JsonObject& record) const {
    std::string months;
    const auto append = [&months](const std::string& json) {
      months += (months.empty() ? "" : ",") + json;
    };
    if (known) {
      for (const data::Value& other : list_member(*known, "months")) {
        if (text_member(other, "period") != period_) append(compact_json(other));
      }
    }
    if (month.size() > 1) append(month.json());
    record.remove("months");
    if (!months.empty()) record.put("months", "[" + months + "]");
  }

  void add_issue() {
    JsonObject issue;
    issue.put_text("period", period_);
    for (const std::string_view name : kIssueMembers) {
      if (const auto member = bulletin_.find(name)) issue.put(name, compact_json(*member));
    }
    const auto earlier = bulletin_.find("earlier_ballots");
    if (earlier || bulletin_.find("charts")) issue.put("earlier_ballots", earlier ? compact_json(*earlier) : "[]");
    put_order(issue, "events", "id");
    put_order(issue, "projects", "plan_number");
    put_order(issue, "ballots", "reference");
    add(Sort::Issue, period_, issue.json());
  }

  void put_order(JsonObject& issue, std::string_view list, std::string_view member) const {
    std::string order;
    for (const data::Value& item : list_member(bulletin_, list)) {
      if (!order.empty()) order += ",";
      if (const auto value = item.find(member)) order += compact_json(*value);
    }
    if (!order.empty()) issue.put(list, "[" + order + "]");
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
