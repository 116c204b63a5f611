// The cells of one sheet.
#pragma once

#include "intake/cells.h"
#include "intake/detail/xlsx_looks.h"
#include "intake/detail/xlsx_package.h"
#include "intake/detail/xlsx_workbook.h"

#include <map>
#include <string>
#include <vector>

namespace gongwen::intake {

/// What the cells of a sheet refer to.
struct XlsxContext {
  const SharedStrings& strings;
  const CellLooks& looks;
  const ThemeColors& theme;
  bool from_1904 = false;
};

struct XlsxCell {
  RawType type = RawType::Text;
  std::string text;
  bool formula = false;
  bool error = false;      // the text is `#REF!` or its like
  bool damaged = false;    // the file does not have the text that the cell names, or none of its type
  bool invisible = false;  // nothing is shown, by the number format, in the color of the ground, as specks or covered
  bool unsure = false;     // a rule of the sheet may hide it
  bool picture = false;    // the cell shows a picture
  bool struck = false;     // crossed out, as a whole or in part
  bool twice = false;      // the file has another text for the same cell
  std::string shown = {};  // see LooseCell
  std::string odd_format = {};  // likewise
  std::string unseen = {};      // likewise
};

using XlsxCells = std::map<CellReference, XlsxCell>;

/// All cells that are not empty, and what the sheet says of merged and hidden ones. Places that the file leaves out are
/// counted on. `room` is how many cells more may be read, and is lowered. Reports: intake/limit, and what the package
/// reports.
bool read_xlsx_sheet(XlsxPackage& package, std::string_view part, const XlsxContext& context,
                     const IntakeLimits& limits, std::size_t& room, ReturnedFile& file, XlsxCells& cells,
                     SheetView& view);

}  // namespace gongwen::intake
