// From the fields of a PDF to texts at pointers.
#pragma once

#include "intake/detail/pdf_fields.h"

#include <optional>
#include <string>

namespace gongwen::intake {

/// The JSON pointer that a field's name stands for; nothing for names that are not ours. `.` cannot stand in a name and
/// is written `~2`; what programs that join forms put before it is dropped.
std::optional<std::string> pointer_of_field_name(std::string_view name);

/// Reads the value of a field into `file`. A blank adds nothing.
/// Tells: intake/lost-character, intake/guessed-encoding, intake/bad-field-value, intake/conflict,
/// intake/button-conflict, intake/text-too-long.
void read_pdf_value(const PdfField& field, const std::string& pointer, const IntakeLimits& limits, ReturnedFile& file);

}  // namespace gongwen::intake
