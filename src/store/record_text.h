// Records as text: in a line for people, as JSON, with their history.
#pragma once

#include "base/json.h"
#include "data/document.h"
#include "store/store.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::store {

// Records as JSON that is put together: each member stays as the record has it. And the one change that people make to
// a record: another value at a pointer.

/// An object or list, its members or items as they are written, to be changed.
base::Json json_of(const data::Value& container);
/// Puts the members of an object into another one.
void put_members(base::Json& object, const data::Value& other);

/// The value with another one at `pointer`, or without it. An item may be added at the end of a list as `-`. Nothing
/// when the pointer leads nowhere: only the last step may be new.
std::optional<std::string> edited_json(const data::Value& value, std::string_view pointer,
                                       const std::optional<std::string>& json);

// What a record is, in a line for people.

/// `comment-0204  ns_public_comment  2024-02-04 …`: what is worth knowing beside the key.
std::string describe_record(RecordType type, const data::Value& record);
/// The name that the record has, or that of the first thing that it lists.
std::string_view record_name(RecordType type, const data::Value& record);
/// Whether a record belongs to a period, of whichever unit.
bool is_in_period(RecordType type, const data::Value& record, std::string_view period);

/// All records as one JSON object with a list for each record type, indented; `period` and `type` choose among them.
struct ExportChoice {
  std::optional<RecordType> type;
  std::string period;  // empty: all
};
std::string export_json(const StoreContents& contents, const ExportChoice& choice, const RecordTypes& types);
/// The changes as a JSON list, one a line.
std::string history_json(std::span<const HistoryEntry> entries);

// Records as JSON for people: two blanks a level, lists of plain values in one line where they are short.

/// With a line end.
std::string pretty_json(const data::Value& value);
/// The same of a text that is JSON; another text stays as it is.
std::string pretty_record(std::string_view json);
/// In one line.
std::string compact_json(const data::Value& value);

}  // namespace gongwen::store
