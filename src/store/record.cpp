#include "store/record.h"

#include "base/assert.h"
#include "diagnostics/catalogue/texts/store.h"

#include <array>

namespace gongwen::store {
namespace {

constexpr std::array<RecordTypeInfo, 6> kRecordTypes{{
    {RecordType::Event, "event", "events", texts::StoreEvent},
    {RecordType::Project, "project", "projects", texts::StoreProject},
    {RecordType::Ballot, "ballot", "ballots", texts::StoreBallot},
    {RecordType::Issue, "issue", "issues", texts::StoreIssue},
    {RecordType::Organisation, "organisation", "organisations", texts::StoreOrganisation},
    {RecordType::Person, "person", "people", texts::StorePerson},
}};

}  // namespace

std::span<const RecordTypeInfo> record_types() { return kRecordTypes; }

const RecordTypeInfo& record_type_info(RecordType type) { return kRecordTypes[static_cast<std::size_t>(type)]; }

std::optional<RecordType> find_record_type(std::string_view name) {
  for (const RecordTypeInfo& info : kRecordTypes) {
    if (info.name == name || info.plural == name || info.title.chinese == name) return info.type;
  }
  return std::nullopt;
}

std::string describe_key(const RecordKey& key) { return std::string(record_type_info(key.type).name) + " " + key.id; }

std::string_view text_member(const data::Value& object, std::string_view name) {
  if (!object.is_object()) return {};
  const std::optional<data::Value> member = object.find(name);
  return member && member->is_string() ? member->string() : std::string_view();
}

std::vector<data::Value> list_member(const data::Value& object, std::string_view name) {
  std::vector<data::Value> items;
  if (!object.is_object()) return items;
  const std::optional<data::Value> member = object.find(name);
  if (!member || !member->is_array()) return items;
  for (std::size_t i = 0; i < member->size(); ++i) items.push_back(member->at(i));
  return items;
}

std::optional<std::string> event_period(const data::Value& event) {
  if (const std::string_view period = text_member(event, "period"); !period.empty()) return std::string(period);
  const std::vector<data::Value> dates = list_member(event, "dates");
  if (dates.empty() || !dates.back().is_string() || dates.back().string().size() < 7) return std::nullopt;
  return std::string(dates.back().string().substr(0, 7));
}

std::string record_id(RecordType type, const data::Value& record) {
  const auto member = [&record](std::string_view name) {
    return std::string(text_member(record, name));
  };
  switch (type) {
    case RecordType::Event: return event_period(record).value_or(std::string(kUndated)) + "/" + member("id");
    case RecordType::Project: return member("plan_number").empty() ? member("id") : member("plan_number");
    case RecordType::Ballot: return member("period") + "/" + member("reference");
    case RecordType::Issue: return member("period");
    case RecordType::Organisation:
    case RecordType::Person: return member("id");
  }
  return {};
}

}  // namespace gongwen::store
