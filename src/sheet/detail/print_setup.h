// PrintSetup: how a sheet is put on paper. All lengths are physical.
#pragma once

#include "base/geometry.h"
#include "sheet/detail/cell_format.h"
#include "sheet/detail/cell_range.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gongwen::sheet {

using base::LayoutUnit;

/// The papers that both CSS and spreadsheets know (ECMA-376-1 section 18.3.1.63).
enum class Paper : std::uint8_t { A3, A4, A5, B4, B5, Letter, Legal, Ledger };
enum class Orientation : std::uint8_t { Portrait, Landscape };

/// A page number or the number of all pages, in a header or footer.
enum class PageField : std::uint8_t { Number, Count };
using HeaderPart = std::variant<std::string, PageField>;

/// One of the three texts of a header or footer.
struct HeaderText {
  Font font;
  std::vector<HeaderPart> parts;  // empty: nothing is printed
  friend bool operator==(const HeaderText&, const HeaderText&) = default;
};

/// Left, centre, right.
using HeaderLine = std::array<HeaderText, 3>;

/// Maximum number of pages side by side and below each other; 0: as many as needed.
struct PageFit {
  std::uint16_t wide = 1;
  std::uint16_t tall = 0;
  friend bool operator==(const PageFit&, const PageFit&) = default;
};

/// Rows, counted from 0; both ends belong to it.
struct RowSpan {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  friend bool operator==(const RowSpan&, const RowSpan&) = default;
};

struct PrintSetup {
  Paper paper = Paper::A4;
  Orientation orientation = Orientation::Portrait;
  base::Edges margins;
  LayoutUnit header_distance;  // from the paper's edge to the header
  LayoutUnit footer_distance;
  HeaderLine header;
  HeaderLine footer;
  std::optional<RowSpan> repeated_rows;
  CellRange area;
  bool may_grow = false;                   // people add rows: everything is printed, not only the area
  std::optional<PageFit> fit = PageFit{};  // nothing: in natural size
  bool center_horizontally = false;
  bool center_vertically = false;
};

}  // namespace gongwen::sheet
