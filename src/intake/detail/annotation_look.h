// How an annotation looks: its normal appearance, and where that is drawn (ISO 32000-2, 12.5.5, algorithm 8).
#pragma once

#include "intake/detail/pdf_library.h"

#include <array>
#include <optional>

namespace gongwen::intake {

struct AnnotationLook {
  PdfObject form;                  // the form XObject
  std::array<double, 6> placed{};  // the matrix under which it is drawn on the page
};

/// nullopt if viewers have nothing to draw.
std::optional<AnnotationLook> look_of(const PdfObject& annotation);

/// A number as a value; `otherwise` for anything else.
double number_of(const PdfObject& object, double otherwise);

}  // namespace gongwen::intake
