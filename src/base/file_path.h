// Paths as texts with `/`; these functions do not access the file system.
//   join_path("out/", "a.pdf"), join_path("out", "a.pdf")    // out/a.pdf
//   as_folder("out")                                         // out/
//   file_name("out/a.pdf")                                   // a.pdf
//   file_stem("a.pdf")                                       // a
//   folder_part("out/a.pdf")                                 // out
#pragma once

#include <string>
#include <string_view>

namespace gongwen::base {

/// The path of `name` in a folder, with or without a slash at the folder's end; the name itself if `folder` is empty.
std::string join_path(std::string_view folder, std::string_view name);
/// The path with a slash at its end, so that a name can follow; an empty path stays empty.
std::string as_folder(std::string_view path);
/// The path without slashes at its end; `/` stays as it is.
std::string_view without_end_slashes(std::string_view path);
/// The part after the last slash; the whole path if it has none.
std::string_view file_name(std::string_view path);
/// A file name without its ending: `a.b` of `a.b.pdf`. A dot at the start begins no ending.
std::string_view file_stem(std::string_view name);
/// The part before the last slash; empty if absent.
std::string_view folder_part(std::string_view path);

/// The path without `.` and empty parts, and with each `..` resolved: `a/./b//../c` becomes `a/c`. A `..` at the start
/// stays.
std::string normal_path(std::string_view path);

}  // namespace gongwen::base
