// Several forms in one PDF, separated by the blank forms of the kinds: what the names of fields alone do not say.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "intake/returned_file.h"

#include <string>
#include <vector>

namespace gongwen::engine {

struct KindOfPart {
  std::string kind;
  intake::FormPart part;
};

/// The forms of different kinds in a file, or of one kind whose fields repeat: `parts` of the file are set where there
/// are several, and stay empty for one. `wanted` is the kind that was asked for; empty: none.
/// Returns: the kind of each part; empty where the fields themselves say it, and for files that hold one form.
/// Reports: intake/mixed-forms where the forms cannot be separated; then the file has no fields.
std::vector<KindOfPart> find_form_parts(intake::ReturnedFile& file, const std::string& wanted, KindLibrary& kinds,
                                        FontSource& fonts);

/// The kind whose form has the places that are on the pages, for a file whose fields have other names or none; empty
/// where it is none, or several.
std::string kind_by_places(const intake::ReturnedFile& file, KindLibrary& kinds, FontSource& fonts);

/// `expert-application (pages 1-4), commitment-letter (pages 5-6)`
diagnostics::TextPair words_of(const std::vector<KindOfPart>& parts);

}  // namespace gongwen::engine
