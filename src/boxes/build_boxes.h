// From elements and styles to boxes.
#pragma once

#include "boxes/box.h"
#include "diagnostics/diagnostic.h"

namespace gongwen::boxes {

/// Builds the box tree, with the anonymous boxes that CSS asks for, generated content, counters and list markers.
/// `styles` gets the styles of anonymous boxes. All arguments outlive the result.
BoxTree build_boxes(const dom::Tree& tree, style::StyleTree& styles, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::boxes
