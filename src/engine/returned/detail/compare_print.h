// Compares the print of a returned PDF with that of its form: finds texts and drawings that were added, and texts that
// are missing, anywhere in the content of the pages.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/returned/detail/form_parts.h"
#include "engine/returned/detail/match_pages.h"
#include "intake/returned_file.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::engine {

// A returned PDF beside the form that it was: the blank form of its kind, or the one with the data that it was sent out
// with. Data move fields and are part of some printed sentences, so that the right form is the one that agrees best.

struct FormSources {
  const std::shared_ptr<const CompiledKind>& kind;  // never null
  KindLibrary& kinds;
  FontSource& fonts;
  /// The data that the form was sent out with, as JSON; empty if they are not at hand.
  const std::string& base;
  /// The file is of this edition of the form and has its texts, as far as it says: what is printed is compared, too.
  bool same_print = false;
};

struct ComparedForm {
  bool is_same_form = false;  // see ComparedPages
  std::vector<intake::Notice> notices;
};

/// Reads the fields of the file by their places where these say something else, see compare_pages.h. A file that has
/// lost what the form carries has it again where the form is known by `base`.
/// Reports: see compare_pages and compare_print.
ComparedForm compare_form(intake::ReturnedFile& file, const FormSources& sources);

/// Reads a form that was printed or flattened into the fields and notices of the file. Returns: false for a file whose
/// pages are not those of the form, which stays as it is.
/// Reports: see read_printed_form.
bool read_printed(intake::ReturnedFile& file, const FormSources& sources);

// Characters and the areas of drawings are compared, never pictures of pages: what nobody can see is not printed.

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
