// From the fields of a PDF to texts at pointers.
#pragma once

#include "intake/detail/pdf_fields.h"

#include <string>

namespace gongwen::intake {

/// Reads the value of a field into `file`. A blank adds nothing.
/// Tells: intake/lost-character, intake/guessed-encoding, intake/bad-field-value, intake/conflict,
/// intake/button-conflict, intake/text-too-long.
void read_pdf_value(const PdfField& field, const std::string& pointer, const IntakeLimits& limits, ReturnedFile& file);

}  // namespace gongwen::intake
