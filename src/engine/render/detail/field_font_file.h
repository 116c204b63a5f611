// The font of a form's fields, from the prepared ones or from a file of the user's.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "pdf/document/field_font.h"
#include "text/font_library.h"

#include <string>

namespace gongwen::engine {

/// `wanted` is `common`, `wide`, `none` or the path of a TrueType file, as in RenderOptions::field_font.
/// Reports: engine/no-field-font.
base::Expected<pdf::FieldFontFile> open_field_font(const std::string& wanted, const text::FontLibrary& library,
                                                   diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
