// ConditionalFormat: the look of cells while a condition holds. The spreadsheet program evaluates it after each change.
#pragma once

#include "diagnostics/origin.h"
#include "sheet/detail/cell_range.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gongwen::sheet {

enum class Comparison : std::uint8_t { Equal, NotEqual, Greater, Less, AtLeast, AtMost, Between, NotBetween };

/// A number or a day, or a formula, which starts with `=`.
using MarkOperand = std::variant<double, std::string>;

struct CompareMark {
  Comparison comparison = Comparison::Equal;
  MarkOperand first;
  MarkOperand second;  // only for Between and NotBetween
};

enum class TextPlace : std::uint8_t { Contains, ContainsNot, Begins, Ends };
struct TextMark {
  TextPlace place = TextPlace::Contains;
  std::string text;
};

enum class CellClass : std::uint8_t { Duplicate, Unique, Blank, NotBlank };
struct ClassMark {
  CellClass of = CellClass::Duplicate;
};

/// The highest or lowest values.
struct RankMark {
  bool lowest = false;
  bool percent = false;
  std::uint16_t count = 10;
};

/// Holds where the formula is true; its references are those for the first cell of the range.
struct FormulaMark {
  std::string formula;
};

struct BarMark {
  Color color;
};
/// Two or three colours, for the lowest to the highest value.
struct ScaleMark {
  std::vector<Color> colors;
};

enum class IconKind : std::uint8_t { Arrows, Lights, Flags, Signs, Symbols, Ratings };
struct IconMark {
  IconKind kind = IconKind::Arrows;
  bool reversed = false;
};

using MarkRule = std::variant<CompareMark, TextMark, ClassMark, RankMark, FormulaMark, BarMark, ScaleMark, IconMark>;

/// The changed look of a cell; bars, scales and icons change none of it.
struct MarkLook {
  std::optional<Color> color;
  std::optional<Color> background;
  bool bold = false;
  bool italic = false;
  bool strike = false;
  friend bool operator==(const MarkLook&, const MarkLook&) = default;
};

struct ConditionalFormat {
  CellRange range;
  MarkRule rule;
  MarkLook look;
  diagnostics::OriginId origin;
};

}  // namespace gongwen::sheet
