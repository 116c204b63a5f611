// Makes the files in which a foreign file is shown.
#pragma once

#include "diagnostics/diagnostic.h"
#include "ofd/show/show_request.h"
#include "text/font_library.h"

#include <string_view>

namespace gongwen::show {

/// Makes the files in this process: only for `gongwen-show` and tests. Reports: show/*, text/*, pdf/*, raster/*.
ShowAnswer make_shown(std::string_view bytes, const ShowRequest& request, const text::FontLibrary& fonts,
                      diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::show
