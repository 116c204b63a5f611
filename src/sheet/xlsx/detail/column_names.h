// Formulas of other sheets name the columns of a list (`清单[金额]`), so that they count what people type below it. In
// the model they have the places of the rows that the list has now.
#pragma once

#include "sheet/workbook.h"

#include <map>
#include <string>
#include <string_view>

namespace gongwen::xlsx {

class ColumnNames {
 public:
  /// Of the tables of the workbook.
  explicit ColumnNames(const sheet::Workbook& workbook);

  /// The formula with names in place of references to all rows of a column of another sheet.
  std::string name_columns(std::string_view formula) const;

 private:
  std::map<std::string, std::string, std::less<>> names_;  // by reference: `'清单'!$D$3:$D$10`
};

}  // namespace gongwen::xlsx
