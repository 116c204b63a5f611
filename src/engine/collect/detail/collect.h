// Collects a folder of returned forms.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/engine.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// See Engine::collect.
Collection collect(const std::vector<std::string>& kinds, const std::string& folder, const CollectOptions& options,
                   KindLibrary& library, FontSource& fonts);

}  // namespace gongwen::engine
