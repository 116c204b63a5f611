// Formulas of other sheets refer to the columns of a list by name (`清单[金额]`), so that they include rows that people
// type below it. In the model they refer to the places of the list's current rows.
#pragma once

#include "sheet/workbook.h"

#include <map>
#include <string>
#include <string_view>

namespace gongwen::xlsx {

class ColumnNames {
 public:
  /// Collects the tables of the workbook.
  explicit ColumnNames(const sheet::Workbook& workbook);

  /// The formula with names in place of references to all rows of a column of another sheet.
  std::string name_columns(std::string_view formula) const;

 private:
  std::map<std::string, std::string, std::less<>> names_;  // by reference: `'清单'!$D$3:$D$10`
};

}  // namespace gongwen::xlsx
