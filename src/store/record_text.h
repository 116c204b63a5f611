// Records as text: one-line summaries for people, JSON for export, and edited JSON.
#pragma once

#include "base/json.h"
#include "data/document.h"
#include "store/store.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::store {

// Changes to records at the level of JSON: members that are not changed keep the spelling of the record.

/// Copies an object or list, so that it can be changed; its members or items keep their spelling.
base::Json json_of(const data::Value& container);
/// Sets all members of `other`, an object, in `object`.
void put_members(base::Json& object, const data::Value& other);

/// The value with `json` at `pointer`, or with the value there removed. `-` appends an item to a list. Returns nullopt
/// if the pointer leads nowhere: only its last step may be new.
std::optional<std::string> edited_json(const data::Value& value, std::string_view pointer,
                                       const std::optional<std::string>& json);

// One-line descriptions for people.

/// `comment-0204  ns_public_comment  2024-02-04 …`: the key and the members of RecordTypeInfo::summary.
std::string describe_record(RecordType type, const data::Value& record);
/// The name of the record, or else of the first item in its lists.
std::string_view record_name(RecordType type, const data::Value& record);
/// Whether a record belongs to a period; `period` may be of any unit.
bool is_in_period(RecordType type, const data::Value& record, std::string_view period);
/// The same by the key alone; nullopt if only the record shows it.
std::optional<bool> key_is_in_period(const RecordKey& key, std::string_view period);

/// Which records to export.
struct ExportChoice {
  std::optional<RecordType> type;
  std::string period;  // empty: all
};
/// All chosen records as one indented JSON object with a list for each record type.
std::string export_json(const StoreContents& contents, const ExportChoice& choice, const RecordTypes& types);
/// The changes as a JSON list, one per line.
std::string history_json(std::span<const HistoryEntry> entries);

// Pretty-printed JSON: two blanks per level; short lists of scalars stay on one line.

/// Ends with a line break.
std::string pretty_json(const data::Value& value);
/// Pretty-prints a text if it is JSON; returns other text unchanged.
std::string pretty_record(std::string_view json);

}  // namespace gongwen::store
