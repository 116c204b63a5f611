// From elements and styles to boxes.
#pragma once

#include "boxes/box.h"
#include "diagnostics/diagnostic.h"
#include "forms/field_model.h"

namespace gongwen::boxes {

/// Builds the box tree, with the anonymous boxes that CSS asks for, generated content, counters and list markers.
/// `styles` gets the styles of anonymous boxes, `images` the images of elements. Controls show their values as text:
/// those of `fields`, or without it those that the elements state. All arguments outlive the result.
/// Reports: boxes/*, images/*, resources/*.
BoxTree build_boxes(const dom::Tree& tree, style::StyleTree& styles, images::ImageSet& images,
                    diagnostics::DiagnosticSink& sink, const forms::FieldModel* fields = nullptr);

}  // namespace gongwen::boxes
