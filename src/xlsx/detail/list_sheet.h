// ListSheet: a hidden sheet that holds the choices of drop-down lists, one list a column. A list in the validation
// itself has no room for more than 255 characters, and none for commas.
#pragma once

#include "sheet/workbook.h"
#include "xlsx/detail/library.h"

#include <string>
#include <vector>

namespace gongwen::xlsx {

class ListSheet {
 public:
  /// `model` gives the names that are taken.
  explicit ListSheet(const sheet::Workbook& model);

  /// Where the choices will stand, for a formula: `='_lists'!$A$1:$A$4`. Equal lists stand there once.
  std::string reference(const std::vector<std::string>& choices);

  /// Adds the sheet, if there are lists. Called after all other sheets were added.
  void write(lxw_workbook* workbook, Outcome& outcome) const;

 private:
  std::string name_;
  std::vector<std::vector<std::string>> lists_;
};

}  // namespace gongwen::xlsx
