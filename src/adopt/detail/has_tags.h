// Finds out whether a Word file is a template.
#pragma once

#include "word/document.h"

namespace gongwen::adopt {

/// Whether any paragraph, link or description of a picture has a tag, or something meant as one.
bool has_tags(const word::Document& document);

/// Whether tags call the macros of `shared/form/word-page.html`: `{{ field("/name") }}`, `{{ field_box("/sex", "男")
/// }}`.
bool has_field_tags(const word::Document& document);

}  // namespace gongwen::adopt
