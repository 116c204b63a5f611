// The look of an annotation: its normal appearance, and the place where that is drawn (ISO 32000-2, 12.5.5, algorithm
// 8).
#pragma once

#include "intake/detail/pdf_library.h"

#include <array>
#include <optional>

namespace gongwen::intake {

struct AnnotationLook {
  PdfObject form;                  // the form XObject
  std::array<double, 6> placed{};  // the matrix under which it is drawn on the page
};

/// Whether the flags Hidden or NoView (ISO 32000-2, table 167) keep viewers from showing an annotation. Invisible (1)
/// does not count: it concerns types of annotations that the standard does not have.
bool has_hiding_flags(const PdfObject& annotation);

/// Returns nullopt if viewers have nothing to draw. A button without a state has that of its field's value.
std::optional<AnnotationLook> look_of(const PdfObject& annotation);

/// A number as a value; `otherwise` for anything else.
double number_of(const PdfObject& object, double otherwise);

}  // namespace gongwen::intake
