// How the formats of cells (cellXfs), of runs in them and of rules (dxfs) show what is in the cells.
#pragma once

#include "intake/detail/number_format.h"
#include "intake/detail/xlsx_package.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

using CellColor = std::uint32_t;  // 0xRRGGBB
inline constexpr CellColor kWhiteCell = 0xFFFFFF;
inline constexpr CellColor kBlackText = 0;

/// The colors of the workbook's theme, in the order of `theme="…"`: those of Office where there is none.
using ThemeColors = std::array<CellColor, 12>;
inline constexpr ThemeColors kOfficeTheme = {0xFFFFFF, 0x000000, 0xE7E6E6, 0x44546A, 0x4472C4, 0xED7D31,
                                             0xA5A5A5, 0xFFC000, 0x5B9BD5, 0x70AD47, 0x0563C1, 0x954F72};
/// Reports what the package reports.
ThemeColors read_theme_colors(XlsxPackage& package, std::string_view part);

/// The color that an element names (ECMA-376-1, 18.8.3 and 18.8.19): by value, palette or theme, with its tint. Nothing
/// for the automatic one.
std::optional<CellColor> color_of(const package::XmlAttributes& attributes, const ThemeColors& theme);

/// Whether a text of the one color cannot be seen on a ground of the other.
bool is_same_to_the_eye(CellColor text, CellColor ground);

/// Sizes below this are specks on paper: points.
inline constexpr double kSmallestText = 3;

/// A piece of a text that looks the same throughout.
struct TextRun {
  std::string text;  // escapes decoded
  bool is_struck = false;
  std::optional<bool> is_tiny;     // nothing: as the cell's font is
  std::optional<CellColor> color;  // likewise
};

/// What the text in a cell looks like, as far as it differs from the cell's font; no runs where it does not.
struct RunLooks {
  std::vector<TextRun> runs;
};

/// Collects the looks of the runs of one text from its XML.
class RunLookReader {
 public:
  explicit RunLookReader(const ThemeColors& theme) : theme_(theme) {}
  void start(std::string_view local, const package::XmlAttributes& attributes);
  void text(std::string_view piece);
  RunLooks take();

 private:
  const ThemeColors& theme_;
  std::vector<TextRun> runs_;
};

struct CellLook {
  NumberFormat number;
  bool is_date = false;
  bool is_struck = false;  // a line goes through the text
  bool is_tiny = false;
  CellColor text = kBlackText;
  std::optional<CellColor> ground = kWhiteCell;  // nothing for patterns and gradients
  bool has_ground = false;                       // it is filled
};

/// What a rule makes of a cell, if it applies.
struct RuleLook {
  std::optional<CellColor> text;
  std::optional<CellColor> ground;
  bool has_ground = false;
  bool hides = false;  // its number format shows nothing
};

struct CellLooks {
  std::vector<CellLook> cells;  // by the number of the format
  std::vector<RuleLook> rules;  // likewise
};

/// Whether an element that turns something on does so (ECMA-376-1, 18.18.12).
inline bool turns_on(const package::XmlAttributes& attributes) {
  const std::string_view value = attributes.find("val");
  return value != "0" && value != "false";
}

/// Reports what the package reports.
bool read_cell_looks(XlsxPackage& package, std::string_view part, const ThemeColors& theme, CellLooks& looks);

}  // namespace gongwen::intake
