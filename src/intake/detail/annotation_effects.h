// What an annotation does to a page beside being listed there: what viewers draw of it, with or without an appearance
// of its own (ISO 32000-2, 12.5), and what its actions do (12.6). Everything that is not known to be harmless counts.
#pragma once

#include "intake/detail/revision.h"
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

/// Whether a viewer may draw something for it. Viewers make appearances up where there are none: only pop-up windows
/// and links without a border are sure to have none.
bool is_drawn(const Revision& revision, const Placed& annotation);

}  // namespace gongwen::intake
