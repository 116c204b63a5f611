#include "store/publish/detail/collect_issue.h"

#include "data/values.h"
#include "diagnostics/catalogue/publish.h"
#include "store/publish/detail/placement.h"
#include "store/record.h"
#include "store/record_text.h"

#include <algorithm>
#include <set>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;

/// Time and author, if the history has one: `2026-10-01T02:00:00Z, li`.
std::string author_text(const store::HistoryEntry& entry) {
  return entry.by.empty() ? entry.time : entry.time + ", " + entry.by;
}

diagnostics::Note note_of(diagnostics::DiagnosticId id, const store::HistoryEntry& entry) {
  return {id, {}, {entry.reason, author_text(entry)}};
}

}  // namespace

RecordOrigins::RecordOrigins(store::Store& store, diagnostics::DiagnosticSink& sink) {
  const auto history = store.history(sink);
  if (!history) return;
  for (const store::HistoryEntry& entry : *history) {
    Changes& changes = changes_[store::describe_key(entry.key)];
    if (entry.action == "add") changes.entered = entry;
    changes.last = entry;
  }
}

std::vector<diagnostics::Note> RecordOrigins::notes(const std::string& record) const {
  const auto found = changes_.find(record);
  if (found == changes_.end()) return {};
  const Changes& changes = found->second;
  std::vector<diagnostics::Note> notes;
  if (changes.entered.number > 0) notes.push_back(note_of(messages::PublishEnteredBy, changes.entered));
  if (changes.last.number != changes.entered.number) {
    notes.push_back(note_of(messages::PublishChangedBy, changes.last));
  }
  return notes;
}

namespace {

using base::Json;
using data::Value;
using store::json_of;
using store::list_member;
using store::PublishedList;
using store::PublishedMember;
using store::put_members;
using store::text_member;
using Source = PublishedMember::Source;

/// The member by which values for single periods name their period.
constexpr std::string_view kPeriod = "period";
/// Sorts after all dates.
constexpr std::string_view kNoDate = "9999";

std::vector<std::string> texts_of(const std::optional<Value>& object, std::string_view list) {
  std::vector<std::string> texts;
  if (!object) return texts;
  for (const Value& item : list_member(*object, list)) {
    if (item.is_string()) texts.emplace_back(item.string());
  }
  return texts;
}

bool holds(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

/// Selects and sorts the records of each list of one issue.
class Selection {
 public:
  Selection(const Collection& from, const std::string& period) : from_(from), period_(period), placement_(from) {
    if (from.periodical.issue) issue_ = store::find_record(from.contents, *from.periodical.issue, period);
    for (const PublishedList& list : from.periodical.lists) records_.push_back(select(list));
  }

  const std::vector<Value>& of(std::size_t list) const { return records_[list]; }
  const std::optional<Value>& issue() const { return issue_; }

  /// The names by which other lists refer to records of this list, without duplicates, in order.
  std::vector<std::string> names_for(const PublishedList& list) const {
    std::vector<std::string> names;
    const std::size_t end = list.named_at.find("/*");
    if (end == std::string::npos) return names;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if ("/" + from_.periodical.lists[i].member != list.named_at.substr(0, end)) continue;
      for (const Value& record : records_[i]) {
        for (const Value& name : store::named_at(record, list.named_at.substr(end + 2), list.named_unless)) {
          if (!holds(names, name.string())) names.emplace_back(name.string());
        }
      }
    }
    return names;
  }

  /// The last dated entry of a record within the period.
  std::optional<Value> latest_entry(const PublishedList& list, const Value& record) const {
    std::optional<Value> latest;
    for (const Value& entry : list_member(record, list.entries)) {
      const std::string_view date = text_member(entry, "date");
      const auto period = base::Period::of_date(from_.periodical.unit, date);
      if (!period || period->text() != period_) continue;
      if (!latest || date >= text_member(*latest, "date")) latest = entry;
    }
    return latest;
  }

 private:
  std::vector<Value> select(const PublishedList& list) const {
    const std::vector<std::string> listed = texts_of(issue_, list.member);
    const std::vector<std::string> named = names_for(list);
    std::vector<Value> found = find(list, listed, named);
    if (list.by_dates) return by_dates(list, std::move(found), listed);
    std::vector<std::string> order = listed;
    order.insert(order.end(), named.begin(), named.end());
    const auto place = [&](const Value& record) {
      return std::find(order.begin(), order.end(), text_member(record, list.by)) - order.begin();
    };
    std::stable_sort(found.begin(), found.end(), [&](const Value& a, const Value& b) { return place(a) < place(b); });
    return found;
  }

  std::vector<Value> find(const PublishedList& list, const std::vector<std::string>& listed,
                          const std::vector<std::string>& named) const {
    const bool by_period_only = list.of_period && !list.listed && !list.named && !list.with_entries;
    if (from_.index != nullptr && by_period_only) return from_.index->of(list.type, period_);
    std::vector<Value> found;
    for (const Value& record : store::records_of(from_.contents, list.type)) {
      const std::string_view name = text_member(record, list.by);
      const bool of_period = list.of_period && placement_.period_of(list.type, record) == period_;
      const bool by_name =
          !name.empty() && ((list.listed && holds(listed, name)) || (list.named && holds(named, name)));
      const bool by_entry = list.with_entries && !name.empty() && latest_entry(list, record);
      if (of_period || by_name || by_entry) found.push_back(record);
    }
    return found;
  }

  static std::pair<std::string, std::string> day_of(const PublishedList& list, const Value& record) {
    const std::string& dates = list.type.info().dates;
    const std::vector<Value> days = list_member(record, dates);
    const bool dated = !days.empty() && days.front().is_string();
    const std::string_view day = dated ? days.front().string() : text_member(record, dates);
    return {std::string(day.empty() ? kNoDate : day), std::string(store::key_text(list.type, record))};
  }

  /// Inserts records that the issue's record does not list, because they were added later: each goes before the first
  /// record with a later date.
  static std::vector<Value> by_dates(const PublishedList& list, std::vector<Value> records,
                                     const std::vector<std::string>& order) {
    const auto place = [&](const Value& record) {
      return std::find(order.begin(), order.end(), text_member(record, list.by));
    };
    std::vector<Value> ordered;
    std::vector<Value> others;
    for (const Value& record : records) (place(record) == order.end() ? others : ordered).push_back(record);
    std::stable_sort(ordered.begin(), ordered.end(),
                     [&](const Value& a, const Value& b) { return place(a) < place(b); });
    std::stable_sort(others.begin(), others.end(),
                     [&](const Value& a, const Value& b) { return day_of(list, a) < day_of(list, b); });
    for (const Value& record : others) {
      const auto later = std::find_if(ordered.begin(), ordered.end(), [&](const Value& one) {
        return day_of(list, one).first > day_of(list, record).first;
      });
      ordered.insert(later, record);
    }
    return ordered;
  }

  const Collection& from_;
  const std::string& period_;
  const Placement placement_;
  std::optional<Value> issue_;
  std::vector<std::vector<Value>> records_;  // by list
};

class IssueCollector {
 public:
  IssueCollector(const Collection& from, const std::string& period, const Expand& expand, const KeptValues* kept)
      : from_(from), period_(period), expand_(expand), kept_(kept), selection_(from, period) {}

