// Names of files and folders as texts with `/`; nothing here asks the file system.
//   join_path("out/", "a.pdf"), join_path("out", "a.pdf")    // out/a.pdf
//   as_folder("out")                                         // out/
//   file_name("out/a.pdf")                                   // a.pdf
//   folder_part("out/a.pdf")                                 // out
#pragma once

#include <string>
#include <string_view>

namespace gongwen::base {

/// The path of `name` in a folder, whose last slash may be there or not; the name itself in the folder ``.
std::string join_path(std::string_view folder, std::string_view name);
/// With a slash at its end, so that names can follow; `` remains.
std::string as_folder(std::string_view path);
/// Without slashes at its end; `/` remains.
std::string_view without_end_slashes(std::string_view path);
/// What is after the last slash; the whole if there is none.
std::string_view file_name(std::string_view path);
/// What is before the last slash; nothing where there is none.
std::string_view folder_part(std::string_view path);

/// Without `.`, empty parts, and what a `..` takes back: `a/./b//../c` is `a/c`. A `..` at the start remains.
std::string normal_path(std::string_view path);

}  // namespace gongwen::base
