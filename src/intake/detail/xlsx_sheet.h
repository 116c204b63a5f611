// Reads the cells of one sheet.
#pragma once

#include "intake/cells.h"
#include "intake/detail/xlsx_looks.h"
#include "intake/detail/xlsx_package.h"
#include "intake/detail/xlsx_workbook.h"

#include <map>
#include <string>
#include <vector>

namespace gongwen::intake {

/// The shared parts that cells refer to.
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
  std::uint32_t metadata = 0;     // the number of its metadata, from 1; 0: none
  bool struck = false;            // crossed out, as a whole or in part
  bool twice = false;             // the file has another text for the same cell
  std::string shown = {};         // see LooseCell
  std::string odd_format = {};    // likewise
  std::string unseen = {};        // likewise
  std::string formula_text = {};  // likewise
  CellRoom room = {};
};

using XlsxCells = std::map<CellReference, XlsxCell>;

/// Reads all non-empty cells, merges and hidden rows and columns. Missing cell references are counted up. `room` is the
/// remaining number of cells and is reduced. Reports: intake/limit, and the package's reports.
bool read_xlsx_sheet(XlsxPackage& package, std::string_view part, const XlsxContext& context,
                     const IntakeLimits& limits, std::size_t& room, ReturnedFile& file, XlsxCells& cells,
                     SheetView& view);

}  // namespace gongwen::intake
