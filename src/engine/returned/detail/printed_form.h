// A form that was printed to PDF or flattened: it has no fields any more, but their content is printed in their places.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/returned/detail/form_parts.h"
#include "engine/returned/detail/shown_form.h"
#include "intake/returned_file.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gongwen::engine {

/// The kind whose form is printed on the pages; empty where it is none, or several.
std::string kind_by_print(const intake::ReturnedFile& file, KindLibrary& kinds, FontSource& fonts);

/// Percent of what a form prints that is all of it: programs that print write some characters otherwise.
inline constexpr std::size_t kWholePrint = 97;

struct PrintedForm {
  /// How much of what the form prints is where it prints it, in percent; 0 for pages that are not those of the form.
  std::size_t share = 0;
  std::vector<intake::RawField> fields;
  std::vector<intake::RawField> blanks;
  std::vector<intake::Notice> notices;
};

/// Reads the texts and ticks that lie in the places of the form and are not printed by it. What is beside the places,
/// and what the form prints and the pages do not, is reported.
/// Reports: intake/printed-form, intake/by-place, intake/conflict, intake/text-beside, intake/print-missing.
PrintedForm read_printed_form(const intake::ReturnedFile& file, const FormPages& form, const ShownForm& shown);

}  // namespace gongwen::engine
