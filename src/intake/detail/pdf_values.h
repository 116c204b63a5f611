// From the fields of a PDF to texts at pointers.
#pragma once

#include "intake/detail/pdf_fields.h"
#include "intake/detail/pdf_shown.h"

#include <string>

namespace gongwen::intake {

/// What reading the values of a file takes and counts.
struct PdfValueReading {
  const IntakeLimits& limits;
  /// Compares values with what the page shows; null where programs draw all fields anew anyway.
  PdfShownReader* shown = nullptr;
  std::size_t not_drawn = 0;  // fields with a value of which nothing is seen
};

/// Reads the value of a field into `file`. A blank adds nothing but its pointer to the blanks.
/// Tells: intake/lost-character, intake/guessed-encoding, intake/bad-field-value, intake/conflict,
/// intake/button-conflict, intake/text-too-long, intake/shown-differs.
void read_pdf_value(const PdfField& field, const std::string& pointer, PdfValueReading& reading, ReturnedFile& file);

}  // namespace gongwen::intake
