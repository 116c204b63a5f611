// From elements and styles to boxes.
#pragma once

#include "boxes/box.h"
#include "diagnostics/diagnostic.h"

namespace gongwen::boxes {

/// Builds the box tree, with the anonymous boxes that CSS asks for, generated content, counters and list markers.
/// `styles` gets the styles of anonymous boxes, `images` the images of elements. All arguments outlive the result.
/// Reports: boxes/*, images/*, resources/*.
BoxTree build_boxes(const dom::Tree& tree, style::StyleTree& styles, images::ImageSet& images,
                    diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::boxes
