#include "store/detail/issue_records.h"

#include "base/json.h"
#include "data/values.h"
#include "store/record_text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace gongwen::store {
namespace {

using Source = PublishedMember::Source;

class IssueRecords {
 public:
  IssueRecords(const data::Value& issue, const Periodical& periodical, const StoreContents& contents)
      : issue_(issue),
        periodical_(periodical),
        contents_(contents),
        period_(text_member(issue, periodical.member_of(Source::Period))) {}

  std::vector<Change> make() {
    for (const PublishedList& list : periodical_.lists) {
      for (const data::Value& item : list_member(issue_, list.member)) {
        if (list.of_period) {
          add_of_period(list, item);
        } else {
          add_lasting(list, item);
        }
      }
    }
    if (periodical_.issue) add_issue();
    return std::move(changes_);
  }

 private:
  void add(RecordType type, std::string id, std::string json) {
    changes_.push_back({{type, std::move(id)}, std::move(json)});
  }

  /// Adds a record that belongs to this period. It states the period unless its dates imply it.
  void add_of_period(const PublishedList& list, const data::Value& item) {
    const RecordTypeInfo& info = list.type.info();
    base::Json object = base::Json::object();
    const bool dated = period_of(list.type, item, periodical_.unit) == period_;
    if (!dated && info.dates.empty()) object.set(info.period, period_);
    put_members(object, item);
    if (!dated && !info.dates.empty()) object.set(info.period, period_);
    const std::string own(key_text(list.type, item));
    add(list.type, info.key_unit ? key_period(list.type, item) + "/" + own : own, object.text());
  }

  /// The period in the record's key, which may have another unit than the periodical.
  std::string key_period(RecordType type, const data::Value& item) const {
    if (type.info().key_unit == periodical_.unit) return period_;
    return period_of(type, item, *type.info().key_unit).value_or(std::string(kUndated));
  }

  bool is_worded(const PublishedList& list, std::string_view name) const {
    return std::any_of(list.worded.begin(), list.worded.end(), [name](const auto& one) { return one.first == name; });
  }

  /// Adds a record that may occur in several issues; differences in this issue are stored for its period.
  void add_lasting(const PublishedList& list, const data::Value& item) {
    const std::string id(key_text(list.type, item));
    const std::optional<data::Value> known = find_record(contents_, list.type, id);
    base::Json month = base::Json::object();
    month.set("period", period_);
    base::Json record = base::Json::object();
    put_members(record, known ? *known : item);
    for (std::size_t i = 0; i < item.size(); ++i) {
      const std::string name(item.key_at(i));
      const std::string json = data::value_json(item.at(i));
      if (is_worded(list, name)) {
        if (!known) record.remove(name);
        month.set(name, base::Json::written(json));
      } else if (known && name != list.by) {
        const auto former = known->find(name);
        if (!former || data::value_json(*former) != json) month.set(name, base::Json::written(json));
      }
    }
    if (!list.months.empty()) put_month(list, known, std::move(month), record);
    add(list.type, id, record.text());
  }

  /// Replaces the values that the record stores for this period.
  void put_month(const PublishedList& list, const std::optional<data::Value>& known, base::Json month,
                 base::Json& record) const {
    base::Json months = base::Json::list();
    if (known) {
      for (const data::Value& other : list_member(*known, list.months)) {
        if (text_member(other, "period") != period_) months.add(base::Json::written(data::value_json(other)));
      }
    }
    if (month.size() > 1) months.add(std::move(month));
    record.remove(list.months);
    if (months.size() > 0) record.set(list.months, std::move(months));
  }

  void add_issue() {
    base::Json issue = base::Json::object();
    issue.set(periodical_.issue->info().period, period_);
    for (const PublishedMember& member : periodical_.members) {
      const bool is_of_issue =
          member.source != Source::Period && member.source != Source::Records && member.source != Source::Correction;
      if (is_of_issue) put_own(issue, member);
    }
    for (const PublishedList& list : periodical_.lists) put_order(issue, list);
    add(*periodical_.issue, period_, issue.text());
  }

  void put_own(base::Json& issue, const PublishedMember& member) const {
    const auto value = issue_.find(member.name);
    if (value) issue.set(member.name, base::Json::written(data::value_json(*value)));
    // A generated list that is missing in the issue was suppressed on purpose, so an empty list is stored.
    const bool would_be = member.source == Source::Made && (member.when.empty() || issue_.find(member.when));
    if (!value && would_be) issue.set(member.name, base::Json::list());
  }

  void put_order(base::Json& issue, const PublishedList& list) const {
    base::Json order = base::Json::list();
    for (const data::Value& item : list_member(issue_, list.member)) {
      if (const auto value = item.find(list.by)) order.add(base::Json::written(data::value_json(*value)));
    }
    if (order.size() > 0) issue.set(list.member, std::move(order));
  }

  const data::Value& issue_;
  const Periodical& periodical_;
  const StoreContents& contents_;
  std::string period_;
  std::vector<Change> changes_;
};

}  // namespace

std::vector<Change> records_of_issue(const data::Value& issue, const Periodical& periodical,
                                     const StoreContents& contents) {
  return IssueRecords(issue, periodical, contents).make();
}

}  // namespace gongwen::store
