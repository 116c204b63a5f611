// The pages of a form as it is sent out: what returned PDF forms are compared with.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "intake/form_pages.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

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

}  // namespace gongwen::engine
