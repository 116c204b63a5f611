// Texts of a form are named by their places on paper: `text_ids` gives the words `words.1-2` of the first sheet a name
// of their own. When an edit moves parts, the names follow them; names of removed parts are deleted.
//   mark_places(changed);
//   … an edit of `changed` …
//   follow_places(changed, form);
#pragma once

#include "service/designer/detail/form_tree.h"

namespace gongwen::service {

/// The member that marks a part of paper. A form.json cannot have this name, so it cannot collide; it is removed before
/// the form is written.
inline constexpr std::string_view kPlaceMark = "#";

/// Marks the parts of paper; follow_places() removes the marks. Marks nothing if the form gives no
/// names.
void mark_places(FormNode& form);
/// Updates the names and removes the marks. `before`: the form as it was before the edit, without marks.
void follow_places(FormNode& form, const FormNode& before);

}  // namespace gongwen::service
