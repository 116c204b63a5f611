// Several forms in one PDF, separated by the blank forms of the kinds: what the names of fields alone do not say.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "intake/returned_file.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

// The pages of a form as it is sent out: what returned PDF forms are compared with.

/// In their order. They are read by the same reader as returned files.
using FormPages = std::vector<intake::FormPage>;

/// The pages of the blank form, which is made and read back once for each kind. Null for a kind without a form on
/// pages, and where the templates of the kind have errors.
std::shared_ptr<const FormPages> blank_pages(const std::shared_ptr<const CompiledKind>& kind, KindLibrary& kinds,
                                             FontSource& fonts);

/// The same of a form that was sent out with data in it; nothing if it cannot be made. `json` may lack what the schema
/// requires: forms are sent out before they are filled in. It is made each time, which takes 20 to 130 ms for the forms
/// that come with this program. Characters that people may type need no font: the places are the same without it.
std::optional<FormPages> pages_of_data(const std::shared_ptr<const CompiledKind>& kind, const std::string& json,
                                       KindLibrary& kinds, FontSource& fonts);

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
