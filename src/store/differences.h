// What changed, field by field: two versions of the data of a bulletin, or of lists of records, held side by side.
#pragma once

#include "data/document.h"
#include "store/detail/record_schemas.h"

#include <string>
#include <vector>

namespace gongwen::store {

/// Events, projects and other records are compared with those of the same id, wherever they stand in their lists.
struct FieldChange {
  std::string pointer;  // in the version that has the field: the new one, if it does
  std::string record;   // which event, project or document, in words; empty for what concerns the issue
  std::string field;    // titles from the schema: 结束日期
  std::string before;   // as a person reads it; empty: was not there
  std::string after;    // empty: is not there any more
};

/// `before` and `after` have their lists as a bulletin or an export has them: `events`, `projects` …
std::vector<FieldChange> find_changes(const data::Value& before, const data::Value& after,
                                      const RecordSchemas& schemas);

}  // namespace gongwen::store
