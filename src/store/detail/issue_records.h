// Converts a finished issue to the records from which the same issue can be made again.
#pragma once

#include "data/document.h"
#include "store/store.h"

#include <vector>

namespace gongwen::store {

/// `issue` must be valid by the schema of its kind. The items of its lists become records; everything else (number,
/// date, order) goes into the record of the issue. Existing records that do not belong to a period keep their values;
/// differences in the issue are stored for its period only.
std::vector<Change> records_of_issue(const data::Value& issue, const Periodical& periodical,
                                     const StoreContents& contents);

}  // namespace gongwen::store
