// Changes of single files, wherever they are: for work that is done again when a file was saved.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace gongwen::resources {

/// What the file system says of files, without reading them: another text when one was written, came or went.
std::string state_of_files(const std::vector<std::string>& paths);

/// Waits until one of the files that `list` names was written, came or went since `state` was taken, and then until
/// nothing changes any more: an editor may write a file in several steps, or several files. The folders of the files
/// are watched, so that this takes some 20 ms after the last write; where they cannot be (file systems over a network),
/// the files are looked at ten times a second. `state` is the new one afterwards. `stop` is asked as often. Returns:
/// false when `stop` ended it.
bool wait_for_change(const std::function<std::vector<std::string>()>& list, const std::function<bool()>& stop,
                     std::string& state);

}  // namespace gongwen::resources
