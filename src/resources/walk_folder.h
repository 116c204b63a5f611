// All files of a folder and of the folders in it, for folders that people have put together.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::resources {

struct FolderWalk {
  /// Paths that start with the folder's own, sorted by bytes; those that `links` and `deep` name hold more.
  std::vector<std::string> files;
  std::vector<std::string> links;       // to folders, which are not followed: they may lead in a circle
  std::vector<std::string> deep;        // folders below the deepest that is looked into
  std::vector<std::string> unreadable;  // folders that cannot be listed
};

/// What of `root` and of folders up to `depth` levels below it are files, with links to files followed. `takes` is
/// asked with the bare name of each file and folder whether it counts at all.
FolderWalk walk_folder(const std::string& root, int depth, const std::function<bool(std::string_view)>& takes);

/// The path without `.`, `..` and links, as far as it exists, and without a last slash: the same for all ways to write
/// it.
std::string plain_path(const std::string& path);
/// By the bare name of a file or folder: not what programs leave beside an open document or in an archive, and nothing
/// hidden. People did not put that there.
bool is_put_there(std::string_view name);

/// Whether both lead to the same file or folder, or would once they are made, however they are written.
bool is_same_path(const std::string& one, const std::string& other);
/// Whether the path leads to something below the folder, or would once both are made.
bool is_path_below(const std::string& path, const std::string& folder);

/// How to get from a folder to a file, whether they are written as absolute paths or as relative ones:
/// `../forms/a.pdf`.
std::string path_between(const std::string& folder, const std::string& file);

}  // namespace gongwen::resources
