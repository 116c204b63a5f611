// Whether a page shows nothing in a rectangle, as far as its operators show without being drawn: a sign that a viewer
// puts there hides nothing then.
#pragma once

#include "intake/detail/signed/revision.h"

#include <array>
#include <optional>

namespace gongwen::intake {

/// Left, bottom, right, top, in the space of the page.
using DrawnArea = std::array<double, 4>;

/// The corners of a Rect in their order; nothing for what is not four numbers.
std::optional<DrawnArea> read_area(const Revision& revision, const Placed& rect);

/// `page` is the number of the page's object. False where there is something, or may be: what follows text in its line,
/// and all that a form, a picture or a path takes up, counts as shown, and each annotation.
bool is_blank_area(const Revision& revision, int page, const DrawnArea& area);

}  // namespace gongwen::intake
