// A returned PDF beside the form that it was: the blank form of its kind, or the one with the data that it was sent out
// with. Data move fields and are part of some printed sentences, so that the right form is the one that agrees best.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "intake/returned_file.h"

#include <memory>
#include <string>
#include <vector>

namespace gongwen::engine {

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

}  // namespace gongwen::engine
