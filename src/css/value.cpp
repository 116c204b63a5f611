#include "css/value.h"

#include "base/ascii.h"
#include "base/format.h"

#include <algorithm>
#include <cmath>

namespace gongwen::css {
namespace {

struct UnitInfo {
  std::string_view name;
  Unit unit;
  double pixels;  // 0: not absolute
};

constexpr UnitInfo kUnits[] = {
    {"px", Unit::Px, 1},   {"cm", Unit::Cm, 96 / 2.54}, {"mm", Unit::Mm, 96 / 25.4}, {"q", Unit::Q, 96 / 101.6},
    {"in", Unit::In, 96},  {"pc", Unit::Pc, 16},        {"pt", Unit::Pt, 4.0 / 3},   {"em", Unit::Em, 0},
    {"rem", Unit::Rem, 0}, {"ex", Unit::Ex, 0},         {"ch", Unit::Ch, 0},         {"ic", Unit::Ic, 0},
    {"lh", Unit::Lh, 0},   {"rlh", Unit::Rlh, 0},       {"vw", Unit::Vw, 0},         {"vh", Unit::Vh, 0},
    {"vi", Unit::Vi, 0},   {"vb", Unit::Vb, 0},         {"vmin", Unit::Vmin, 0},     {"vmax", Unit::Vmax, 0},
    {"deg", Unit::Deg, 0}, {"grad", Unit::Grad, 0},     {"rad", Unit::Rad, 0},       {"turn", Unit::Turn, 0},
};

const UnitInfo& info(Unit unit) { return kUnits[static_cast<std::size_t>(unit)]; }

std::string number_text(double number) { return fmt::format("{:g}", number); }

std::string calc_text(const CalcNode& node) {
  using Operation = CalcNode::Operation;
  if (node.operation == Operation::Leaf) return to_text(node.leaf);
  std::string joined;
  for (const CalcNode& operand : node.operands) {
    if (!joined.empty()) joined += " ";
    joined += calc_text(operand);
  }
  switch (node.operation) {
    case Operation::Sum: return "(+ " + joined + ")";
    case Operation::Negate: return "(- " + joined + ")";
    case Operation::Product: return "(* " + joined + ")";
    case Operation::Invert: return "(/ " + joined + ")";
    case Operation::Min: return "(min " + joined + ")";
    case Operation::Max: return "(max " + joined + ")";
    case Operation::Clamp: return "(clamp " + joined + ")";
    case Operation::RoundNearest: return "(round nearest " + joined + ")";
    case Operation::RoundUp: return "(round up " + joined + ")";
    case Operation::RoundDown: return "(round down " + joined + ")";
    case Operation::RoundToZero: return "(round to-zero " + joined + ")";
    case Operation::Mod: return "(mod " + joined + ")";
    case Operation::Rem: return "(rem " + joined + ")";
    case Operation::Abs: return "(abs " + joined + ")";
    case Operation::Sign: return "(sign " + joined + ")";
    case Operation::Hypot: return "(hypot " + joined + ")";
    case Operation::Leaf: break;
  }
  return joined;
}

}  // namespace

double pixels_per(Unit unit) { return info(unit).pixels; }
double degrees_per(Unit unit) {
  switch (unit) {
    case Unit::Grad: return 0.9;
    case Unit::Rad: return 180 / 3.14159265358979323846;
    case Unit::Turn: return 360;
    case Unit::Px:
    case Unit::Cm:
    case Unit::Mm:
    case Unit::Q:
    case Unit::In:
    case Unit::Pc:
    case Unit::Pt:
    case Unit::Em:
    case Unit::Rem:
    case Unit::Ex:
    case Unit::Ch:
    case Unit::Ic:
    case Unit::Lh:
    case Unit::Rlh:
    case Unit::Vw:
    case Unit::Vh:
    case Unit::Vi:
    case Unit::Vb:
    case Unit::Vmin:
    case Unit::Vmax:
    case Unit::Deg: break;
  }
  return 1;
}

bool is_angle(Unit unit) { return unit >= Unit::Deg; }
bool is_font_relative(Unit unit) { return unit >= Unit::Em && unit <= Unit::Rlh; }
bool is_page_relative(Unit unit) { return unit >= Unit::Vw && unit <= Unit::Vmax; }
std::string_view unit_name(Unit unit) { return info(unit).name; }

bool find_unit(std::string_view name, Unit& unit) {
  for (const UnitInfo& known : kUnits) {
    if (!base::equals_ignoring_ascii_case(known.name, name)) continue;
    unit = known.unit;
    return true;
  }
  return false;
}

int stretch_percent(const Value& value) {
  if (value.kind == ValueKind::Percentage) return static_cast<int>(std::lround(std::clamp(value.number, 0.0, 1000.0)));
  switch (value.keyword) {
    case Keyword::UltraCondensed: return 50;
    case Keyword::ExtraCondensed: return 62;
    case Keyword::Condensed: return 75;
    case Keyword::SemiCondensed: return 88;
    case Keyword::SemiExpanded: return 112;
    case Keyword::Expanded: return 125;
    case Keyword::ExtraExpanded: return 150;
    case Keyword::UltraExpanded: return 200;
    default: return 100;
  }
}

std::string to_text(const Value& value) {
  switch (value.kind) {
    case ValueKind::Keyword: return std::string(keyword_text(value.keyword));
    case ValueKind::Number:
    case ValueKind::Integer: return number_text(value.number);
    case ValueKind::Percentage: return number_text(value.number) + "%";
    case ValueKind::Dimension: return number_text(value.number) + std::string(unit_name(value.unit));
    case ValueKind::Calc: return calc_text(*value.calc);
    case ValueKind::Color: return to_text(value.color);
    case ValueKind::String: return "\"" + value.text + "\"";
    case ValueKind::Ident: return value.text;
    case ValueKind::Url: return "url(" + value.text + ")";
    case ValueKind::Function: return std::string(keyword_text(value.keyword)) + "(" + to_text(value.arguments) + ")";
    case ValueKind::Slash: return "/";
    case ValueKind::Comma: return ",";
    case ValueKind::LineNames: return "[" + to_text(value.arguments) + "]";
  }
  return {};
}

std::string to_text(const std::vector<Value>& values) {
  std::string out;
  for (const Value& value : values) {
    if (!out.empty() && value.kind != ValueKind::Comma) out += " ";
    out += to_text(value);
  }
  return out;
}

}  // namespace gongwen::css
