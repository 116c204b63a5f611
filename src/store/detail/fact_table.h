// Facts in one table, as people keep them in a CSV file or on their own sheet: a row a record, heads as messages and
// forms call the fields, whichever form of a record gives them that title.
//   事项类型,日期,会议名称,参会人数
//   会议,2026-07-10,示例例会,42
// A list of objects is in one cell, its items separated by ；:
//   标准 …: 国标计划号=20269001-T-469，是否通过审查=是；国标计划号=20269002-T-469，是否通过审查=否
// A part without a name is the first member that must be given. What has ； in itself is written as JSON after `json:`.
#pragma once

#include "data/table_frame.h"
#include "store/store.h"

#include <string>

namespace gongwen::store {

struct FactTable {
  data::TableSource& rows;
  RecordType type;
  std::string path;    // as messages call the file
  std::string prefix;  // of places: `表1!`; empty for a file without sheets
};

/// The records as a list, not yet compared with their schema; each value knows its cell.
/// Reports: data/table-*, databook/*.
base::Expected<data::Document> read_fact_table(const FactTable& table, const RecordSchemas& schemas,
                                               const Workspace& workspace);

/// The reverse: a CSV file with the titles of the schema as heads, which reads back as the same records. Columns
/// without a value are left out.
std::string fact_table_csv(const std::vector<data::Value>& records, RecordType type, const RecordSchemas& schemas,
                           diagnostics::Language language);

}  // namespace gongwen::store
