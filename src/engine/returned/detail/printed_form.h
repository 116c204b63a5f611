// Reads a form that was printed to PDF or flattened: it has no fields, but their content in their places.
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

/// The kind whose form is printed on the pages; empty if none or several.
std::string kind_by_print(const intake::ReturnedFile& file, KindLibrary& kinds, FontSource& fonts);

/// Share of the form's print, in percent, that counts as all of it: programs that print encode some characters
/// differently.
inline constexpr std::size_t kWholePrint = 97;

struct PrintedForm {
  /// Share of the form's print that is in its place, in percent; 0 if the pages are not those of the form.
  std::size_t share = 0;
  std::vector<intake::RawField> fields;
  std::vector<intake::RawField> blanks;
  std::vector<intake::Notice> notices;
};

/// Reads texts and ticks in the places of the form that the form itself does not print. Reports text outside places,
/// and missing print of the form. Reports: intake/printed-form, intake/by-place, intake/conflict, intake/text-beside,
/// intake/print-missing.
PrintedForm read_printed_form(const intake::ReturnedFile& file, const FormPages& form, const ShownForm& shown);

}  // namespace gongwen::engine
