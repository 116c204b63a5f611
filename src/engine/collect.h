// A folder of returned forms as one checked table.
#pragma once

#include "engine/font_source.h"
#include "engine/kind_library.h"
#include "gongwen/engine.h"

#include <string>

namespace gongwen::engine {

/// See Engine::collect.
Collection collect(std::string_view kind, const std::string& folder, const CollectOptions& options, KindLibrary& kinds,
                   FontSource& fonts);

}  // namespace gongwen::engine