  CollectedIssue collect(const IssueNumbers& numbers) {
    if (from_.periodical.issue) places_[""] = store::describe_key({*from_.periodical.issue, period_});
    for (const PublishedMember& member : from_.periodical.members) put(member, numbers);
    return {store::pretty_record(data_.text()), std::move(places_), std::move(entries_), std::move(kept_names_)};
  }

 private:
  void put(const PublishedMember& member, const IssueNumbers& numbers) {
    switch (member.source) {
      case Source::Year: data_.set(member.name, numbers.year); break;
      case Source::Number: data_.set(member.name, numbers.issue); break;
      case Source::Total:
        if (numbers.total) data_.set(member.name, *numbers.total);
        break;
      case Source::Period: data_.set(member.name, period_); break;
      case Source::Date: data_.set(member.name, numbers.date); break;
      case Source::Copied: put_of_issue(member.name); break;
      case Source::Made: put_made(member); break;
      case Source::Records: put_list(member.list); break;
      case Source::Issues: put_issues(member); break;
      case Source::Correction: break;  // added when the issue is published
    }
  }

  /// Published issues of a periodical whose periods lie in this one.
  void put_issues(const PublishedMember& member) {
    Json issues = Json::list();
    for (const std::string& entry : from_.issues_of ? from_.issues_of(member.kind) : std::vector<std::string>()) {
      const auto read = base::parse_json(entry);
      const auto period =
          read ? base::Period::around(from_.periodical.unit, read->view().text_of("period")) : std::nullopt;
      if (!period || period->text() != period_) continue;
      Json issue = Json::object();
      for (const std::string& name : member.members) {
        if (const auto value = read->view().find(name)) issue.set(name, Json::written(value->json()));
      }
      issues.add(std::move(issue));
    }
    data_.set(member.name, std::move(issues));
  }

  std::optional<Value> of_issue(std::string_view name) const {
    return selection_.issue() ? selection_.issue()->find(name) : std::nullopt;
  }

  void put_of_issue(const std::string& name) {
    if (const auto member = of_issue(name)) data_.set(name, Json::written(data::value_json(*member)));
  }

