// What a revision changed of the annotations of pages: put there, taken off, moved, drawn again, given actions. And
// what an annotation does to a page beside being listed there: what viewers draw of it, with an appearance or without
// (ISO 32000-2, 12.5), and what its actions do (12.6). Everything that is not known to be harmless counts.
#pragma once

#include "intake/detail/signed/revision.h"
#include "intake/detail/signed/revision_changes.h"
#include "intake/signed_pdf.h"

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

/// Adds each change once, with what it does to the page.
void compare_annotations(Comparison& comparison, Changes& changes);

}  // namespace gongwen::intake
