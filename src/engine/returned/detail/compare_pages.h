// A returned PDF beside the blank form of its kind: what each place on its pages is, whatever its field says of itself.
#pragma once

#include "engine/returned/detail/form_parts.h"
#include "engine/returned/detail/match_pages.h"
#include "engine/returned/detail/shown_form.h"
#include "intake/returned_file.h"

#include <cstddef>
#include <vector>

namespace gongwen::engine {

struct ComparedPages {
  /// Nearly all fields are those of the form, in its order.
  bool is_same_form = false;
  /// Nearly all places are just where the form has them. Otherwise it was made of other data, which move them.
  bool is_exact = false;
  std::size_t changes = 0;           // places that are not what they should be
  std::size_t moved = 0;             // those that lie elsewhere, as other data would move them
  std::vector<MatchedPage> matched;  // for each page of the file
  std::vector<intake::Notice> notices;
};

/// Fields that lie where the form has another one are read as that one, fields that lie where it has none are not read,
/// fields without a name are read by their places. A box that looks otherwise than its field says is not read. What has
/// content and is not read is reported. `shown` has the choices of the form. Pages that are not those of the form leave
/// the file as it is.
/// Reports: intake/fields-missing, intake/mark-beside, intake/field-elsewhere, intake/by-place, intake/nameless-field,
/// intake/shown-differs, intake/conflict.
ComparedPages compare_pages(intake::ReturnedFile& file, const FormPages& form, const ShownForm& shown,
                            const schema::Schema& schema);

/// How many of the places on the pages are where the form has such a place, and how many there are.
struct PlaceCount {
  std::size_t matching = 0;
  std::size_t all = 0;
  bool most() const { return all > 0 && matching * 5 >= all * 4; }
};
PlaceCount count_places(const FormPages& pages, const FormPages& form);

}  // namespace gongwen::engine
