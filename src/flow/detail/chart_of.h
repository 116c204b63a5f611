// Charts of a page: drawings that carry a description of their content.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "flow/document.h"

#include <memory>

namespace gongwen::flow {

/// The chart of an `img` with `data-chart`; null if it has none, if the chart has no values, which only the drawing
/// shows, or if the description cannot be used. Reports: flow/chart-description.
std::shared_ptr<const Chart> chart_of(dom::NodeId image, const dom::Tree& tree, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::flow
