// Files of kinds on disk: where they are, and whether they have changed.
#pragma once

#include "gongwen/engine.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::engine {

// Where the engine's own files are.

/// The folder as given; else `../share/gongwen` from the program or the library on.
std::string find_share_folder(const std::string& given);

/// The options with what is empty in them filled in: the installed folders, the clock of the system.
std::shared_ptr<const EngineOptions> complete_options(EngineOptions options);

// Changes of files.

/// What the file system says of files, without reading them: another text when one was written, came or went.
std::string state_of_files(const std::vector<std::string>& paths);

/// Waits until one of the files that `list` names was written, came or went since `state` was taken, and then until
/// nothing changes any more: an editor may write several files. `state` is the new one afterwards. Returns: false when
/// `stop` ended it.
bool wait_for_change(const std::function<std::vector<std::string>()>& list, const std::function<bool()>& stop,
                     std::string& state);

}  // namespace gongwen::engine
