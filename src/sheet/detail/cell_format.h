// CellFormat: how a cell looks and behaves, as one value. Equal formats are one entry of Workbook::formats, so that a
// list of 100,000 rows has a handful. Names and sizes are those that spreadsheet programs show: 宋体, half points.
#pragma once

#include "css/color.h"

#include <cstdint>
#include <string>

namespace gongwen::sheet {

using css::Color;

enum class Script : std::uint8_t { Normal, Superscript, Subscript };

struct Font {
  std::string name = "宋体";
  std::uint16_t half_points = 24;  // size in 1/2 pt
  bool bold = false;
  bool italic = false;
  bool underline = false;
  bool strike = false;
  Script script = Script::Normal;
  Color color;  // opaque
  friend bool operator==(const Font&, const Font&) = default;
};

/// The lines that spreadsheets know, by width class and pattern (ECMA-376-1 section 18.18.3).
enum class LineKind : std::uint8_t { None, Thin, Medium, Thick, Double, Dotted, Dashed, MediumDashed };

struct BorderLine {
  LineKind kind = LineKind::None;
  Color color;  // opaque
  friend bool operator==(const BorderLine&, const BorderLine&) = default;
};

struct Borders {
  BorderLine top;
  BorderLine right;
  BorderLine bottom;
  BorderLine left;
  friend bool operator==(const Borders&, const Borders&) = default;
};

/// `General` is left for texts and right for numbers.
enum class HorizontalAlign : std::uint8_t { General, Left, Center, Right, Justify, Distributed };
enum class VerticalAlign : std::uint8_t { Top, Center, Bottom };

/// Turned text: degrees against the clock, −90 to 90, or characters stacked upright.
struct Rotation {
  bool stacked = false;
  std::int8_t degrees = 0;
  friend bool operator==(const Rotation&, const Rotation&) = default;
};

struct CellFormat {
  Font font;
  Color background = css::kTransparent;  // transparent: none; otherwise opaque
  Borders borders;
  HorizontalAlign horizontal = HorizontalAlign::General;
  VerticalAlign vertical = VerticalAlign::Bottom;
  bool wrap = false;
  bool shrink = false;
  std::uint8_t indent = 0;  // steps of three blanks of the standard font; needs Left or Right
  Rotation rotation;
  std::string number_format;  // a valid code, up to kMaxNumberFormatBytes; empty: General
  bool locked = true;         // takes effect on a protected sheet
  friend bool operator==(const CellFormat&, const CellFormat&) = default;
};

}  // namespace gongwen::sheet
