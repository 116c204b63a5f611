// What a correction changed, field by field: two versions of the data of a bulletin held side by side.
#pragma once

#include "data/document.h"
#include "store/record_schemas.h"

#include <string>
#include <vector>

namespace gongwen::publish {

/// Events, projects and ballots are compared with those of the same id, wherever they stand in their lists.
struct FieldChange {
  std::string pointer;  // in the version that has the field: the new one, if it does
  std::string record;   // which event, project or document, in words; empty for what concerns the issue
  std::string field;    // titles from the schema: 结束日期
  std::string before;   // as a person reads it; empty: was not there
  std::string after;    // empty: is not there any more
};

std::vector<FieldChange> find_changes(const data::Value& before, const data::Value& after,
                                      const store::RecordSchemas& schemas);

}  // namespace gongwen::publish
