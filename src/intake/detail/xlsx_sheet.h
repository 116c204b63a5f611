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

/// The shared parts to which cells refer.
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
  bool error = false;             // the text is `#REF!` or its like
  bool damaged = false;           // the file lacks the text that the cell names, or its text does not fit its type
  bool invisible = false;         // not shown: number format, colour of the ground, tiny type, or covered
  bool unsure = false;            // a rule of the sheet may hide it
  bool picture = false;           // the cell shows a picture
  std::uint32_t metadata = 0;     // the number of its metadata, from 1; 0: none
  bool struck = false;            // crossed out, as a whole or in part
  bool twice = false;             // the file has another text for the same cell
  std::string shown = {};         // see LooseCell
  std::string odd_format = {};    // see LooseCell
  std::string unseen = {};        // see LooseCell
  std::string formula_text = {};  // see LooseCell
  CellRoom room = {};
};

using XlsxCells = std::map<CellReference, XlsxCell>;

/// Reads all non-empty cells, merges and hidden rows and columns. Missing cell references are counted up. `room` is the
/// remaining number of cells and is reduced. Reports: intake/limit, and the package's reports.
bool read_xlsx_sheet(XlsxPackage& package, std::string_view part, const XlsxContext& context,
                     const IntakeLimits& limits, std::size_t& room, ReturnedFile& file, XlsxCells& cells,
                     SheetView& view);

}  // namespace gongwen::intake
