// From a finished bulletin to the records that give the same bulletin again.
#pragma once

#include "store/store_contents.h"

#include <vector>

namespace gongwen::store {

/// `bulletin` is valid by its schema. Its events, projects and ballots become records, and the rest (number, date,
/// order) the record of the issue. A project that is there already keeps its title and scope; where the bulletin has
/// others, they are kept for its month alone.
std::vector<Change> records_of_bulletin(const data::Value& bulletin, const StoreContents& contents);

}  // namespace gongwen::store
