// Compares what a returned PDF prints with what its form prints: finds texts and drawings that were added, and texts
// that are missing, anywhere on the pages.
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

// compare_form: finds the version of the form from which the file was made: the blank one, or the one with the data
// with which it was sent out. Data moves fields and appears in some printed sentences, so the version that agrees best
// is the right one.

struct FormSources {
  const std::shared_ptr<const CompiledKind>& kind;  // never null
  KindLibrary& kinds;
  FontSource& fonts;
  /// The data with which the form was sent out, as JSON; empty if unknown.
  const std::string& base;
  /// The file states that it is of this edition and has its texts, or states nothing: then print is also compared.
  bool same_print = false;
};

struct ComparedForm {
  bool is_same_form = false;  // see ComparedPages
  std::vector<intake::Notice> notices;
};

/// Reads fields by place if their places contradict their names, see compare_pages.h. If the file has lost the data
/// that the form carries, and the form is identified with `base`, the file gets the data back. Reports: see
/// compare_pages and compare_print.
ComparedForm compare_form(intake::ReturnedFile& file, const FormSources& sources);

/// Reads a printed or flattened form into the fields and notices of the file. Returns
/// false without changes if the pages are not those of the form. Reports: see
/// read_printed_form.
bool read_printed(intake::ReturnedFile& file, const FormSources& sources);

// Characters and areas of drawings are compared, never pictures of pages: invisible content is not part of the print.

struct ComparedPrint {
  /// Number of texts and drawings that only one side has; 0 if people have only filled in the fields. May exceed the
  /// number of messages.
  std::size_t differences = 0;
  std::vector<bool> is_known;  // for each page of the file, whether it is one of the form
  std::vector<intake::Notice> notices;
};

/// `matched` gives the page of the form for each page of the file; pages without fields are found by their print.
/// `other` is another version of the form: where the two versions differ, texts may be moved, but must be in the
/// same order, as on pages with another layout; null if there is no other version. The reader has already reported
/// loose content on pages with content of the form. Reports: intake/text-beside, intake/mark-beside,
/// intake/print-missing.
ComparedPrint compare_print(const FormPages& pages, const FormPages& form, const std::vector<MatchedPage>& matched,
                            const FormPages* other);

}  // namespace gongwen::engine
