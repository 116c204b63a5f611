// Texts of a form are named by where they stand on paper: `text_ids` gives the words `words.1-2` of the first sheet a
// name of their own. Names follow what an edit has moved, and those of what is gone go.
//   mark_places(changed);
//   … an edit of `changed` …
//   follow_places(changed, form);
#pragma once

#include "service/designer/detail/form_tree.h"

namespace gongwen::service {

/// The member that marks a part of paper.
/// Not a name that a form.json can have, so it cannot collide; it is gone before the form is written.
inline constexpr std::string_view kPlaceMark = "#";

/// Marks the parts of paper, until follow_places().
/// Nothing is marked if the form gives no names.
void mark_places(FormNode& form);
/// `before`: the form as it was before the edit, without marks.
void follow_places(FormNode& form, const FormNode& before);

}  // namespace gongwen::service
