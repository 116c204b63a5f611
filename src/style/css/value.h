// Values of properties: components, units, and mathematical functions.
#pragma once

#include "style/css/color.h"
#include "style/css/token.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::css {

struct CalcNode;

// Value: one component of a property's value, matched with the property's grammar. A declaration's value is a sequence
// of them, in the order of the source; keywords and types identify the parts.

enum class Unit : std::uint8_t {
  Px,
  Cm,
  Mm,
  Q,
  In,
  Pc,
  Pt,
  Em,
  Rem,
  Ex,
  Ch,
  Ic,
  Lh,
  Rlh,
  Vw,
  Vh,
  Vi,
  Vb,
  Vmin,
  Vmax,
  Deg,
  Grad,
  Rad,
  Turn,
};

enum class ValueKind : std::uint8_t {
  Keyword,
  Number,
  Integer,
  Percentage,  // `number` is 50 for 50%
  Dimension,   // a length or an angle in `unit`
  Calc,        // a mathematical function
  Color,
  String,
  Ident,  // an author-defined name
  Url,
  Function,  // `keyword` is its name, `arguments` are its values
  Slash,
  Comma,
  LineNames,  // `arguments` are the names of a grid line
};

struct Value {
  ValueKind kind = ValueKind::Keyword;
  Keyword keyword = Keyword::None;
  Unit unit = Unit::Px;
  double number = 0;
  Color color;
  std::string text;
  std::shared_ptr<const CalcNode> calc;
  std::vector<Value> arguments;

  bool is(Keyword wanted) const { return kind == ValueKind::Keyword && keyword == wanted; }
  bool is_function(Keyword name) const { return kind == ValueKind::Function && keyword == name; }
};

/// A mathematical function (css-values-4 section 10): lengths, percentages and numbers joined by sums and products.
struct CalcNode {
  enum class Operation : std::uint8_t {
    Leaf,
    Sum,
    Negate,
    Product,
    Invert,
    Min,
    Max,
    Clamp,
    RoundNearest,
    RoundUp,
    RoundDown,
    RoundToZero,
    Mod,
    Rem,
    Abs,
    Sign,
    Hypot,
  };
  Operation operation = Operation::Leaf;
  Value leaf;  // Number, Percentage or Dimension
  std::vector<CalcNode> operands;
};

/// Pixels per absolute unit; 0 for font-relative units and angles.
double pixels_per(Unit unit);
bool is_angle(Unit unit);
/// Degrees per angle unit.
double degrees_per(Unit unit);
bool is_font_relative(Unit unit);
/// Whether the unit is relative to the page area: vw, vh and the like.
bool is_page_relative(Unit unit);
/// Finds `mm`, `PT`, …
bool find_unit(std::string_view name, Unit& unit);
std::string_view unit_name(Unit unit);

/// The percentage of the normal width for a value of font-stretch (css-fonts-4 section 2.5).
int stretch_percent(const Value& value);

/// As CSS text, for messages and dumps.
std::string to_text(const Value& value);
std::string to_text(const std::vector<Value>& values);

// Mathematical functions: calc(), min(), max(), clamp(), round() and the like (css-values-4 section 10).

bool is_math_function(std::string_view name);

/// Call it at a mathematical function: takes it and returns its tree; null if it is ill-formed or nested deeper than
/// 32.
std::shared_ptr<const CalcNode> parse_math_function(TokenStream& stream);

/// The type of a calculation's result: a plain number if both are false.
struct CalcType {
  bool length = false;
  bool percentage = false;
};
/// Returns nullopt if the types do not fit together: a length times a length, a number added to a length.
std::optional<CalcType> type_of(const CalcNode& node);

/// round(), mod(), rem(), abs(), sign() and hypot() for numbers of one unit (css-values-4 sections 10.3 to 10.6).
double apply_operation(CalcNode::Operation operation, const std::vector<double>& numbers);

/// The result of a calculation without lengths and percentages; nullopt for others, and for divisions by 0.
std::optional<double> constant_of(const CalcNode& node);

}  // namespace gongwen::css
