// Passwords and PINs are read from the standard input: arguments can be seen by all users of a machine.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::resources {

/// The first line of the standard input, without its end. Typed on a terminal it is asked for with `prompt`, on the
/// standard error, and does not appear; what is piped in is just read.
std::string read_secret_line(std::string_view prompt);

}  // namespace gongwen::resources
