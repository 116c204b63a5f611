// A form that was printed to PDF or flattened: it has no fields any more, but their content is printed in their places.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/returned/detail/compare_pages.h"
#include "intake/returned_file.h"

#include <string>

namespace gongwen::engine {

/// The kind whose form is printed on the pages; empty where it is none, or several.
std::string kind_by_print(const intake::ReturnedFile& file, KindLibrary& kinds, FontSource& fonts);

/// Reads the texts and ticks that lie in the places of the form and are not printed by it; the fields of the file are
/// those then. Texts beside the places are reported. Returns: false for pages that are not those of the form, which
/// stay as they are.
/// Reports: intake/printed-form, intake/by-place, intake/text-beside.
bool read_printed_form(intake::ReturnedFile& file, const FormPages& form, const ShownForm& shown,
                       std::vector<intake::Notice>& notices);

}  // namespace gongwen::engine
