// Writes conditional formats and pictures of a sheet.
#pragma once

#include "sheet/workbook.h"
#include "sheet/xlsx/detail/cell_writer.h"
#include "sheet/xlsx/detail/library.h"

namespace gongwen::xlsx {

void write_marks(const sheet::Sheet& sheet, lxw_worksheet* worksheet, FormatWriter& formats, Outcome& outcome);

/// The library anchors pictures to cells and underestimates column widths, as for charts.
void write_pictures(const sheet::Sheet& sheet, lxw_worksheet* worksheet, Outcome& outcome);

/// The size and resolution of a PNG or JPEG file, as the library determines them.
struct PictureSize {
  double width = 0;  // pixels
  double height = 0;
  double x_dpi = 96;
  double y_dpi = 96;
};
PictureSize picture_size(std::string_view file);

}  // namespace gongwen::xlsx