  /// Sets a generated member: the value in the record of the issue, else the result of the template.
  void put_made(const PublishedMember& member) {
    if (const auto own = of_issue(member.name)) {
      const bool blank = own->is_array() && own->size() == 0;
      if (!blank) data_.set(member.name, Json::written(data::value_json(*own)));
      return;
    }
    if (!member.when.empty() && !of_issue(member.when)) return;
    Json made = made_from(member, data_);
    // Records of other periods may have changed since then. Values that the issue itself has not changed stay as they
    // were.
    const bool is_kept = kept_ != nullptr && made_from(member, kept_->same_members(data_)).text() == made.text();
    if (is_kept) {
      const auto former = kept_->data().find(member.name);
      made = former ? Json::written(data::value_json(*former)) : Json::list();
    }
    const bool blank = made.view().is_list() && made.size() == 0;
    if (!blank) data_.set(member.name, std::move(made));
  }

  /// Returns the list that the template makes from all records and from `data`; empty if it makes nothing.
  Json made_from(const PublishedMember& member, const Json& data) const {
    Json context = context_of(data);
    Json records = Json::object();
    for (const store::RecordType type : from_.types.all()) {
      Json list = Json::list();
      for (const Value& record : store::records_of(from_.contents, type)) {
        list.add(Json::written(data::value_json(record)));
      }
      records.set(type.info().plural, std::move(list));
    }
    context.set("records", std::move(records));
    const std::optional<std::string> made = expand_(member.template_name, context);
    return made && base::parse_json(*made) ? Json::written(*made) : Json::list();
  }

  Json context_of(const Json& data) const {
    Json context = Json::object();
    context.set("period", period_);
    context.set("data", Json::written(data.text()));
    return context;
  }

  void put_list(std::size_t index) {
    const PublishedList& list = from_.periodical.lists[index];
    const std::vector<Value>& records = selection_.of(index);
    Json items = Json::list();
    for (std::size_t i = 0; i < records.size(); ++i) {
      items.add(item_of(list, records[i]));
      places_["/" + list.member + "/" + std::to_string(i)] =
          store::describe_key({list.type, store::record_id(list.type, records[i])});
    }
    if (list.always || items.size() > 0) data_.set(list.member, std::move(items));
  }

  Json item_of(const PublishedList& list, const Value& record) {
    Json item = copied_from(list, record);
    const std::optional<Value> former = kept_ == nullptr ? std::nullopt : kept_->item(list, record);
    if (former) {
      Json kept = copied_from(list, *former);
      for (const auto& [name, template_name] : list.worded) kept.remove(name);
      note_kept(list, record, item, kept);
      item = std::move(kept);
    }
    put_worded(list, record, former, item);
    for (const Value& month : list_member(record, list.months)) {
      if (text_member(month, kPeriod) != period_) continue;
      put_members(item, month);
      item.remove(kPeriod);
    }
    return item;
  }

  /// Remembers the members whose values in the record differ from those that the issue keeps.
  void note_kept(const PublishedList& list, const Value& record, const Json& present, const Json& kept) {
    std::set<std::string> names;
    const auto add_other = [&](const base::JsonView& some, const base::JsonView& others) {
      for (const std::string& name : list.members) {
        const auto one = some.find(name);
        const auto other = others.find(name);
        if (one && (!other || one->json() != other->json())) names.insert(name);
      }
    };
    add_other(present.view(), kept.view());
    add_other(kept.view(), present.view());
    const std::string key = store::describe_key({list.type, store::record_id(list.type, record)});
    for (const std::string& name : names) kept_names_.push_back(key + " /" + name);
  }

  /// The members that an item takes from its record.
  static Json copied_from(const PublishedList& list, const Value& record) {
    Json item = Json::object();
    if (list.members.empty()) {
      item = json_of(record);
      if (const std::string& period = list.type.info().period; !period.empty()) item.remove(period);
      if (!list.entries.empty()) item.remove(list.entries);
      if (!list.months.empty()) item.remove(list.months);
    }
    for (const std::string& name : list.members) {
      if (const auto member = record.find(name)) item.set(name, Json::written(data::value_json(*member)));
    }
    return item;
  }

  void put_worded(const PublishedList& list, const Value& record, const std::optional<Value>& former, Json& item) {
    if (list.worded.empty()) return;
    const std::optional<Value> entry = list.entries.empty() ? std::nullopt : selection_.latest_entry(list, record);
    if (!list.entries.empty() && !entry) return;
    Json named = json_of(record);
    for (const std::string& name : list.members) {
      if (const auto member = item.view().find(name)) named.set(name, Json::written(member->json()));
    }
    const std::string place = entry_name(list, record);
    if (entry) entries_[place] = entry_hash(*entry);
    const auto worded = [&](const std::string& template_name, const Json& data) {
      Json context = context_of(data);
      context.set("record", Json::written(named.text()));
      if (entry) context.set("entry", Json::written(data::value_json(*entry)));
      return expand_(template_name, context).value_or("");
    };
    for (const auto& [name, template_name] : list.worded) {
      std::string text = worded(template_name, data_);
      const std::string_view before = former ? text_member(*former, name) : std::string_view();
      // The facts are the same but the words differ: the wording of the bundle has changed.
      const bool is_same_entry = !entry || kept_ == nullptr || kept_->has_entry(place, entries_[place]);
      if (!before.empty() && !text.empty() && text != before && is_same_entry &&
          worded(template_name, kept_->same_members(data_)) == text) {
        text = before;
      }
      if (!text.empty()) item.set(name, text);
    }
  }

