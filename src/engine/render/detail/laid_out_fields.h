// The fields of a form to fill in: what they are laid out with, the data that they carry, and their font.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "forms/field_model.h"
#include "intake/returned_file.h"
#include "pdf/document/field_font.h"
#include "text/font_library.h"

#include <string>
#include <vector>

namespace gongwen::engine {

// What a form to fill in is made of, for what its fields cannot say: see intake/given_values.h.

/// The fields as the reader of the untouched form finds them.
std::vector<intake::RawField> raw_fields(const forms::FieldModel& fields);

/// `shown` is what the reader of the untouched form finds in it; `data` are the data with their defaults. Empty when
/// the form says all that was given.
std::string given_data(const std::vector<intake::RawField>& shown, const CompiledKind& kind,
                       const data::Document& data);

/// The same of a PDF: `fields` are those of the form, with their values.
std::string given_data(const forms::FieldModel& fields, const CompiledKind& kind, const data::Document& data);

// The font of a form's fields, from the prepared ones or from a file of the user's.

/// `wanted` is `common`, `wide`, `none` or the path of a TrueType file, as in PdfOptions::field_font.
/// Reports: engine/no-field-font.
base::Expected<pdf::FieldFontFile> open_field_font(const std::string& wanted, const text::FontLibrary& library,
                                                   diagnostics::DiagnosticSink& sink);

// What the controls of a form to fill in are laid out with. The text in a control is a separate appearance, which the
// page does not show; the layout only has to give the control room.

/// The fields with texts that are no longer than what a control may grow to: most of a page for texts of several lines,
/// some lines for others. A value of any length is then laid out in bounded room, and the form has no pages that hold
/// nothing but the rest of a frame.
forms::FieldModel laid_out_fields(const forms::FieldModel& fields);

}  // namespace gongwen::engine
