// open_below: opens files below one folder only, wherever links lead. The kernel enforces it (openat2 with
// RESOLVE_BENEATH): no path, and no link that somebody replaces between two steps, leads out of the folder.
//   FileDescriptor file = open_below(folder, "2024/02/bulletin.pdf");
//   if (!file) is_absent(last_error()) ? say_nothing_is_there() : say_try_again();
#pragma once

#include "resources/file_descriptor.h"

#include <string>
#include <system_error>

namespace gongwen::resources {

enum class InnerLinks { Follow, Refuse };

/// Opens a file or folder for reading. The folder may itself be a link; links below it are followed if they stay
/// inside, or refused. A named pipe does not block. If nothing can be opened, `last_error` says why.
///
/// A system before Linux 5.6 cannot check paths: ENOSYS.
FileDescriptor open_below(const std::string& folder, const std::string& path, InnerLinks links = InnerLinks::Follow);

/// Whether an error of `open_below` says that the folder has no such file, or none that may be read from outside.
/// Everything else, such as too many open files, is a fault that may pass.
bool is_absent(std::error_code error);

}  // namespace gongwen::resources
