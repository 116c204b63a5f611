// From elements and styles to boxes.
#pragma once

#include "boxes/box.h"
#include "diagnostics/diagnostic.h"
#include "forms/field_model.h"

namespace gongwen::boxes {

/// Whether what cannot be set on a page fails, or is shown as browsers do: controls as frames with their values,
/// missing images as their alternative texts.
enum class Tolerance : bool { None, AsBrowsers };

struct BoxOptions {
  Tolerance tolerance = Tolerance::None;
  /// What the controls of a template show; null: what they state themselves.
  const forms::FieldModel* fields = nullptr;
};

/// Builds the box tree, with the anonymous boxes that CSS asks for, generated content, counters and list markers.
/// `styles` gets the styles of anonymous boxes, `images` the images of elements. Controls of templates are
/// the text of their values. All arguments outlive the result.
/// Reports: boxes/*, images/*, resources/*.
BoxTree build_boxes(const dom::Tree& tree, style::StyleTree& styles, images::ImageSet& images,
                    diagnostics::DiagnosticSink& sink, const BoxOptions& options = {});

}  // namespace gongwen::boxes
