// Compares a returned PDF with the blank form of its kind: determines the field of each place on its pages, without
// relying on its name.
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
  /// Nearly all places are exactly where the form has them. If not, the file was made from other data, which moves
  /// them.
  bool is_exact = false;
  std::size_t changes = 0;           // places that differ from the form
  std::size_t moved = 0;             // places that lie elsewhere, as other data would move them
  std::size_t off_place = 0;         // places that are not exactly where the form has one, for any reason
  std::vector<MatchedPage> matched;  // for each page of the file
  std::vector<intake::Notice> notices;
};

/// A field in the place of another field is read as that one; a field in a place where the form has
/// none is not read; a field without a name is read by its place. A box that shows something other
/// than its value is not read. Content that is not read is reported. `shown` has the choices of the
/// form. If the pages are not those of the form, the file is not changed. Reports:
/// intake/fields-missing, intake/mark-beside, intake/field-elsewhere, intake/by-place,
/// intake/nameless-field, intake/shown-differs, intake/conflict. intake/shown-differs,
/// intake/conflict.
ComparedPages compare_pages(intake::ReturnedFile& file, const FormPages& form, const ShownForm& shown,
                            const schema::Schema& schema);

/// The number of places on the pages that are where the form has such a place, and the number of all places.
struct PlaceCount {
  std::size_t matching = 0;
  std::size_t all = 0;
  bool most() const { return all > 0 && matching * 5 >= all * 4; }
};
PlaceCount count_places(const FormPages& pages, const FormPages& form);

}  // namespace gongwen::engine
