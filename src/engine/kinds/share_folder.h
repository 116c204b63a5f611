// Where the engine's own files are.
#pragma once

#include "engine/kinds/detail/kind_library.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// The folder as given; else that of GONGWEN_SHARE; else `../share/gongwen` from the program on.
std::string find_share_folder(const std::string& given);

/// The given folders, then the one in the share folder, which messages call `templates`.
std::vector<TemplateFolder> template_folders(const std::vector<std::string>& given, const std::string& share);

}  // namespace gongwen::engine
