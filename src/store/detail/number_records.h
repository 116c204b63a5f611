// Ids for records that were given without one: the program numbers them, and gives the same ones when the same records
// come again, so that reading a table in a second time changes nothing.
#pragma once

#include "store/store_contents.h"

namespace gongwen::store {

/// The document with an `id` in each record that needs one: `meeting-0710` for a meeting on July 10th, `meeting-0710-2`
/// for the second one of that day. A record of the store that is of the same type, dates and name keeps its id. The
/// root is a record of the sort, or a list of them; without a sort, an object with a list for each sort.
data::Document number_records(data::Document document, std::optional<Sort> sort, const StoreContents& contents,
                              resources::SourceStore& sources);

}  // namespace gongwen::store
