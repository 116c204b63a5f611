// How formats of cells (cellXfs), of text runs, and of conditional formats (dxfs) affect the visibility of cell
// contents.
#pragma once

#include "intake/cell_measure.h"
#include "intake/detail/xlsx_package.h"
#include "intake/number_format.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::intake {

using CellColor = std::uint32_t;  // 0xRRGGBB
inline constexpr CellColor kWhiteCell = 0xFFFFFF;
inline constexpr CellColor kBlackText = 0;

/// The theme colours in the order of `theme="…"`; those of Office if the workbook has no theme.
using ThemeColors = std::array<CellColor, 12>;
inline constexpr ThemeColors kOfficeTheme = {0xFFFFFF, 0x000000, 0xE7E6E6, 0x44546A, 0x4472C4, 0xED7D31,
                                             0xA5A5A5, 0xFFC000, 0x5B9BD5, 0x70AD47, 0x0563C1, 0x954F72};
/// Reports only the package's reports.
ThemeColors read_theme_colors(XlsxPackage& package, std::string_view part);

/// The colour that an element specifies (ECMA-376-1, 18.8.3 and 18.8.19): by value, palette or theme, with tint
/// applied. Returns nullopt for the automatic colour.
std::optional<CellColor> color_of(const package::XmlAttributes& attributes, const ThemeColors& theme);

/// Whether text of one colour is invisible on the other.
bool is_same_to_the_eye(CellColor text, CellColor ground);

/// Smaller font sizes, in points, are illegible specks.
inline constexpr double kSmallestText = 3;

/// A part of a text with one look.
struct TextRun {
  std::string text;  // with escapes decoded
  bool is_struck = false;
  std::optional<bool> is_tiny;     // nullopt: as in the cell's font
  std::optional<CellColor> color;  // nullopt: as in the cell's font
  std::string symbols = {};        // the typeface, if it shows symbols in place of letters
};

/// The looks of a cell's text where they differ from the cell's font; no runs if they do not.
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

struct CellLook : TypeLook {
  NumberFormat number;
  bool is_date = false;
  bool is_struck = false;  // struck through
  bool is_tiny = false;
  std::string symbols = {};  // the typeface, if it shows symbols in place of letters
  CellColor text = kBlackText;
  std::optional<CellColor> ground = kWhiteCell;  // nullopt for patterns and gradients
  bool has_ground = false;                       // the cell has a fill
  bool shrinks = false;                          // the type shrinks until the text fits
};

/// The effect of a conditional format, if it applies.
struct RuleLook {
  std::optional<CellColor> text;
  std::optional<CellColor> ground;
  bool has_ground = false;
  bool hides = false;  // it displays something in place of the value
  bool strikes = false;
  std::optional<NumberFormat> number = {};
};

/// Reads the format of a rule, a `dxf`, from the elements in it: of the workbook's styles, or of a rule of a sheet that
/// contains its own (x14, [MS-XLSX] 2.6.5).
class RuleLookReader {
 public:
  explicit RuleLookReader(const ThemeColors& theme) : theme_(theme) {}
  void start(std::string_view local, const package::XmlAttributes& attributes);
  void end(std::string_view local);
  /// Returns the look read since the last call.
  RuleLook take() { return std::exchange(look_, {}); }

 private:
  const ThemeColors& theme_;
  RuleLook look_;
  bool in_font_ = false;
};

struct CellLooks {
  std::uint32_t standard_half_points = 22;  // size of the standard font, the unit of column widths
  std::vector<CellLook> cells;              // by format index
  std::vector<RuleLook> rules;              // by format index
};

/// Whether a Boolean element is on (ECMA-376-1, 18.18.12).
inline bool turns_on(const package::XmlAttributes& attributes) {
  const std::string_view value = attributes.find("val");
  return value != "0" && value != "false";
}

/// Reports only the package's reports.
bool read_cell_looks(XlsxPackage& package, std::string_view part, const ThemeColors& theme, CellLooks& looks);

}  // namespace gongwen::intake
