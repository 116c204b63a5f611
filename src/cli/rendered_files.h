// What a command tells about the files that it wrote.
#pragma once

#include "cli/wording.h"
#include "gongwen/engine.h"

#include <string>
#include <vector>

namespace gongwen::cli {

/// One line for each file: `out/2024-02.pdf  6 pages, 480 kB`; none for the standard output.
std::string describe_files(const std::vector<RenderedFile>& files, const Wording& wording);

}  // namespace gongwen::cli
