// Setting a page of HTML and CSS that is not a template.
#pragma once

#include "engine/core/detail/finished_file.h"
#include "engine/core/run.h"
#include "gongwen/engine.h"
#include "text/font_library.h"

#include <vector>

namespace gongwen::engine {

/// The files of a format of pages. Style sheets and images are looked for in the folder of the page. Returns: nothing
/// when an error was reported, with warnings as errors where the options say so.
std::vector<FinishedFile> typeset_pages(const DataSource& html, Format format, const text::FontLibrary& fonts,
                                        const RenderOptions& options, Run& run);

}  // namespace gongwen::engine
