// Documents made from the program's own pages (`shared/pages`), which no list of kinds contains, such as a list of the
// office as a workbook. Used by the service; include/gongwen does not declare it.
#pragma once

#include "gongwen/engine.h"

#include <string_view>

namespace gongwen::engine {

/// Renders data with the page `name`, such as `list`, into memory.
/// Reports: those of Engine::render, and engine/no-page.
Rendering make_page(const EngineOptions& options, std::string_view name, const DataSource& data, Format format,
                    const RenderOptions& render);

}  // namespace gongwen::engine
