// Separates several forms in one PDF by comparing pages with the blank forms of kinds; names of fields alone are not
// enough.
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

// FormPages: pages of a form as sent out, for comparison with returned files.

/// Pages in order, read by the same reader as returned files.
using FormPages = std::vector<intake::FormPage>;

/// Returns the pages of the blank form, made and read back once for each kind; null for a kind without a form on pages,
/// or with errors in its templates.
std::shared_ptr<const FormPages> blank_pages(const std::shared_ptr<const CompiledKind>& kind, KindLibrary& kinds,
                                             FontSource& fonts);

/// Pages of a form that was sent out with data; nullopt if it cannot be made. `json` may lack what the schema requires,
/// as forms are sent out before they are filled in. Made again for each call, which takes 20 to 130 ms for the
/// installed forms. It has no font for typing, since places do not depend on it.
std::optional<FormPages> pages_of_data(const std::shared_ptr<const CompiledKind>& kind, const std::string& json,
                                       KindLibrary& kinds, FontSource& fonts);

/// The form in one format, as sent out with data; nullopt if it cannot be made. `json` may lack what the schema
/// requires; `is_blank` makes the blank form.
std::optional<std::string> made_form(const std::shared_ptr<const CompiledKind>& kind, const std::string& json,
                                     bool is_blank, Format format, KindLibrary& kinds, FontSource& fonts);

struct KindOfPart {
  std::string kind;
  intake::FormPart part;
};

/// Finds the forms of different kinds in a file, or of one kind whose fields repeat: sets `parts` of the file if there
/// are several. `wanted` is the requested kind; empty if none. Returns the kind of each part; empty if the fields
/// themselves identify it, and for a file with one form. Reports: intake/mixed-forms if the forms cannot be separated;
/// the file then has no fields.
std::vector<KindOfPart> find_form_parts(intake::ReturnedFile& file, const std::string& wanted, KindLibrary& kinds,
                                        FontSource& fonts);

/// The kind whose form has the places on the pages, for a file whose fields have other names or none; empty if none or
/// several.
std::string kind_by_places(const intake::ReturnedFile& file, KindLibrary& kinds, FontSource& fonts);

/// `expert-application (pages 1-4), commitment-letter (pages 5-6)`
diagnostics::TextPair words_of(const std::vector<KindOfPart>& parts);

}  // namespace gongwen::engine
