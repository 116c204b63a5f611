// Beginning a bundle: a copy of the skeleton with the name of the new kind in it.
#pragma once

#include "engine/kinds/detail/kind_library.h"

#include <string>

namespace gongwen::engine {

/// Makes the folder `folder`/`name` with the files of `skeleton`, in which `@KIND@` stands for the name; whole or not
/// at all. Reports: engine/bad-kind-name, engine/kind-exists, resources/*.
void new_kind(const std::string& name, const std::string& folder, const resources::Folder& skeleton,
              const KindLibrary& kinds, Run& run);

}  // namespace gongwen::engine
