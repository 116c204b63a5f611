// Compares the print of a returned PDF with that of its form: finds texts and drawings that were added, and texts that
// are missing, anywhere in the content of the pages.
#pragma once

#include "engine/returned/detail/form_pages.h"
#include "engine/returned/detail/match_pages.h"
#include "intake/returned_file.h"

#include <cstddef>
#include <vector>

// Characters and the areas of drawings are compared, never pictures of pages: what nobody can see is not printed.

namespace gongwen::engine {

struct ComparedPrint {
  /// Stretches of text, and drawings, that one of them has and the other has not: 0 for a form on which people have
  /// only filled in the fields. There may be more than are reported.
  std::size_t differences = 0;
  std::vector<bool> is_known;  // for each page of the file, whether it is one of the form
  std::vector<intake::Notice> notices;
};

/// `matched` says which page of the form each page of the file is; those without fields are found by what they print.
/// `other` is the same form with other data in it, or without: where the two differ, texts may be moved, but they must
/// be in the same order, as all of a page must that is laid out otherwise. Null: there is none. What lies beside the
/// content of pages that have any is left to the reader, which has reported it.
/// Reports: intake/text-beside, intake/mark-beside, intake/print-missing.
ComparedPrint compare_print(const FormPages& pages, const FormPages& form, const std::vector<MatchedPage>& matched,
                            const FormPages* other);

}  // namespace gongwen::engine
