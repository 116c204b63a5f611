// Setting a page of HTML and CSS that is no template.
#pragma once

#include "engine/render/detail/make_pdf.h"
#include "engine/core/run.h"
#include "gongwen/engine.h"

namespace gongwen::engine {

/// Style sheets and images are looked for in the folder of the page. Returns: an empty file when an error was reported,
/// with warnings as errors where the options say so.
FinishedFile typeset_page(const DataSource& html, const text::FontLibrary& fonts, const RenderOptions& options,
                          Run& run);

}  // namespace gongwen::engine
