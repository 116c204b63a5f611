// text-decoration-skip-ink (css-text-decor-4 section 2.9): where the glyphs of a text cross a line under or over it.
#pragma once

#include "layout/core/context.h"

#include <vector>

namespace gongwen::paint {

/// From and to along a line, in px.
struct Stretch {
  double begin = 0;
  double end = 0;
};

/// The room of a line, from its upper to its lower edge, in px of the page.
struct LineStripe {
  double top = 0;
  double bottom = 0;
};

/// Adds the stretches in which the ink of a text fragment at `position` crosses the stripe, one for each glyph. Glyphs
/// of Han, kana and Hangul do not count where `skip` is `auto`: they fill their em box, and a line would be left out
/// all along them.
void find_crossing_ink(const layout::Fragment& text, base::Point position, const LineStripe& stripe,
                       style::TextDecorationSkipInk skip, const layout::LayoutContext& context,
                       std::vector<Stretch>& crossings);

/// What is left of a line beside the ink, with `distance` on both sides of it.
std::vector<Stretch> beside_ink(const Stretch& line, std::vector<Stretch> crossings, double distance);

}  // namespace gongwen::paint
