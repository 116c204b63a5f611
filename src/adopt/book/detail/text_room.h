// The room that the cells of a sheet have for text, from which a row that adapts to its text gets its height.
//
// Excel measures such rows when it opens a file in which they have no height; LibreOffice and viewers on phones do not,
// and show one line of each row. So they are written with an estimated height, without the mark of one set by hand
// (`customHeight`), and still adapt to their text after a change.
#pragma once

#include "adopt/book/detail/xml_part.h"
#include "base/geometry.h"
#include "intake/cell_measure.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::book {

struct TextLook : intake::TypeLook {
  bool is_turned = false;
};

/// The formats of the cells of a workbook.
struct TextLooks {
  std::uint32_t standard_half_points = 22;  // size of the standard font, the unit of column widths
  std::vector<TextLook> cells;              // by the index in `cellXfs`
};
TextLooks text_looks(const XmlPart& styles);

/// A cell's room for text. A cell without a width does not affect the height of its row: it is hidden, merged over
/// rows, or its letters are turned.
struct TextRoom {
  intake::TypeLook look;
  base::LayoutUnit width;
};

/// The height in points that a text needs; 0 if the cell does not affect the row.
double text_height(const TextRoom& room, std::string_view text);

class TextRooms {
 public:
  TextRooms() : measure_(TextLooks().standard_half_points) {}
  TextRooms(const XmlPart& sheet, std::uint32_t standard_half_points);

  /// Row and column from 1.
  TextRoom of(std::uint32_t row, std::uint32_t column, const TextLook& look) const;
  /// The height of rows without a stated height, in points.
  double default_height() const { return measure_.default_height(); }

 private:
  intake::CellMeasure measure_;
};

/// ` ht="42"`, for a row that needs more than the default height; empty for one that does not.
std::string height_attribute(double points, const TextRooms& rooms);

}  // namespace gongwen::book
