// The changes of annotations by a revision: added, removed, moved, redrawn, given actions. Also the effects of an
// annotation: the drawing by viewers, with or without an appearance (ISO 32000-2, 12.5), and the effects of its actions
// (12.6). Everything not known to be harmless counts.
#pragma once

#include "intake/detail/signed/revision.h"
#include "intake/detail/signed/revision_changes.h"
#include "intake/signed_pdf.h"

#include <string>

namespace gongwen::intake {

struct ActionEffect {
  Effect effect = Effect::None;
  std::string name = {};  // the part that acts: `JavaScript`

  void add(const ActionEffect& other);
};

/// The effect of the entries A, AA and PA of an annotation or field. A jump within the document has none; a URI has the
/// effect Shows, because it leads out of the file.
ActionEffect effect_of_actions(const Revision& revision, const Placed& annotation);

/// Whether a viewer may draw something for it that hides page content. Viewers invent missing appearances: only pop-up
/// windows, and links with no more than a thin frame, certainly hide nothing.
bool is_drawn(const Revision& revision, const Placed& annotation);

/// Adds each change once, with its effect on the page.
void compare_annotations(Comparison& comparison, Changes& changes);

}  // namespace gongwen::intake
