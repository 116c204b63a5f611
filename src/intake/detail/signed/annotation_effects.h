// What an annotation does to a page beside being listed there: what viewers draw of it, with an appearance or
// without (ISO 32000-2, 12.5), and what its actions do (12.6). Everything that is not known to be harmless counts.
#pragma once

#include "intake/detail/signed/revision.h"
#include "intake/signed_pdf.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>

namespace gongwen::intake {

struct ActionEffect {
  Effect effect = Effect::None;
  std::string name = {};  // of what acts: `JavaScript`

  void add(const ActionEffect& other);
};

/// Of the entries A, AA and PA of an annotation or a field. A jump within the document has no effect, an address
/// shows: it leads out of the file.
ActionEffect effect_of_actions(const Revision& revision, const Placed& annotation);

/// Whether a viewer may draw something for it that hides what the page shows. Viewers make appearances up where there
/// are none: only pop-up windows and links with no more than a thin frame are sure to hide nothing.
bool is_drawn(const Revision& revision, const Placed& annotation);

// Whether a page shows nothing in a rectangle, as far as its operators show without being drawn (blank_area.cpp): a
// sign that a viewer puts there hides nothing then.

/// Left, bottom, right, top, in the space of the page.
using DrawnArea = std::array<double, 4>;

/// The corners of a Rect in their order; nothing for what is not four numbers.
std::optional<DrawnArea> read_area(const Revision& revision, const Placed& rect);

/// `page` is the number of the page's object. False where there is something, or may be: what follows text in its line,
/// and all that a form, a picture or a path takes up, counts as shown, and each annotation.
bool is_blank_area(const Revision& revision, int page, const DrawnArea& area);

}  // namespace gongwen::intake
