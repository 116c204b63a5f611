#include "style/detail/resolve_length.h"

#include "style/detail/cascade.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

// Resolves units and evaluates calculations (css-values-4, sections 6 and 10). A result is a sum of pixels, a
// percentage, and comparisons that wait for the base of percentages. Types were checked by css::type_of.
namespace gongwen::style {
namespace {

using css::CalcNode;
using css::Unit;
using css::Value;
using css::ValueKind;
using Operation = CalcNode::Operation;

struct Comparison;

/// A calculation's value: pixels plus a percentage plus comparisons of both; a plain number is in `px`.
struct Sum {
  double px = 0;
  double percent = 0;
  std::vector<Comparison> comparisons;
  bool has_percent = false;  // even if they cancel each other out

  bool is_absolute() const { return !has_percent && comparisons.empty(); }
};

/// min() or max() of sums.
struct Comparison {
  bool greatest = false;
  std::vector<Sum> operands;
};

Sum evaluate(const CalcNode& node, const LengthContext& context);

void scale(Sum& sum, double factor) {
  sum.px *= factor;
  sum.percent *= factor;
  for (Comparison& comparison : sum.comparisons) {
    if (factor < 0) comparison.greatest = !comparison.greatest;
    for (Sum& operand : comparison.operands) scale(operand, factor);
  }
}

void add(Sum& total, Sum term) {
  total.px += term.px;
  total.percent += term.percent;
  total.has_percent = total.has_percent || term.has_percent;
  std::move(term.comparisons.begin(), term.comparisons.end(), std::back_inserter(total.comparisons));
}

/// Comparisons of lengths are decided at once; those of percentages wait for their base.
Sum compare(std::vector<Sum> operands, bool greatest) {
  if (!std::all_of(operands.begin(), operands.end(), [](const Sum& sum) { return sum.is_absolute(); })) {
    Sum later;
    later.comparisons.push_back({greatest, std::move(operands)});
    return later;
  }
  const auto is_less = [](const Sum& a, const Sum& b) {
    return a.px < b.px;
  };
  return greatest ? *std::max_element(operands.begin(), operands.end(), is_less)
                  : *std::min_element(operands.begin(), operands.end(), is_less);
}

std::vector<Sum> evaluate_all(const std::vector<CalcNode>& nodes, const LengthContext& context) {
  std::vector<Sum> sums;
  for (const CalcNode& node : nodes) sums.push_back(evaluate(node, context));
  return sums;
}

Sum multiply(const CalcNode& node, const LengthContext& context) {
  Sum product{1, 0, {}};
  for (const CalcNode& operand : node.operands) {
    Sum factor = evaluate(operand, context);
    // At most one factor is not a plain number (checked by css::type_of), so one scales the other.
    if (!factor.is_absolute()) std::swap(factor, product);
    scale(product, factor.px);
  }
  return product;
}

Sum evaluate(const CalcNode& node, const LengthContext& context) {
  switch (node.operation) {
    case Operation::Leaf:
      if (node.leaf.kind == ValueKind::Percentage) return {0, node.leaf.number, {}, true};
      if (node.leaf.kind == ValueKind::Dimension) {
        return {dimension_to_px(node.leaf.number, node.leaf.unit, context), 0, {}};
      }
      return {node.leaf.number, 0, {}};
    case Operation::Sum: {
      Sum total;
      for (const CalcNode& operand : node.operands) add(total, evaluate(operand, context));
      return total;
    }
    case Operation::Negate: {
      Sum sum = evaluate(node.operands.front(), context);
      scale(sum, -1);
      return sum;
    }
    case Operation::Product: return multiply(node, context);
    case Operation::Invert: {
      const double divisor = evaluate(node.operands.front(), context).px;
      return {divisor == 0 ? 0 : 1 / divisor, 0, {}};
    }
    case Operation::RoundNearest:
    case Operation::RoundUp:
    case Operation::RoundDown:
    case Operation::RoundToZero:
    case Operation::Mod:
    case Operation::Rem:
    case Operation::Abs:
    case Operation::Sign:
    case Operation::Hypot: {
      // None of the operands takes percentages (checked by css::type_of).
      std::vector<double> numbers;
      for (const CalcNode& operand : node.operands) numbers.push_back(evaluate(operand, context).px);
      return {css::apply_operation(node.operation, numbers), 0, {}};
    }
    case Operation::Min: return compare(evaluate_all(node.operands, context), false);
    case Operation::Max: return compare(evaluate_all(node.operands, context), true);
    case Operation::Clamp: {
      // max(lower, min(value, upper)): the lower limit wins.
      std::vector<Sum> parts = evaluate_all(node.operands, context);
      Sum limited = compare({std::move(parts[1]), std::move(parts[2])}, false);
      return compare({std::move(parts[0]), std::move(limited)}, true);
    }
  }
  return {};
}

Sum evaluate(const Value& value, const LengthContext& context) {
  switch (value.kind) {
    case ValueKind::Dimension: return {dimension_to_px(value.number, value.unit, context), 0, {}};
    case ValueKind::Percentage: return {0, value.number, {}};
    case ValueKind::Number:
    case ValueKind::Integer: return {value.number, 0, {}};
    case ValueKind::Calc: return evaluate(*value.calc, context);
    default: break;
  }
  return {};
}

double in_px(const Sum& sum, double percent_base) {
  double total = sum.px + sum.percent * percent_base / 100;
  for (const Comparison& comparison : sum.comparisons) {
    double best = in_px(comparison.operands.front(), percent_base);
    for (const Sum& operand : comparison.operands) {
      const double value = in_px(operand, percent_base);
      best = comparison.greatest ? std::max(best, value) : std::min(best, value);
    }
    total += best;
  }
  return total;
}

std::int32_t fixed_percent(double percent) {
  const double raw = std::round(percent * LengthPercentage::kUnitsPerPercent);
  return static_cast<std::int32_t>(std::clamp(raw, -2e9, 2e9));
}

LengthPercentage fixed_point(const Sum& sum) {
  LengthPercentage fixed{LayoutUnit::round_from_px(sum.px), fixed_percent(sum.percent)};
  if (sum.comparisons.empty()) {
    return sum.has_percent && fixed.percent == 0 ? LengthPercentage::without_share(fixed.length) : fixed;
  }
  std::vector<LengthComparison> comparisons;
  for (const Comparison& comparison : sum.comparisons) {
    LengthComparison& added = comparisons.emplace_back();
    added.greatest = comparison.greatest;
    for (const Sum& operand : comparison.operands) added.operands.push_back(fixed_point(operand));
  }
  fixed.comparisons = std::make_shared<const std::vector<LengthComparison>>(std::move(comparisons));
  return fixed;
}

/// css-values-4 §6.1.1: the x-height, and the advance of the zero.
double measure(Unit unit, const LengthContext& context) {
  if (context.measures == nullptr || context.font_style == nullptr) return context.font_size.to_px() / 2;
  return unit == Unit::Ex ? context.measures->x_height(*context.font_style)
                          : context.measures->zero_advance(*context.font_style);
}

/// css-values-4 §6.1.2: on paper the viewport is the area of the first page; lines run from left to right.
double page_measure(Unit unit, const LengthContext& context) {
  const PageSize area = context.facts == nullptr ? PageSize() : context.facts->page_area();
  const double width = area.width.to_px();
  const double height = area.height.to_px();
  switch (unit) {
    case Unit::Vh:
    case Unit::Vb: return height;
    case Unit::Vmin: return std::min(width, height);
    case Unit::Vmax: return std::max(width, height);
    default: return width;
  }
}

}  // namespace

double dimension_to_px(double number, Unit unit, const LengthContext& context) {
  switch (unit) {
    case Unit::Vw:
    case Unit::Vh:
    case Unit::Vi:
    case Unit::Vb:
    case Unit::Vmin:
    case Unit::Vmax: return number * page_measure(unit, context) / 100;
    case Unit::Em:
    case Unit::Ic: return number * context.font_size.to_px();
    case Unit::Ex:
    case Unit::Ch: return number * measure(unit, context);
    case Unit::Rem: return number * context.root_font_size.to_px();
    case Unit::Lh: return number * context.line_height.to_px();
    case Unit::Rlh: return number * context.root_line_height.to_px();
    default: break;
  }
  return number * css::pixels_per(unit);
}

LengthPercentage resolve_length_percentage(const Value& value, const LengthContext& context) {
  return fixed_point(evaluate(value, context));
}

LayoutUnit resolve_length(const Value& value, const LengthContext& context) {
  return LayoutUnit::round_from_px(evaluate(value, context).px);
}

double resolve_to_px(const Value& value, double percent_base, const LengthContext& context) {
  return in_px(evaluate(value, context), percent_base);
}

double resolve_number(const Value& value) { return evaluate(value, {}).px; }

Margin resolve_margin(const css::Value& value, const LengthContext& context) {
  if (value.is(css::Keyword::Auto)) return {true, {}};
  return {false, resolve_length_percentage(value, context)};
}

LengthPercentage resolve_size(const css::Value& value, const LengthContext& context) {
  const LengthPercentage size = resolve_length_percentage(value, context);
  const bool is_share = value.kind == ValueKind::Percentage && !size.has_percent();
  return is_share ? LengthPercentage::without_share({}) : size;
}

std::int32_t resolve_integer(const css::Value& value) {
  return static_cast<std::int32_t>(std::clamp(value.number, -1e9, 1e9));
}

}  // namespace gongwen::style
