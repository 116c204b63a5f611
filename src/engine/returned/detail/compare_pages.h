// Compares a returned PDF with the blank form of its kind: which field each place on its pages is, whatever its name
// says.
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
  /// Nearly all places are exactly where the form has them. Otherwise the file was made from other data, which moves
  /// them.
  bool is_exact = false;
  std::size_t changes = 0;           // places that are not what they should be
  std::size_t moved = 0;             // those that lie elsewhere, as other data would move them
  std::size_t off_place = 0;         // those that are not just where the form has one, for whatever reason
  std::vector<MatchedPage> matched;  // for each page of the file
  std::vector<intake::Notice> notices;
};

/// A field in the place of another field is read as that one; a field in a place where the form has none is not read; a
/// field without a name is read by its place. A box that shows something else than its value is not read. Content that
/// is not read is reported. `shown` has the choices of the form. If the pages are not those of the form, the file is
/// not changed.
/// Reports: intake/fields-missing, intake/mark-beside, intake/field-elsewhere, intake/by-place, intake/nameless-field,
/// intake/shown-differs, intake/conflict.
/// intake/shown-differs, intake/conflict.
ComparedPages compare_pages(intake::ReturnedFile& file, const FormPages& form, const ShownForm& shown,
                            const schema::Schema& schema);

/// How many places on the pages are where the form has such a place, and how many there are.
struct PlaceCount {
  std::size_t matching = 0;
  std::size_t all = 0;
  bool most() const { return all > 0 && matching * 5 >= all * 4; }
};
PlaceCount count_places(const FormPages& pages, const FormPages& form);

}  // namespace gongwen::engine
