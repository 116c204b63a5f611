#include "style/detail/length.h"

#include <algorithm>
#include <utility>

// A length with comparisons is a sum of three terms: the fixed length, the percentage, and the comparisons, which need
// the base of percentages before they can be decided (css-values-4 section 10.2).
namespace gongwen::style {

LengthPercentage LengthPercentage::without_share(LayoutUnit length) {
  static const auto none = std::make_shared<const std::vector<LengthComparison>>();
  return {length, 0, none};
}

LayoutUnit LengthPercentage::resolve_comparisons(LayoutUnit base) const {
  LayoutUnit total;
  for (const LengthComparison& comparison : *comparisons) {
    LayoutUnit best = comparison.operands.front().resolve(base);
    for (const LengthPercentage& operand : comparison.operands) {
      const LayoutUnit value = operand.resolve(base);
      best = comparison.greatest ? std::max(best, value) : std::min(best, value);
    }
    total += best;
  }
  return total;
}

LengthPercentage LengthPercentage::operator-() const {
  LengthPercentage negated{-length, -percent};
  if (comparisons == nullptr) return negated;
  std::vector<LengthComparison> turned = *comparisons;
  for (LengthComparison& comparison : turned) {
    // -max(a, b) is min(-a, -b).
    comparison.greatest = !comparison.greatest;
    for (LengthPercentage& operand : comparison.operands) operand = -operand;
  }
  negated.comparisons = std::make_shared<const std::vector<LengthComparison>>(std::move(turned));
  return negated;
}

bool operator==(const LengthPercentage& a, const LengthPercentage& b) {
  if (a.length != b.length || a.percent != b.percent) return false;
  // Copies share their comparisons, so the pointers are compared before the contents.
  if (a.comparisons == b.comparisons) return true;
  return a.comparisons != nullptr && b.comparisons != nullptr && *a.comparisons == *b.comparisons;
}

}  // namespace gongwen::style
