// Returned forms back to data.
#pragma once

#include "engine/kinds/detail/kind_library.h"
#include "gongwen/engine.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// See Engine::extract.
Extraction extract(const std::vector<std::string>& files, const ExtractOptions& options, KindLibrary& kinds);

/// Names of data files for returned files, in their order: `张某.pdf` gives `张某.json`, and where two files would have
/// the same name the ending stays: `张某.pdf.json`, `张某.xlsx.json`.
std::vector<std::string> data_file_names(const std::vector<std::string>& files);

}  // namespace gongwen::engine
