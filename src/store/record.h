// Record: one fact of the secretariat, as JSON, with the name that it has in a store.
//   event         2024-02/comment-0204        the month that it is reported in, and its id
//   project       20240400-T-469              the plan number; before there is one, an id
//   ballot        2024-02/ISO/IEC DTR 5891    the month and the document
//   issue         2024-02                     what is particular to the bulletin of a month
//   organisation  example-institute
//   person        zhang-example
#pragma once

#include "data/document.h"
#include "diagnostics/catalogue.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::store {

enum class RecordType : std::uint8_t { Event, Project, Ballot, Issue, Organisation, Person };

struct RecordTypeInfo {
  RecordType type;
  std::string_view name;    // `event`
  std::string_view plural;  // `events`: the name of its folder, and of its list in an export
  diagnostics::BilingualText title;
};

/// In the order of the enumeration.
std::span<const RecordTypeInfo> record_types();
const RecordTypeInfo& record_type_info(RecordType type);
/// By name, plural, or Chinese title.
std::optional<RecordType> find_record_type(std::string_view name);

struct RecordKey {
  RecordType type = RecordType::Event;
  std::string id;
  friend auto operator<=>(const RecordKey&, const RecordKey&) = default;
};

/// `event 2024-02/comment-0204`.
std::string describe_key(const RecordKey& key);

struct Record {
  RecordKey key;
  std::string json;  // in one line, members in the order in which they were given
};

/// The part of an event's key that says it has neither date nor month yet.
inline constexpr std::string_view kUndated = "undated";

/// The month that an event is reported in: its `period`, else that of its last date; nothing for one without either.
std::optional<std::string> event_period(const data::Value& event);
/// The id of a record that its schema accepts.
std::string record_id(RecordType type, const data::Value& record);

/// A member of an object that is a text; empty when it is missing or something else.
std::string_view text_member(const data::Value& object, std::string_view name);
/// The items of a member that is a list; none when it is missing or something else.
std::vector<data::Value> list_member(const data::Value& object, std::string_view name);

}  // namespace gongwen::store
