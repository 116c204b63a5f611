// Documents of pages of the program's own (`shared/pages`), which are listed nowhere as kinds: a list of the office as
// a workbook. For the service; include/gongwen does not declare it.
#pragma once

#include "gongwen/engine.h"

#include <string_view>

namespace gongwen::engine {

/// Renders data with the page `name`, such as `list`, into memory.
/// Reports: those of Engine::render, and engine/no-page.
Rendering make_page(const EngineOptions& options, std::string_view name, const DataSource& data, Format format,
                    const RenderOptions& render);

}  // namespace gongwen::engine
