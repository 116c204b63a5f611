// Outputs that are no files: the standard output, pipes and devices. They are written into and never replaced.
#pragma once

#include <string>

namespace gongwen::resources {

/// The name of the standard output as an output of a command.
inline constexpr char kStandardOutput[] = "-";

/// Whether an output of this name is written into: `-`, `/dev/stdout` and its like, a named pipe, a device.
bool is_stream(const std::string& path);

/// Whether the name leads to what results are printed to.
bool is_standard_output(const std::string& path);

/// Copies a whole file into the stream. Returns: 0, or the error. A reader of the standard output that has read enough
/// and went away is none.
int copy_to_stream(int file, const std::string& path);

}  // namespace gongwen::resources
