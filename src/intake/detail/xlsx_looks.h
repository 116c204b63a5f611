// How the formats of cells (cellXfs) show what is in them.
#pragma once

#include "intake/detail/number_format.h"
#include "intake/detail/xlsx_package.h"

#include <map>
#include <string_view>
#include <vector>

namespace gongwen::intake {

struct CellLook {
  NumberFormat number;
  bool is_date = false;
  bool is_white = false;   // a white text on no background, or on a white one
  bool is_struck = false;  // a line goes through the text
};

/// Whether an element that turns something on does so (ECMA-376-1, 18.18.12).
inline bool turns_on(const XmlAttributes& attributes) {
  const std::string_view value = attributes.find("val");
  return value != "0" && value != "false";
}

/// By the number of the format. Reports what the package reports.
bool read_cell_looks(XlsxPackage& package, std::string_view part, std::vector<CellLook>& looks);

}  // namespace gongwen::intake
