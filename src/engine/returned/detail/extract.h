// Turns returned files into data files: unpacks archives, reads forms ahead in threads, and writes data in the order of
// the files.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/engine.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// See Engine::extract.
Extraction extract(const std::vector<FormSource>& sources, const ExtractOptions& options, KindLibrary& kinds,
                   FontSource& fonts);

/// Names of data files for returned files, in order: `张某.pdf` gives `张某.json`; if two files would get the same
/// name, the ending is kept: `张某.pdf.json`, `张某.xlsx.json`.
std::vector<std::string> data_file_names(const std::vector<std::string>& files);

}  // namespace gongwen::engine