  const Collection& from_;
  const std::string& period_;
  const Expand& expand_;
  const KeptValues* kept_;
  Selection selection_;
  Json data_ = Json::object();
  data::RecordPlaces places_;
  EntryHashes entries_;
  std::vector<std::string> kept_names_;
};

std::vector<std::string> unknown_names(const Collection& from, const Selection& selection, const PublishedList& list) {
  std::vector<std::string> unknown = selection.names_for(list);
  std::set<std::string, std::less<>> known;
  for (const Value& record : store::records_of(from.contents, list.type)) known.emplace(text_member(record, list.by));
  std::erase_if(unknown, [&known](const std::string& name) { return known.contains(name); });
  return unknown;
}

}  // namespace

PeriodIndex::PeriodIndex(const Collection& from) {
  const Placement placement(from);
  for (const auto& [key, record] : from.contents) {
    if (const auto period = placement.period_of(key.type, record)) records_[{key.type, *period}].push_back(record);
  }
}

const std::vector<Value>& PeriodIndex::of(store::RecordType type, const std::string& period) const {
  static const std::vector<Value> kNone;
  const auto found = records_.find({type, period});
  return found == records_.end() ? kNone : found->second;
}

CollectedIssue collect_issue(const Collection& from, const std::string& period, const IssueNumbers& numbers,
                             const Expand& expand, const KeptValues* kept) {
  return IssueCollector(from, period, expand, kept).collect(numbers);
}

std::vector<std::string> periods_with_records(const Collection& from) {
  std::set<std::string> periods;
  const store::RecordType type = from.periodical.main_list().type;
  const Placement placement(from);
  for (const Value& record : store::records_of(from.contents, type)) {
    if (const auto period = placement.period_of(type, record)) periods.insert(*period);
  }
  return {periods.begin(), periods.end()};
}

const store::Periodical* find_periodical(const store::RecordTypes& types, const std::string& kind,
                                         const store::StoreContents& contents) {
  const std::vector<store::Periodical>& all = types.periodicals();
  if (all.size() == 1) return &all.front();
  if (const store::Periodical* const named = types.find_periodical(kind)) return named;
  const store::Periodical* fitting = nullptr;
  for (const store::Periodical& one : all) {
    // A summary of what other periodicals publish is chosen only by its name.
    if (one.main_is_shared || store::records_of(contents, one.main_list().type).empty()) continue;
    if (fitting != nullptr) return nullptr;
    fitting = &one;
  }
  return fitting;
}

IssueCount count_of(const store::PublishedList& list, std::size_t count) {
  const auto counted = [count](std::string text) {
    if (const std::size_t at = text.find("{n}"); at != std::string::npos) text.replace(at, 3, std::to_string(count));
    return text;
  };
  return {list.member, count, counted(list.count_chinese),
          counted(count == 1 ? list.count_english : list.count_english_plural)};
}

std::vector<std::string> list_records(const Collection& from, const std::string& period) {
  std::vector<std::string> lines;
  const store::RecordType type = from.periodical.main_list().type;
  const Placement placement(from);
  for (const Value& record : store::records_of(from.contents, type)) {
    if (placement.period_of(type, record) != period) continue;
    lines.push_back(store::record_id(type, record) + "  " + store::describe_record(type, record));
  }
  return lines;
}

std::vector<OpenPoint> find_open_points(const Collection& from, const std::string& period) {
  using What = store::OpenPointRule::What;
  const Selection selection(from, period);
  std::vector<OpenPoint> points;
  for (const store::OpenPointRule& rule : from.periodical.open) {
    const PublishedList& list = from.periodical.lists[rule.list];
    OpenPoint point{rule.id, rule.title.chinese, rule.title.english, {}};
    if (rule.what == What::Unknown) point.keys = unknown_names(from, selection, list);
    for (const auto& [key, record] : from.contents) {
      if (key.type != list.type || rule.what == What::Unknown) continue;
      const bool open = rule.what == What::Undated ? !store::period_of(key.type, record, from.periodical.unit)
                                                   : text_member(record, key.type.info().key.front()).empty();
      if (open) point.keys.push_back(key.id);
    }
    points.push_back(std::move(point));
  }
  return points;
}

}  // namespace gongwen::publish
