// A returned PDF beside the blank form of its kind: what each place on its pages is, whatever its field says of itself.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/returned/detail/shown_form.h"
#include "intake/form_pages.h"
#include "intake/returned_file.h"

#include <memory>
#include <string>
#include <vector>

namespace gongwen::engine {

// The pages of a form as it is sent out.

using FormPages = std::vector<intake::FormPage>;

/// The pages of the blank form, which is made and read back once for each kind; null for a kind without one.
std::shared_ptr<const FormPages> blank_pages(const std::shared_ptr<const CompiledKind>& kind, KindLibrary& kinds,
                                             FontSource& fonts);

/// The same of a form that was sent out with data in it; nothing if it cannot be made.
std::optional<FormPages> pages_of_data(const std::shared_ptr<const CompiledKind>& kind, const std::string& json,
                                       KindLibrary& kinds, FontSource& fonts);

// Comparing.

struct ComparedPages {
  /// Nearly all fields are those of the form, in its order.
  bool is_same_form = false;
  /// Nearly all places are just where the form has them. Otherwise it was made of other data, which move them.
  bool is_exact = false;
  std::size_t changes = 0;  // places that are not what they should be
  std::vector<intake::Notice> notices;
};

/// Fields that lie where the form has another one are read as that one, fields that lie where it has none are not read,
/// fields without a name are read by their places. A box that looks otherwise than its field says is not read. What has
/// content and is not read is reported. `shown` has the choices of the form. Pages that are not those of the form leave
/// the file as it is.
/// Reports: intake/field-elsewhere, intake/by-place, intake/nameless-field, intake/shown-differs, intake/conflict.
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
