// How much room the cells of a sheet have for text, from which a row that fits its text gets its height.
//
// Excel measures such rows when it opens a file in which they have no height; LibreOffice and viewers on phones do not,
// and show one line of each. So they are written with an estimated height, without the mark of one set by hand
// (`customHeight`), and still fit their text after a change.
#pragma once

#include "adopt/book/detail/xml_part.h"
#include "base/geometry.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::book {

/// The parts of a cell's style that decide the height of its text.
struct TextLook {
  std::uint16_t half_points = 22;  // of its letters
  bool wraps = false;
  bool is_turned = false;
};

/// The looks of the styles of cells (`cellXfs`), in their order.
std::vector<TextLook> text_looks(const XmlPart& styles);

/// A cell's room for text.
struct TextRoom {
  TextLook look;
  base::LayoutUnit width;  // of its column, or of the columns that are merged in its row
  bool counts = true;      // cells merged over rows, or with turned letters, say nothing of the height of one row
};

/// The height in points that a text needs.
double text_height(const TextRoom& room, std::string_view text);

class TextRooms {
 public:
  TextRooms() = default;
  explicit TextRooms(const XmlPart& sheet);

  /// Row and column from 1.
  TextRoom of(std::uint32_t row, std::uint32_t column, const TextLook& look) const;
  /// The height of rows that have none, in points.
  double default_height() const { return default_height_; }

 private:
  struct Columns {
    std::uint32_t last;
    base::LayoutUnit width;
  };
  struct Merged {
    std::uint32_t last_row;
    std::uint32_t last_column;
  };

  base::LayoutUnit width_of(std::uint32_t column) const;

  base::LayoutUnit default_width_;
  double default_height_ = 15;
  std::map<std::uint32_t, Columns> columns_;                          // by their first column
  std::map<std::pair<std::uint32_t, std::uint32_t>, Merged> merged_;  // by row and column of the first cell
};

/// ` ht="42"`, for a row that needs more than the default height; empty for one that does not.
std::string height_attribute(double points, const TextRooms& rooms);

}  // namespace gongwen::book
