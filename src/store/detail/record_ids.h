// Ids for records without one. Numbering is repeatable: when the same records come again, they get the same ids, so
// importing a table twice changes nothing.
#pragma once

#include "data/document.h"
#include "resources/read_file.h"
#include "store/store.h"

#include <optional>

namespace gongwen::store {

/// Returns the document with an `id` in each record that needs one: `meeting-0710` for a meeting on July 10th,
/// `meeting-0710-2` for the second one on that day. A record that is already in the store, with the same type, dates
/// and name, keeps its id. The root is a record of `type` or a list of them; without `type`, an object with a list for
/// each record type.
data::Document number_records(data::Document document, std::optional<RecordType> type, const StoreContents& contents,
                              const RecordTypes& types, resources::SourceStore& sources);

}  // namespace gongwen::store
