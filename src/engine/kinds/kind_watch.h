// Folders of kinds on disk: where they are, and whether files have changed since a kind was compiled.
#pragma once

#include "engine/kinds/detail/bundle_files.h"
#include "engine/kinds/detail/kind_library.h"

#include <functional>
#include <string>
#include <vector>

namespace gongwen::engine {

// Where the engine's own files are.

/// The folder as given; else that of GONGWEN_SHARE; else `../share/gongwen` from the program on.
std::string find_share_folder(const std::string& given);

/// The given folders, then the one in the share folder, which messages call `templates`.
std::vector<TemplateFolder> template_folders(const std::vector<std::string>& given, const std::string& share);

// KindWatch: whether the files that a kind is made of are still those that it was compiled from.

/// Paths of all files that a bundle may read, shared ones among them.
std::vector<std::string> paths_of(const BundleFiles& files);

/// What the file system says of files, without reading them: another text when one was written, came or went.
std::string state_of_files(const std::vector<std::string>& paths);

/// Waits until one of the files that `list` names was written, came or went since `state` was taken, and then until
/// nothing changes any more: an editor may write several files. `state` is the new one afterwards. Returns: false when
/// `stop` ended it.
bool wait_for_change(const std::function<std::vector<std::string>()>& list, const std::function<bool()>& stop,
                     std::string& state);

class KindWatch {
 public:
  explicit KindWatch(const BundleFiles& files) : files_(files), state_(state_of_files(paths_of(files_))) {}

  /// Since the watch started, or since the last change that was reported.
  bool has_changed();

 private:
  BundleFiles files_;
  std::string state_;
};

}  // namespace gongwen::engine
