#include "style/resolve_length.h"

#include <algorithm>
#include <cmath>

namespace gongwen::style {
namespace {

using css::CalcNode;
using css::Unit;
using css::Value;
using css::ValueKind;
using Operation = CalcNode::Operation;

/// A calculation's value: pixels plus a percentage, or a plain number in `px`.
struct Sum {
  double px = 0;
  double percent = 0;
};

Sum evaluate(const CalcNode& node, const LengthContext& context);

/// Comparisons between a length and a percentage cannot be decided before layout; the percentage counts as its own
/// number of pixels then, and css/… has no case of it in the properties that reach here.
double magnitude(const Sum& sum) { return sum.px + sum.percent; }

Sum pick(const CalcNode& node, const LengthContext& context, bool largest) {
  Sum best = evaluate(node.operands.front(), context);
  for (const CalcNode& operand : node.operands) {
    const Sum sum = evaluate(operand, context);
    if (largest ? magnitude(sum) > magnitude(best) : magnitude(sum) < magnitude(best)) best = sum;
  }
  return best;
}

Sum multiply(const CalcNode& node, const LengthContext& context) {
  Sum product{1, 0};
  for (const CalcNode& operand : node.operands) {
    const Sum factor = evaluate(operand, context);
    // At most one factor is not a plain number (css::type_of made sure), so one of the two scales the other.
    product = factor.percent != 0 ? Sum{factor.px * product.px, factor.percent * product.px}
                                  : Sum{product.px * factor.px, product.percent * factor.px};
  }
  return product;
}

Sum evaluate(const CalcNode& node, const LengthContext& context) {
  switch (node.operation) {
    case Operation::Leaf:
      if (node.leaf.kind == ValueKind::Percentage) return {0, node.leaf.number};
      if (node.leaf.kind == ValueKind::Dimension) {
        return {dimension_to_px(node.leaf.number, node.leaf.unit, context), 0};
      }
      return {node.leaf.number, 0};
    case Operation::Sum: {
      Sum total;
      for (const CalcNode& operand : node.operands) {
        const Sum term = evaluate(operand, context);
        total = {total.px + term.px, total.percent + term.percent};
      }
      return total;
    }
    case Operation::Negate: {
      const Sum sum = evaluate(node.operands.front(), context);
      return {-sum.px, -sum.percent};
    }
    case Operation::Product: return multiply(node, context);
    case Operation::Invert: {
      const double divisor = evaluate(node.operands.front(), context).px;
      return {divisor == 0 ? 0 : 1 / divisor, 0};
    }
    case Operation::Min: return pick(node, context, false);
    case Operation::Max: return pick(node, context, true);
    case Operation::Clamp: {
      const Sum least = evaluate(node.operands[0], context);
      const Sum most = evaluate(node.operands[2], context);
      Sum value = evaluate(node.operands[1], context);
      if (magnitude(value) > magnitude(most)) value = most;
      if (magnitude(value) < magnitude(least)) value = least;
      return value;
    }
  }
  return {};
}

Sum evaluate(const Value& value, const LengthContext& context) {
  switch (value.kind) {
    case ValueKind::Dimension: return {dimension_to_px(value.number, value.unit, context), 0};
    case ValueKind::Percentage: return {0, value.number};
    case ValueKind::Number:
    case ValueKind::Integer: return {value.number, 0};
    case ValueKind::Calc: return evaluate(*value.calc, context);
    default: return {};
  }
}

std::int32_t fixed_percent(double percent) {
  const double raw = std::round(percent * LengthPercentage::kUnitsPerPercent);
  return static_cast<std::int32_t>(std::clamp(raw, -2e9, 2e9));
}

}  // namespace

double dimension_to_px(double number, Unit unit, const LengthContext& context) {
  switch (unit) {
    case Unit::Em:
    case Unit::Ic: return number * context.font_size.to_px();
    case Unit::Ex:
    case Unit::Ch: return number * context.font_size.to_px() / 2;
    case Unit::Rem: return number * context.root_font_size.to_px();
    case Unit::Lh: return number * context.line_height.to_px();
    case Unit::Rlh: return number * context.root_line_height.to_px();
    default: return number * css::pixels_per(unit);
  }
}

LengthPercentage resolve_length_percentage(const Value& value, const LengthContext& context) {
  const Sum sum = evaluate(value, context);
  return {LayoutUnit::round_from_px(sum.px), fixed_percent(sum.percent)};
}

LayoutUnit resolve_length(const Value& value, const LengthContext& context) {
  return LayoutUnit::round_from_px(evaluate(value, context).px);
}

double resolve_to_px(const Value& value, double percent_base, const LengthContext& context) {
  const Sum sum = evaluate(value, context);
  return sum.px + sum.percent * percent_base / 100;
}

double resolve_number(const Value& value) { return evaluate(value, {}).px; }

}  // namespace gongwen::style
