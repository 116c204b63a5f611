// Changing single values of a record.
#pragma once

#include "store/read_records.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::store {

struct RecordEdit {
  RecordKey key;
  std::vector<std::string> set;    // POINTER=VALUE; a text where the field takes texts, else JSON
  std::vector<std::string> unset;  // POINTER
};

/// The record with one value more: POINTER=VALUE as in RecordEdit. Nothing when the pointer leads nowhere.
std::optional<std::string> with_value(const data::Value& record, const std::string& written,
                                      const schema::Schema& schema);

/// The changes that an edit comes to: one, or two when the record's key changes with its content. Reports: data/*,
/// store/no-place.
base::Expected<std::vector<Change>> edit_record(const RecordEdit& edit, const data::Value& record,
                                                const RecordSchemas& schemas, const Workspace& workspace);

}  // namespace gongwen::store
