// Charts of a page: drawings that carry the description of what they draw.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "flow/document.h"

#include <memory>

namespace gongwen::flow {

/// The chart of an `img` with `data-chart`; null if it has none, if no value is there, which only the drawing says, or
/// if the description cannot be used. Reports: flow/chart-description.
std::shared_ptr<const Chart> chart_of(dom::NodeId image, const dom::Tree& tree, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::flow
