// Checking documents that belong together: each by its kind, and all of them against one another.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"

#include <string>

namespace gongwen::engine {

/// Checks all data files of a folder (.json, .yaml, .yml). The kind of a file is the one whose name stands in the
/// file's name; otherwise the only kind of the sets whose schema the data fit.
/// Reports: those of a check of each file; engine/no-data-files, engine/kind-unclear, engine/two-of-a-kind;
/// rules/set-*.
SetCheck check_set(const std::string& folder, const RenderOptions& options, CheckScope scope, KindLibrary& kinds,
                   FontSource& fonts);

}  // namespace gongwen::engine
