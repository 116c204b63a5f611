// Whether a PDF field shows what its value is.
#pragma once

#include "intake/detail/pdf_fields.h"
#include "intake/detail/pdf_shown.h"

#include <string>
#include <vector>

namespace gongwen::intake {

enum class Appearance : std::uint8_t {
  Same,      // or not to be told: another program's font, a text that is longer than its box
  NotDrawn,  // a value, and an empty picture
  Differs,
};

struct ComparedAppearance {
  Appearance result = Appearance::Same;
  std::string shown;  // where it differs
};

/// Compares the pictures of a field's widgets with the texts that it may show: its value, or what is shown for a choice.
/// `values` is empty for a field without a value.
ComparedAppearance compare_appearance(const PdfField& field, const std::vector<std::string>& values,
                                      PdfShownReader& reader);

}  // namespace gongwen::intake
