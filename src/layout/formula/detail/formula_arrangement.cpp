#include "layout/formula/detail/formula_arrangement.h"

#include <algorithm>
#include <utility>

namespace gongwen::layout {

using text::MathConstant;

namespace {

/// A fraction without a bar: a binomial coefficient.
FormulaBox stack_of(FormulaBox above, FormulaBox below, const FormulaDistances& distances) {
  TextLength up = distances.at(MathConstant::StackTopDisplayStyleShiftUp, MathConstant::StackTopShiftUp);
  TextLength down = distances.at(MathConstant::StackBottomDisplayStyleShiftDown, MathConstant::StackBottomShiftDown);
  const TextLength gap = (down - below.ascent) + (up - above.descent);
  const TextLength missing = distances.at(MathConstant::StackDisplayStyleGapMin, MathConstant::StackGapMin) - gap;
  if (missing > TextLength()) {
    up += missing / 2;
    down += missing - missing / 2;
  }
  FormulaBox box;
  const TextLength width = std::max(above.width, below.width);
  box.width = width;
  const TextLength above_x = (width - above.width) / 2;
  const TextLength below_x = (width - below.width) / 2;
  box.place(std::move(above), above_x, -up);
  box.place(std::move(below), below_x, down);
  return box;
}

struct ScriptShifts {
  TextLength down;
  TextLength up;
};

/// MathML Core section 3.4.1.
ScriptShifts shifts_of(const FormulaBox& base, const ScriptPair& scripts, const FormulaDistances& distances) {
  ScriptShifts shifts;
  if (scripts.has_below) {
    shifts.down = std::max({distances.at(MathConstant::SubscriptShiftDown),
                            scripts.below.ascent - distances.at(MathConstant::SubscriptTopMax),
                            base.descent + distances.at(MathConstant::SubscriptBaselineDropMin)});
  }
  if (scripts.has_above) {
    shifts.up = std::max({distances.at(distances.is_cramped ? MathConstant::SuperscriptShiftUpCramped
                                                            : MathConstant::SuperscriptShiftUp),
                          scripts.above.descent + distances.at(MathConstant::SuperscriptBottomMin),
                          base.ascent - distances.at(MathConstant::SuperscriptBaselineDropMax)});
  }
  if (!scripts.has_below || !scripts.has_above) return shifts;
  const TextLength gap = (shifts.down - scripts.below.ascent) + (shifts.up - scripts.above.descent);
  const TextLength missing = distances.at(MathConstant::SubSuperscriptGapMin) - gap;
  if (missing <= TextLength()) return shifts;
  const TextLength room =
      distances.at(MathConstant::SuperscriptBottomMaxWithSubscript) - (shifts.up - scripts.above.descent);
  const TextLength raised = std::clamp(room, TextLength(), missing);
  shifts.up += raised;
  shifts.down += missing - raised;
  return shifts;
}

}  // namespace

FormulaBox fraction_of(FormulaBox above, FormulaBox below, TextLength thickness, css::Color ink,
                       const FormulaDistances& distances) {
  if (thickness.raw() == 0) return stack_of(std::move(above), std::move(below), distances);
  const TextLength middle = distances.at(MathConstant::AxisHeight);
  const TextLength half = thickness / 2;
  const TextLength up =
      std::max(distances.at(MathConstant::FractionNumeratorDisplayStyleShiftUp, MathConstant::FractionNumeratorShiftUp),
               middle + half + above.descent +
                   distances.at(MathConstant::FractionNumDisplayStyleGapMin, MathConstant::FractionNumeratorGapMin));
  const TextLength down = std::max(
      distances.at(MathConstant::FractionDenominatorDisplayStyleShiftDown, MathConstant::FractionDenominatorShiftDown),
      half - middle + below.ascent +
          distances.at(MathConstant::FractionDenomDisplayStyleGapMin, MathConstant::FractionDenominatorGapMin));
  const TextLength width = std::max(above.width, below.width);
  FormulaBox box;
  box.width = width;
  box.ascent = middle + half;
  box.descent = half - middle;
  const TextLength above_x = (width - above.width) / 2;
  const TextLength below_x = (width - below.width) / 2;
  box.place(std::move(above), above_x, -up);
  box.place(std::move(below), below_x, down);
  box.descent = std::max(box.descent, TextLength());
  box.rules.push_back({TextLength(), -middle - half, width, thickness, ink});
  return box;
}

FormulaBox with_scripts(FormulaBox base, bool is_large, ScriptPair scripts, const FormulaDistances& distances) {
  const ScriptShifts shifts = shifts_of(base, scripts, distances);
  // The lower limit of an integral moves in under its slant, the exponent of a slanted letter moves out beyond it.
  const TextLength below_x = base.width - (is_large ? base.italic : TextLength());
  const TextLength above_x = base.width + (is_large ? TextLength() : base.italic);
  const TextLength space = distances.at(MathConstant::SpaceAfterScript);
  FormulaBox box;
  box.width = base.width;
  box.ascent = base.ascent;
  box.descent = base.descent;
  box.place(std::move(base), TextLength(), TextLength());
  if (scripts.has_below) {
    box.width = std::max(box.width, below_x + scripts.below.width + space);
    box.place(std::move(scripts.below), below_x, shifts.down);
  }
  if (scripts.has_above) {
    box.width = std::max(box.width, above_x + scripts.above.width + space);
    box.place(std::move(scripts.above), above_x, -shifts.up);
  }
  return box;
}

FormulaBox with_script_pairs(FormulaBox base, bool is_large, std::vector<ScriptPair> pairs, std::size_t prescripts,
                             const FormulaDistances& distances) {
  const std::size_t behind = pairs.size() - prescripts;
  ScriptShifts shifts;
  for (const ScriptPair& pair : pairs) {
    const ScriptShifts own = shifts_of(base, pair, distances);
    shifts.down = std::max(shifts.down, own.down);
    shifts.up = std::max(shifts.up, own.up);
  }
  const TextLength space = distances.at(MathConstant::SpaceAfterScript);
  FormulaBox box;
  box.ascent = base.ascent;
  box.descent = base.descent;
  // The first scripts after the base follow its slant, as in with_scripts().
  const TextLength below_lean = is_large ? -base.italic : TextLength();
  const TextLength above_lean = is_large ? TextLength() : base.italic;
  const auto place_pair = [&](std::size_t i, bool is_before) {
    ScriptPair& pair = pairs[i];
    const bool leans = !is_before && i == 0;
    const TextLength width = std::max(pair.below.width + (leans ? below_lean : TextLength()),
                                      pair.above.width + (leans ? above_lean : TextLength()));
    // Scripts before the base are flush with it.
    const TextLength start = box.width + (is_before ? space : TextLength());
    const TextLength below_x =
        is_before ? start + width - pair.below.width : start + (leans ? below_lean : TextLength());
    const TextLength above_x =
        is_before ? start + width - pair.above.width : start + (leans ? above_lean : TextLength());
    if (pair.has_below) box.place(std::move(pair.below), below_x, shifts.down);
    if (pair.has_above) box.place(std::move(pair.above), above_x, -shifts.up);
    box.width += width + space;
  };
  for (std::size_t i = behind; i < pairs.size(); ++i) place_pair(i, true);
  const TextLength base_x = box.width;
  box.width += base.width + (behind == 0 ? base.italic : TextLength());
  box.place(std::move(base), base_x, TextLength());
  for (std::size_t i = 0; i < behind; ++i) place_pair(i, false);
  return box;
}

FormulaBox with_limits(FormulaBox base, ScriptPair limits, const LimitTraits& traits,
                       const FormulaDistances& distances) {
  const TextLength lean = traits.is_large ? base.italic / 2 : TextLength();
  FormulaBox box;
  box.ascent = base.ascent;
  box.descent = base.descent;
  // Places count from the middle of the base.
  TextLength left = -(base.width / 2);
  TextLength right = base.width - base.width / 2;
  TextLength below_x;
  TextLength above_x;
  TextLength down;
  TextLength up;
  TextLength room_below;
  TextLength room_above;
  if (limits.has_below) {
    below_x = -(limits.below.width / 2) - lean;
    left = std::min(left, below_x);
    right = std::max(right, below_x + limits.below.width);
    if (traits.is_large) {
      down = std::max(distances.at(MathConstant::LowerLimitBaselineDropMin),
                      distances.at(MathConstant::LowerLimitGapMin) + limits.below.ascent);
    } else if (traits.is_stretched) {
      down = std::max(distances.at(MathConstant::StretchStackBottomShiftDown),
                      distances.at(MathConstant::StretchStackGapAboveMin) + limits.below.ascent);
    } else {
      down = (traits.is_accent_under ? TextLength() : distances.at(MathConstant::UnderbarVerticalGap)) +
             limits.below.ascent;
      room_below = distances.at(MathConstant::UnderbarExtraDescender);
    }
    down += base.descent;
  }
  if (limits.has_above) {
    above_x = -(limits.above.width / 2) + lean;
    if (traits.has_letter_accent && limits.above.accent) {
      // An accent is over the middle of the letter, which for a slanted one is not that of its width.
      const TextLength at = base.accent.value_or(base.width / 2) - base.width / 2;
      above_x = at - *limits.above.accent;
    }
    left = std::min(left, above_x);
    right = std::max(right, above_x + limits.above.width);
    if (traits.is_large) {
      up = std::max(distances.at(MathConstant::UpperLimitBaselineRiseMin),
                    distances.at(MathConstant::UpperLimitGapMin) + limits.above.descent);
      up += base.ascent;
    } else if (traits.is_stretched) {
      up = std::max(distances.at(MathConstant::StretchStackTopShiftUp),
                    distances.at(MathConstant::StretchStackGapBelowMin) + limits.above.descent);
      up += base.ascent;
    } else if (traits.has_letter_accent) {
      // The accents of a face are drawn for a letter of this height.
      up = std::max(TextLength(), base.ascent - distances.at(MathConstant::AccentBaseHeight));
      room_above = distances.at(MathConstant::OverbarExtraAscender);
    } else {
      up = traits.is_accent ? std::max(base.ascent, distances.at(MathConstant::AccentBaseHeight))
                            : base.ascent + distances.at(MathConstant::OverbarVerticalGap);
      up += limits.above.descent;
      room_above = distances.at(MathConstant::OverbarExtraAscender);
    }
  }
  // An accent that is wider than its letter may extend beyond it, as the letter itself may.
  if (traits.has_letter_accent && !limits.has_below) {
    left = -(base.width / 2);
    right = left + base.width;
    box.italic = base.italic;
  }
  box.width = right - left;
  const TextLength base_x = -(base.width / 2) - left;
  box.place(std::move(base), base_x, TextLength());
  if (limits.has_below) {
    const TextLength x = below_x - left;
    box.descent = std::max(box.descent, limits.below.descent + down + room_below);
    box.draw(std::move(limits.below), x, down);
  }
  if (limits.has_above) {
    const TextLength x = above_x - left;
    box.ascent = std::max(box.ascent, limits.above.ascent + up + room_above);
    box.draw(std::move(limits.above), x, -up);
  }
  return box;
}

}  // namespace gongwen::layout
