// Facts of one record type in one table, as people keep them in a CSV file or on a sheet: one record per row; heads are
// the titles that messages and forms use for the fields, in any form of the record.
//   事项类型,日期,会议名称,参会人数
//   会议,2026-07-10,示例例会,42
// A list of objects is in one cell, its items separated by ；:
//   标准 …: 国标计划号=20269001-T-469，是否通过审查=是；国标计划号=20269002-T-469，是否通过审查=否
// A part without a name sets the first required member. A value that itself contains ； is written as JSON after
// `json:`.
#pragma once

#include "data/table_frame.h"
#include "sheet/databook/stated_parts.h"
#include "store/store.h"

#include <string>

namespace gongwen::store {

struct FactTable {
  data::TableSource& rows;
  RecordType type;
  std::string path;    // the file's name in messages
  std::string prefix;  // prefix of cell places: `表1!`; empty for files without sheets
};

/// The records as a list, each value with its cell, and the messages about the table.
struct FactRows {
  data::Document document;
  databook::StatedParts stated;
};

/// Does not validate the records against their schema. Reports: data/table-*, databook/*.
base::Expected<FactRows> read_fact_table(const FactTable& table, const RecordSchemas& schemas,
                                         const Workspace& workspace);

/// Writes a CSV file with the titles of the schema as heads; read_fact_table() returns the same records. Columns
/// without any value are left out.
std::string fact_table_csv(const std::vector<data::Value>& records, RecordType type, const RecordSchemas& schemas,
                           diagnostics::Language language);

}  // namespace gongwen::store
