
#include "base/json.h"
#include "data/readers.h"
#include "store/detail/folder_journal.h"
#include "store/record_text.h"

namespace gongwen::store {
namespace {

std::string joined(std::string text, std::string_view more) {
  if (!text.empty() && !more.empty()) text += "  ";
  return text.append(more);
}

/// A value in a line; the texts of a list one after the other.
std::string in_line(const data::Value& value) {
  if (value.is_string()) return std::string(value.string());
  if (!value.is_array()) return compact_json(value);
  std::string texts;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value.at(i).is_string()) texts.append(texts.empty() ? "" : ", ").append(value.at(i).string());
  }
  return texts;
}

std::string first_in_line(const data::Value& record, const std::vector<std::string>& members) {
  for (const std::string& name : members) {
    const auto member = record.find(name);
    if (std::string text = member ? in_line(*member) : std::string(); !text.empty()) return text;
  }
  return {};
}

}  // namespace

std::string_view record_name(RecordType type, const data::Value& record) {
  const RecordTypeInfo& info = type.info();
  if (const std::string_view text = first_text(record, info.names); !text.empty()) return text;
  for (const std::string& list : info.name_lists) {
    for (const data::Value& item : list_member(record, list)) {
      if (const std::string_view text = first_text(item, info.list_names); !text.empty()) return text;
    }
  }
  return {};
}

std::string describe_record(RecordType type, const data::Value& record) {
  if (!record.is_object()) return {};
  std::string text;
  for (const std::vector<std::string>& part : type.info().summary) {
    text = joined(std::move(text), first_in_line(record, part));
  }
  return joined(std::move(text), record_name(type, record));
}

bool is_in_period(RecordType type, const data::Value& record, std::string_view period) {
  const std::optional<base::PeriodUnit> unit = base::period_unit_of(period);
  return unit && period_of(type, record, *unit) == period;
}

std::string export_json(const StoreContents& contents, const ExportChoice& choice, const RecordTypes& types) {
  base::Json lists = base::Json::object();
  for (const RecordType type : types.all()) {
    if (choice.type && *choice.type != type) continue;
    base::Json list = base::Json::list();
    for (const data::Value& record : records_of(contents, type)) {
      if (!choice.period.empty() && !is_in_period(type, record, choice.period)) continue;
      list.add(base::Json::written(compact_json(record)));
    }
    if (list.size() > 0) lists.set(type.info().plural, std::move(list));
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
