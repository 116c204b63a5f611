
#include "base/json.h"
#include "data/readers.h"
#include "store/detail/folder_journal.h"
#include "store/record_text.h"

#include <array>

namespace gongwen::store {
namespace {

constexpr std::array<std::string_view, 5> kNames{"heading", "title", "title_zh", "name", "reference"};

std::string joined(std::string text, std::string_view more) {
  if (!text.empty() && !more.empty()) text += "  ";
  return text.append(more);
}

std::string describe_event(const data::Value& event) {
  std::string dates;
  for (const data::Value& date : list_member(event, "dates")) {
    if (date.is_string()) dates.append(dates.empty() ? "" : ", ").append(date.string());
  }
  if (dates.empty()) dates = text_member(event, "date_text");
  return joined(joined(std::string(text_member(event, "type")), dates), record_name(event));
}

std::string describe_issue(const data::Value& issue) {
  std::string text;
  for (const std::string_view name : {"year", "issue", "issue_date"}) {
    if (const auto member = issue.find(name)) {
      text = joined(std::move(text), member->is_string() ? std::string(member->string()) : compact_json(*member));
    }
  }
  return text;
}

}  // namespace

std::string_view record_name(const data::Value& record) {
  for (const std::string_view name : kNames) {
    if (const std::string_view text = text_member(record, name); !text.empty()) return text;
  }
  for (const std::string_view list : {"standards", "plans", "documents"}) {
    for (const data::Value& item : list_member(record, list)) {
      for (const std::string_view name : {"title", "title_zh", "plan_number"}) {
        if (const std::string_view text = text_member(item, name); !text.empty()) return text;
      }
    }
  }
  return {};
}

std::string describe_record(RecordType type, const data::Value& record) {
  if (!record.is_object()) return {};
  if (type == RecordType::Event) return describe_event(record);
  if (type == RecordType::Issue) return describe_issue(record);
  return std::string(record_name(record));
}

std::string month_of(RecordType type, const data::Value& record) {
  if (type == RecordType::Event) return event_period(record).value_or(std::string());
  return std::string(type == RecordType::Ballot || type == RecordType::Issue ? text_member(record, "period")
                                                                             : std::string_view());
}

std::string export_json(const StoreContents& contents, const ExportChoice& choice) {
  base::Json lists = base::Json::object();
  for (const RecordTypeInfo& info : record_types()) {
    if (choice.type && *choice.type != info.type) continue;
    base::Json list = base::Json::list();
    for (const data::Value& record : records_of(contents, info.type)) {
      if (!choice.period.empty() && month_of(info.type, record) != choice.period) continue;
      list.add(base::Json::written(compact_json(record)));
    }
    if (list.size() > 0) lists.set(info.plural, std::move(list));
  }
  return pretty_record(lists.text());
}

std::string history_json(std::span<const HistoryEntry> entries) {
  std::string text = "[";
  for (const HistoryEntry& entry : entries) {
    std::string line = history_line(entry);
    line.pop_back();
    text += (text.size() > 1 ? ",\n " : "\n ") + line;
  }
  return text + "\n]\n";
}

}  // namespace gongwen::store
